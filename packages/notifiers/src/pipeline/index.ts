export * from "./notice.ts";
export * from "./plan-delivery.ts";
export * from "./retry.ts";
export * from "./triage.ts";
