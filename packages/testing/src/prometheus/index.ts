export { cannedPrometheusAnswers } from "./canned-answers.ts";
export type { Fault, PlannedFault } from "./faults.ts";
export { type FleetOptions, makeFleet } from "./fleet.ts";
export type { SimulatedClass, SimulatedFamily, SimulatedGap, SimulatedGauge, SimulatedHistory, SimulatedRestart } from "./model.ts";
export { PROTOBUF_TYPE, toNativePages } from "./native-exposition.ts";
export { toOpenMetrics } from "./openmetrics.ts";
export { type RealPrometheus, startRealPrometheus } from "./real-prometheus.ts";
export { type PrometheusSimulator, type PrometheusSimulatorOptions, type SeenRequest, startPrometheusSimulator } from "./simulator.ts";
export type { Truth } from "./truth.ts";
