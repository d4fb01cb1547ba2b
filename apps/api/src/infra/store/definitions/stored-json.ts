import type { JsonValue, ObjectiveDefinition } from "@solvent/domain";
import type { QueryProbe } from "@solvent/metric-sources";
import * as z from "zod";
import type { DefinitionChange } from "../../../usecases/objective/objective-store.ts";

const Json: z.ZodType<JsonValue> = z.json();
export const StoredMap = z.record(z.string(), z.string());
export const StoredConnection = z.record(z.string(), Json);
const StoredQuery = z.object({ source: z.string(), spec: z.record(z.string(), Json) });

/** What a revision holds. It is parsed on the way out: a row that does not fit is a mistake that must not be read as something else. */
export const StoredDefinition: z.ZodType<ObjectiveDefinition> = z.object({
  name: z.string(),
  displayName: z.string().nullable(),
  description: z.string().nullable(),
  service: z.string(),
  indicator: z.object({
    kind: z.literal("ratio"),
    counter: z.boolean(),
    numerator: z.enum(["good", "bad"]),
    part: StoredQuery,
    total: StoredQuery,
  }),
  targetPercent: z.string(),
  window: z.object({ kind: z.literal("rolling"), minutes: z.number().int() }),
  method: z.literal("occurrences"),
  labels: StoredMap,
  annotations: StoredMap,
});

export const StoredChanges: z.ZodType<DefinitionChange[]> = z.array(
  z.object({ path: z.string(), before: z.json().exactOptional(), after: z.json().exactOptional() }),
);

export const StoredProbe: z.ZodType<QueryProbe> = z.object({
  seriesFound: z.number(),
  strategy: z.enum(["raw", "server", "expression"]),
  exactness: z.enum(["exact", "exact (server side)", "approximate"]),
  scrapeIntervalSeconds: z.number().nullable(),
  warnings: z.array(z.string()),
});
