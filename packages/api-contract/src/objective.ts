import {
  BUDGETING_METHODS,
  CALENDAR_UNITS,
  COMPOSITE_KINDS,
  MAX_POLICIES,
  MISSING_POLICIES,
  NO_TRAFFIC_POLICIES,
  SLICE_LENGTHS,
  THRESHOLD_OPERATORS,
  THRESHOLD_SUBJECTS,
  WEEK_STARTS,
} from "@solvent/domain";
import * as z from "zod";
import { Coverage, Figure, Instant, Json, JsonObject, Labels, MinuteInstant, Name, PageQuery } from "./common.ts";

const MetricQuery = z.strictObject({ source: Name, spec: JsonObject });
const RatioIndicator = z.strictObject({
  kind: z.literal("ratio"),
  counter: z.boolean(),
  numerator: z.enum(["good", "bad"]),
  part: MetricQuery,
  total: MetricQuery,
});
const ThresholdIndicator = z.strictObject({
  kind: z.literal("threshold"),
  metric: MetricQuery.meta({ description: "Gives one value per minute" }),
  operator: z.enum(THRESHOLD_OPERATORS).meta({ description: "A minute is good when its value stands so to the limit" }),
  value: z
    .string()
    .max(120)
    .regex(/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/, "must be a decimal number, e.g. 0.3")
    .meta({ description: "The limit as a decimal string; of an age in seconds", examples: ["0.3"] }),
  of: z
    .enum(THRESHOLD_SUBJECTS)
    .default("value")
    .meta({ description: "What is compared: the value, or the age at the end of the minute of the Unix time that it is" }),
});
const CompositeIndicator = z.strictObject({
  kind: z.literal("composite"),
  how: z.enum(COMPOSITE_KINDS).meta({
    description:
      "`allSlices`: a slice is bad when it is bad in any part (method timeslices); the others combine the parts' ratios (method ratio_timeslices)",
  }),
  parts: z
    .array(
      z.strictObject({
        objective: Name,
        weight: z
          .string()
          .max(30)
          .regex(/^\d+(\.\d+)?$/, "a decimal number above 0")
          .default("1")
          .meta({ description: "Counts only for weighted" }),
      }),
    )
    .min(1)
    .max(50),
});
export const Indicator = z.discriminatedUnion("kind", [RatioIndicator, ThresholdIndicator, CompositeIndicator]);
export type Indicator = z.infer<typeof Indicator>;

const RollingWindow = z.strictObject({
  kind: z.literal("rolling"),
  minutes: z.number().int().min(1, "a window has at least 1 minute").meta({ description: "A day is 1440 minutes; whole days, 1 to 366" }),
});
const CalendarWindow = z.strictObject({
  kind: z.literal("calendar"),
  unit: z.enum(CALENDAR_UNITS),
  zone: z
    .string()
    .min(1)
    .max(64)
    .meta({ description: "IANA time zone", examples: ["Europe/Stockholm"] }),
  weekStart: z.enum(WEEK_STARTS).default("monday").meta({ description: "Matters for weeks only" }),
});
export const ObjectiveWindow = z.discriminatedUnion("kind", [RollingWindow, CalendarWindow]);
export type ObjectiveWindow = z.infer<typeof ObjectiveWindow>;

export const BudgetingMethod = z.enum(BUDGETING_METHODS);
export const SliceSettings = z.strictObject({
  minutes: z.literal(SLICE_LENGTHS),
  targetPercent: z
    .string()
    .max(30)
    .nullable()
    .default(null)
    .meta({ description: "A slice is bad strictly below it; null for ratio_timeslices" }),
  noTraffic: z.enum(NO_TRAFFIC_POLICIES).default("good"),
  missing: z.enum(MISSING_POLICIES).default("exclude"),
});
export type SliceSettings = z.infer<typeof SliceSettings>;

/** What the figures of an objective depend on, besides its data. */
export const ObjectiveTerms = z.object({
  targetPercent: z.string().max(30).meta({ description: 'Percent as a decimal string, 0 < target < 100, e.g. "99.9"' }),
  window: ObjectiveWindow,
  method: BudgetingMethod.default("occurrences"),
  slices: SliceSettings.nullable().default(null).meta({ description: "Null exactly for occurrences" }),
  sloStart: MinuteInstant.nullable().default(null).meta({ description: "Data before it is ignored; null: everything counts" }),
});
export type ObjectiveTerms = z.infer<typeof ObjectiveTerms>;

