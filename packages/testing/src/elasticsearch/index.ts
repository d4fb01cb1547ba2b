export { type AccessLogOptions, accessLogOf, makeAccessLog, makeCountedIndex, randomOf } from "./access-log.ts";
export { cannedSearchAnswers } from "./canned-answers.ts";
export type { FieldType, Source } from "./document.ts";
export type { SearchFault } from "./faults.ts";
export { SIMULATED_PRODUCTS, type SimulatedProduct } from "./product.ts";
export type { SimulatedIndex } from "./simulated-index.ts";
export {
  type ElasticsearchSimulator,
  type ElasticsearchSimulatorOptions,
  type SeenSearchRequest,
  startElasticsearchSimulator,
} from "./simulator.ts";
