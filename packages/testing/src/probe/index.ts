export { cannedProbes } from "./canned-probes.ts";
export type { ProbeFault, WrongCertificate } from "./faults.ts";
export { makeTargetCertificates, type ProbeTarget, type ProbeTargetOptions, startProbeTarget, type TargetCertificates } from "./target.ts";
