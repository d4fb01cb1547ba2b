import * as z from "zod";
import { Instant, JsonObject, Labels, Name } from "./common.ts";

/** `ok`: the last request succeeded; `failing`: it did not; `unknown`: not asked yet. */
export const SourceHealth = z.object({
  state: z.enum(["ok", "failing", "unknown"]),
  okAt: Instant.nullable(),
  failingSince: Instant.nullable(),
  failureClass: z.string().nullable(),
  message: z.string().nullable().meta({ description: "The source's own words, without secrets" }),
  version: z.string().nullable(),
  latencyMs: z.number().int().nullable(),
});
export type SourceHealth = z.infer<typeof SourceHealth>;

export const Source = z.object({
  name: Name,
  displayName: z.string().nullable(),
  description: z.string().nullable(),
  kind: z.string(),
  kindTitle: z.string(),
  connection: JsonObject,
  secretsSet: z.array(z.string()).meta({ description: "Names of the secret fields that hold a value; values are never returned" }),
  labels: Labels,
  ingestDelaySeconds: z.number().int(),
  objectives: z.number().int().meta({ description: "How many objectives read from it" }),
  health: SourceHealth,
  revision: z.number().int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Source = z.infer<typeof Source>;

/** A secret left out keeps its value, null removes it. Changing the address drops secrets that are not given again. */
export const Secrets = z.record(z.string(), z.string().max(16_384).nullable());

export const SourceInput = z.strictObject({
  name: Name,
  displayName: z.string().max(200).nullable().default(null),
  description: z.string().max(1050).nullable().default(null),
  kind: z.string().max(40),
  connection: JsonObject,
  secrets: Secrets.default({}),
  labels: Labels.default({}),
});
export type SourceInput = z.infer<typeof SourceInput>;

/** Tests a connection that is not saved, or (with `name`) a change of a saved one with the secrets it holds. */
export const SourceTestInput = z.strictObject({
  name: Name.optional(),
  kind: z.string().max(40),
  connection: JsonObject,
  secrets: Secrets.default({}),
});
export type SourceTestInput = z.infer<typeof SourceTestInput>;

export const SourceTestResult = z.object({
  ok: z.boolean(),
  version: z.string().nullable(),
  latencyMs: z.number().int().nullable(),
  clockSkewMs: z.number().int().nullable(),
  notes: z.array(z.string()),
  failure: z.object({ class: z.string(), message: z.string() }).nullable(),
});
export type SourceTestResult = z.infer<typeof SourceTestResult>;

/** Everything a form needs: JSON Schema of the connection, and the secret fields. */
export const SourceKind = z.object({
  kind: z.string(),
  title: z.string(),
  connectionSchema: JsonObject,
  secrets: z.array(z.object({ field: z.string(), title: z.string(), description: z.string() })),
  ingestDelaySeconds: z.number().int(),
});
export type SourceKind = z.infer<typeof SourceKind>;
