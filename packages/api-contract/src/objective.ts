import * as z from "zod";
import { Count, Coverage, Figure, Instant, Json, JsonObject, Labels, MinuteInstant, Name, PageQuery } from "./common.ts";

const MetricQuery = z.strictObject({ source: Name, spec: JsonObject });
export const Indicator = z.strictObject({
  kind: z.literal("ratio"),
  counter: z.boolean(),
  numerator: z.enum(["good", "bad"]),
  part: MetricQuery,
  total: MetricQuery,
});

export const ObjectiveInput = z.strictObject({
  name: Name,
  displayName: z.string().max(200).nullable().default(null),
  description: z.string().max(1050).nullable().default(null),
  service: Name.meta({ description: "Created when it does not exist yet" }),
  indicator: Indicator,
  targetPercent: z.string().max(30).meta({ description: 'Percent as a decimal string, 0 < target < 100, e.g. "99.9"' }),
  windowDays: z.number().int().min(1, "a window is at least 1 day").max(366, "a window is at most 366 days"),
  labels: Labels.default({}),
  annotations: Labels.default({}),
});
export type ObjectiveInput = z.infer<typeof ObjectiveInput>;

export const STATES = ["exhausted", "at-risk", "on-target", "no-data", "provisional", "low-evidence"] as const;
export const ObjectiveState = z.enum(STATES);
export type ObjectiveState = z.infer<typeof ObjectiveState>;
export const BurnWord = z.enum(["breached", "increasing", "recovering", "acceptable", "frozen"]);
export type BurnWord = z.infer<typeof BurnWord>;

/** History being read, newest first. `readFraction` 0..1 of the minutes asked for. */
export const BackfillProgress = z.object({
  id: z.string(),
  state: z.enum(["queued", "running", "done", "cancelled", "failed"]),
  from: MinuteInstant,
  to: MinuteInstant,
  readTo: MinuteInstant.meta({ description: "Minutes from here to the end are read" }),
  readFraction: z.number(),
  estimatedSecondsLeft: z.number().nullable(),
  message: z.string().nullable(),
});
export type BackfillProgress = z.infer<typeof BackfillProgress>;

const Firing = z.object({ rule: z.string(), severity: z.enum(["page", "ticket"]), since: MinuteInstant });

/** One row of the board. Null figures: not known; never zero. */
export const ObjectiveSummary = z.object({
  name: Name,
  displayName: z.string().nullable(),
  service: Name,
  team: Name.nullable(),
  source: Name,
  targetPercent: z.string(),
  windowMinutes: z.number().int(),
  labels: Labels,
  state: ObjectiveState,
  reason: z.string().nullable().meta({ description: "Why the state is no-data, provisional or low-evidence, in a few words" }),
  burnWord: BurnWord,
  governingRule: z.string().nullable(),
  sli: Figure.nullable(),
  budgetLeft: Figure.nullable().meta({ description: "Share of the error budget left, 1 = all, negative = overspent" }),
  budgetLeftMinutes: Figure.nullable().meta({ description: "The same as minutes of full outage at average traffic" }),
  spentLastDay: Figure.nullable().meta({ description: "Share of the budget spent in the last 24 h" }),
  allowedBad: Figure.nullable(),
  remainingBad: Figure.nullable(),
  burnHour: Figure.nullable(),
  coverage: Coverage,
  firing: Firing.nullable().meta({ description: "The most severe rule that is firing" }),
  watermark: MinuteInstant,
  generatedUntil: MinuteInstant.nullable().meta({
    description: "Minutes before this one are generated, not measured; null: all are measured",
  }),
  mutedUntil: Instant.nullable().meta({ description: "Nobody is told of its alerts until then" }),
  backfill: BackfillProgress.nullable(),
  burnLastDay: z
    .array(z.number().nullable())
    .meta({ description: "Burn rate of each half hour of the last 24 h, null where nothing is known" }),
  budgetOverWindow: z
    .array(z.number().nullable())
    .meta({ description: "Budget left after each of equal parts of the window, null before coverage" }),
});
export type ObjectiveSummary = z.infer<typeof ObjectiveSummary>;

export const SORTS = ["attention", "name", "sli", "budget-left", "burn", "coverage"] as const;
export const ObjectiveListQuery = PageQuery.extend({
  state: z.string().max(200).optional().meta({ description: "Comma separated states" }),
  service: Name.optional(),
  team: Name.optional(),
  source: Name.optional(),
  search: z.string().max(200).optional().meta({ description: "Words in name, display name, service, team, or label:value" }),
  sort: z.enum(SORTS).default("attention"),
  order: z.enum(["asc", "desc"]).default("asc"),
});
export type ObjectiveListQuery = z.infer<typeof ObjectiveListQuery>;

