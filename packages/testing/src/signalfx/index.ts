export { cannedSignalFxAnswers } from "./canned-answers.ts";
export { demoShop } from "./demo-shop.ts";
export type { SignalFxFault } from "./faults.ts";
export type { SimMessage } from "./messages.ts";
export { type SimulatedMts, seededCount } from "./model.ts";
export { type SignalFxSimulator, type SignalFxSimulatorOptions, startSignalFxSimulator } from "./simulator.ts";
