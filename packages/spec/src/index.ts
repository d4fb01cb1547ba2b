export type { BroughtAdjustment, ObjectiveAdjustments } from "./brought-adjustment.ts";
export type { DefinitionKind, DefinitionRef, Definitions } from "./definitions.ts";
export {
  DIAGNOSTIC_CODES,
  type Diagnostic,
  type DiagnosticCode,
  formatDiagnostic,
  hasErrors,
  MAX_DIAGNOSTICS,
  type Place,
} from "./diagnostic.ts";
export type { DeclaredKind } from "./format.ts";
export { toOpenSlo } from "./formats/openslo/from-domain.ts";
export { type ParsedText, type ParseOptions, parseDefinitions } from "./parse-definitions.ts";
export type { Path } from "./path.ts";
export type { ObjectiveAgreements, PromisedAgreement } from "./promised-agreement.ts";
export { FORMAT_NAMES, type FormatName } from "./registry.ts";
export { YAML_LIMITS } from "./yaml/limits.ts";
