export { makeTestHttpClient } from "./http-client.ts";
export * from "./notifiers/index.ts";
export * from "./openmetrics/index.ts";
export * from "./prometheus/index.ts";
export { type CannedAnswer, type ContractWorld, describeSourceContract, type SourceContract } from "./source-contract.ts";