export const ObjectiveList = z.object({
  items: z.array(ObjectiveSummary),
  nextCursor: z.string().nullable(),
  matching: z.number().int(),
  counts: z.record(ObjectiveState, z.number().int()).meta({ description: "All objectives by state, before filters on state" }),
  firing: z.object({ page: z.number().int(), ticket: z.number().int() }),
  dataTo: MinuteInstant.nullable().meta({ description: "Newest watermark of all streams" }),
  now: Instant,
});
export type ObjectiveList = z.infer<typeof ObjectiveList>;

export const Change = z.object({ path: z.string(), before: Json.optional(), after: Json.optional() });
export type Change = z.infer<typeof Change>;

/** The definition and where it is stored; figures are in the status. */
export const Objective = z.object({
  name: Name,
  displayName: z.string().nullable(),
  description: z.string().nullable(),
  service: Name,
  team: Name.nullable(),
  indicator: Indicator,
  targetPercent: z.string(),
  windowMinutes: z.number().int(),
  method: z.literal("occurrences"),
  labels: Labels,
  annotations: Labels,
  revision: z.number().int(),
  createdAt: Instant,
  updatedAt: Instant,
  author: z.string(),
  openslo: z.string().meta({ description: "The same definition as OpenSLO v1 YAML" }),
  measurement: z.object({
    source: Name,
    sourceKind: z.string(),
    strategy: z.string().nullable(),
    exactness: z.string().nullable(),
    seriesFound: z.number().int().nullable(),
    scrapeIntervalSeconds: z.number().nullable(),
    warnings: z.array(z.string()),
    clampedMinutes: z.number().int(),
    from: MinuteInstant.meta({ description: "First minute stored" }),
    watermark: MinuteInstant,
  }),
  backfill: BackfillProgress.nullable(),
});
export type Objective = z.infer<typeof Objective>;

export const ObjectiveRevision = z.object({
  revision: z.number().int(),
  author: z.string(),
  createdAt: Instant,
  changes: z.array(Change),
});
export type ObjectiveRevision = z.infer<typeof ObjectiveRevision>;

const RuleStatus = z.object({
  name: z.string(),
  severity: z.enum(["page", "ticket"]),
  longMinutes: z.number().int(),
  shortMinutes: z.number().int(),
  factor: Figure,
  budgetShare: Figure,
  minExcess: z.number().int(),
  burnLong: Figure.nullable(),
  burnShort: Figure.nullable(),
  word: BurnWord,
  firingSince: MinuteInstant.nullable(),
});

/** Everything about one objective now: the status card with its parts. */
export const ObjectiveStatus = z.object({
  summary: ObjectiveSummary,
  window: z.object({ from: MinuteInstant, to: MinuteInstant, partial: z.boolean() }),
  good: Count,
  total: Count,
  bad: Count,
  met: z.boolean().nullable(),
  budget: z
    .object({
      allowed: Figure,
      consumed: Figure,
      remaining: Figure,
      consumedFraction: Figure,
      remainingFraction: Figure,
      minutesAllowed: Figure,
      minutesConsumed: Figure,
      minutesRemaining: Figure,
    })
    .nullable(),
  burn: z.array(z.object({ minutes: z.number().int(), burn: Figure.nullable() })),
  rules: z.array(RuleStatus),
});
export type ObjectiveStatus = z.infer<typeof ObjectiveStatus>;

const GapSpan = z.object({ from: MinuteInstant, to: MinuteInstant, reason: z.string() });

export const ChartQuery = z
  .object({ from: MinuteInstant, to: MinuteInstant })
  .meta({ description: "Half-open interval; the server chooses the step so that there are at most 2000 points" });

/** Burn-down over the objective's window: budget left (1 at the start, minus spend) at the end of each step. */
export const BurnDown = z.object({
  from: MinuteInstant,
  to: MinuteInstant,
  stepMinutes: z.number().int(),
  left: z.array(z.number().nullable()).meta({ description: "At from + i * step; null before the coverage" }),
  bad: z.array(Count).meta({ description: "Bad events of the step that ends there" }),
  gaps: z.array(GapSpan),
});
export type BurnDown = z.infer<typeof BurnDown>;

/** Consecutive columns of `stepMinutes`, aligned to the epoch. */
export const Traffic = z.object({
  from: MinuteInstant,
  to: MinuteInstant,
  stepMinutes: z.number().int(),
  columns: z.array(z.object({ good: Count, total: Count, known: z.number().int(), minutes: z.number().int(), sli: z.number().nullable() })),
  burnHour: z.array(z.number().nullable()).meta({ description: "1 h burn rate at the end of each column" }),
  burnShort: z.array(z.number().nullable()).meta({ description: "5 min burn rate at the end of each column" }),
  gaps: z.array(GapSpan),
});
export type Traffic = z.infer<typeof Traffic>;
