export * from "./message.ts";
export * from "./notifier.ts";
export * from "./pipeline/index.ts";
export {
  findNotifierKind,
  NOTIFIER_KINDS,
  type NotifierKind,
  type PreparedTarget,
  type PrepareOutcome,
  type SettingsProblem,
} from "./registry.ts";
