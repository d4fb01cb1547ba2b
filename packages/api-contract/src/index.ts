export * from "./client.ts";
export * from "./common.ts";
export * from "./definition.ts";
export * from "./endpoints.ts";
export * from "./objective.ts";
export * from "./problem.ts";
export * from "./service.ts";
export * from "./source.ts";