export const ObjectiveInput = z.strictObject({
  name: Name,
  displayName: z.string().max(200).nullable().default(null),
  description: z.string().max(1050).nullable().default(null),
  service: Name.meta({ description: "Created when it does not exist yet" }),
  indicator: Indicator,
  ...ObjectiveTerms.shape,
  alertPolicies: z.array(Name).max(MAX_POLICIES).default([]).meta({ description: "Empty: the default policy of its target and window" }),
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

/** Where an objective stands. Null figures: not known; never zero. */
export const ObjectiveSummary = z.object({
  name: Name,
  displayName: z.string().nullable(),
  service: Name,
  team: Name.nullable(),
  source: Name.nullable().meta({ description: "Null for a composite" }),
  group: Name.nullable().meta({ description: "The group that it belongs to" }),
  groupLabels: Labels.nullable(),
  targetPercent: z.string(),
  window: ObjectiveWindow,
  windowMinutes: z.number().int().meta({ description: "Length of a rolling window; of a calendar unit its usual length" }),
  method: BudgetingMethod,
  unit: z.enum(["events", "slices"]).meta({ description: "What `allowedBad` and `remainingBad` count" }),
  labels: Labels,
  state: ObjectiveState,
  reason: z.string().nullable().meta({
    description:
      "Why the state is no-data, provisional or low-evidence, or how much of the window is excluded when that is too much; a few words",
  }),
  burnWord: BurnWord,
  governingRule: z.string().nullable(),
  sli: Figure.nullable(),
  budgetLeft: Figure.nullable().meta({ description: "Share of the error budget left, 1 = all, negative = overspent" }),
  budgetLeftMinutes: Figure.nullable().meta({
    description: "The same as minutes of full outage at average traffic; of slices their exact time",
  }),
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
});
export type ObjectiveSummary = z.infer<typeof ObjectiveSummary>;

/** One row of the board, with its small drawings: of one objective there are a burn-down and burn rates. */
export const ListedObjective = ObjectiveSummary.extend({
  burnLastDay: z
    .array(z.number().nullable())
    .meta({ description: "Burn rate of each half hour of the last 24 h, null where nothing is known" }),
  budgetOverWindow: z.array(z.number().nullable()).meta({
    description: "Budget left after each of equal parts of the window as in the burn-down, null before coverage and in the future",
  }),
});
export type ListedObjective = z.infer<typeof ListedObjective>;

export const SORTS = ["attention", "name", "sli", "budget-left", "burn", "coverage"] as const;
export const ObjectiveListQuery = PageQuery.extend({
  state: z.string().max(200).optional().meta({ description: "Comma separated states" }),
  service: Name.optional(),
  team: Name.optional(),
  source: Name.optional(),
  group: Name.optional(),
  search: z.string().max(200).optional().meta({ description: "Words in name, display name, service, team, or label:value" }),
  sort: z.enum(SORTS).default("attention"),
  order: z.enum(["asc", "desc"]).default("asc"),
});
export type ObjectiveListQuery = z.infer<typeof ObjectiveListQuery>;

export const ObjectiveList = z.object({
  items: z.array(ListedObjective),
  nextCursor: z.string().nullable(),
  matching: z.number().int(),
  counts: z.record(ObjectiveState, z.number().int()).meta({ description: "All objectives by state, before filters on state" }),
  firing: z
    .object({ page: z.number().int(), ticket: z.number().int() })
    .meta({ description: "Objectives with an open page, and with an open ticket; one may have both" }),
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
  window: ObjectiveWindow,
  windowMinutes: z.number().int(),
  method: BudgetingMethod,
  slices: SliceSettings.nullable(),
  sloStart: MinuteInstant.nullable(),
  alertPolicies: z.array(Name),
  group: Name.nullable().meta({ description: "Its definition is that of the group and is changed there" }),
  groupLabels: Labels.nullable(),
  archivedAt: Instant.nullable(),
  labels: Labels,
  annotations: Labels,
  revision: z.number().int(),
  createdAt: Instant,
  updatedAt: Instant,
  author: z.string(),
  openslo: z.string().meta({ description: "The same definition as OpenSLO v1 YAML" }),
  measurement: z.object({
    stream: z.number().int(),
    source: Name.nullable().meta({ description: "Null for a composite" }),
    sourceKind: z.string().nullable(),
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
