export { cannedHistories, cannedMetricsPages } from "./canned-pages.ts";
export { type FakeTime, makeFakeTime } from "./fake-time.ts";
export { OPENMETRICS_TYPE, type PageFault, type ProperPage, TEXT_TYPE } from "./page-faults.ts";
export { makeSimulatedProcess, type SimulatedProcess, type SimulatedProcessOptions } from "./simulated-process.ts";
export { type MetricsPageOptions, type MetricsPageSimulator, type SeenPageRequest, startMetricsPage } from "./simulator.ts";
