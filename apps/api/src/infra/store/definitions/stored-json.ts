import {
  BUDGETING_METHODS,
  CALENDAR_UNITS,
  COMPOSITE_KINDS,
  type JsonValue,
  MISSING_POLICIES,
  NO_TRAFFIC_POLICIES,
  type ObjectiveDefinition,
  SLICE_LENGTHS,
  type TermsDefinition,
  THRESHOLD_OPERATORS,
  THRESHOLD_SUBJECTS,
  WEEK_STARTS,
} from "@solvent/domain";
import type { QueryProbe } from "@solvent/metric-sources";
import * as z from "zod";
import type { DefinitionChange } from "../../../usecases/objective/objective-store.ts";

const Json: z.ZodType<JsonValue> = z.json();
export const StoredMap = z.record(z.string(), z.string());
export const StoredConnection = z.record(z.string(), Json);
const StoredQuery = z.object({ source: z.string(), spec: z.record(z.string(), Json) });

const StoredIndicator = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ratio"), counter: z.boolean(), numerator: z.enum(["good", "bad"]), part: StoredQuery, total: StoredQuery }),
  z.object({
    kind: z.literal("threshold"),
    metric: StoredQuery,
    operator: z.enum(THRESHOLD_OPERATORS),
    value: z.string(),
    of: z.enum(THRESHOLD_SUBJECTS),
  }),
  z.object({
    kind: z.literal("composite"),
    how: z.enum(COMPOSITE_KINDS),
    parts: z.array(z.object({ objective: z.string(), weight: z.string() })),
  }),
]);

const StoredWindow = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("rolling"), minutes: z.number().int() }),
  z.object({ kind: z.literal("calendar"), unit: z.enum(CALENDAR_UNITS), zone: z.string(), weekStart: z.enum(WEEK_STARTS) }),
]);

const StoredSlices = z.object({
  minutes: z.literal(SLICE_LENGTHS),
  targetPercent: z.string().nullable(),
  noTraffic: z.enum(NO_TRAFFIC_POLICIES),
  missing: z.enum(MISSING_POLICIES),
});

/** Revisions from before there were slices say nothing of them and of `sloStart`; they count events, from the beginning. */
const BESIDE_TARGET = {
  window: StoredWindow,
  method: z.enum(BUDGETING_METHODS).default("occurrences"),
  slices: StoredSlices.nullable().default(null),
  sloStart: z.number().int().nullable().default(null),
};

const TERMS = { targetPercent: z.string(), ...BESIDE_TARGET };

/** Terms without the target, as an alert holds them. */
export const StoredTermsBesideTarget: z.ZodType<Omit<TermsDefinition, "targetPercent">> = z.object(BESIDE_TARGET);

/** The part of a revision that figures depend on, for readers that need no more; takes a whole revision too. */
export const StoredTerms: z.ZodType<TermsDefinition> = z.object(TERMS);

/** What a revision holds. It is parsed on the way out: a row that does not fit is a mistake that must not be read as something else. */
export const StoredDefinition: z.ZodType<ObjectiveDefinition> = z.object({
  name: z.string(),
  displayName: z.string().nullable(),
  description: z.string().nullable(),
  service: z.string(),
  indicator: StoredIndicator,
  ...TERMS,
  alertPolicies: z.array(z.string()).default([]),
  labels: StoredMap,
  annotations: StoredMap,
});

/** Adjustments as a query puts them together. */
export const StoredBrought = z.array(
  z.object({
    mode: z.enum(["exclude", "forgive"]),
    from: z.number().int(),
    to: z.number().int(),
    rule: z.string().nullable(),
    zone: z.string().nullable(),
    category: z.string(),
    reason: z.string(),
  }),
);
export type StoredBrought = z.infer<typeof StoredBrought>;

/** Agreements as a query puts them together. */
export const StoredPromises = z.array(
  z.object({
    name: z.string(),
    displayName: z.string().nullable(),
    customer: z.string(),
    targetPercent: z.string(),
    unit: z.enum(CALENDAR_UNITS),
    zone: z.string(),
    weekStart: z.enum(WEEK_STARTS),
    startsAt: z.number().int(),
    note: z.string().nullable(),
  }),
);

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
