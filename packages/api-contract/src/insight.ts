import * as z from "zod";
import { Scope } from "./alert.ts";
import { AnnotationKind } from "./annotation.ts";
import { Count, Coverage, Figure, Instant, MinuteInstant, Name } from "./common.ts";
import { BudgetingMethod, ObjectiveWindow, SliceSettings } from "./objective.ts";

/** What people recorded about an episode. */
export const EpisodeNoteInput = z.strictObject({
  cause: z.string().trim().max(500).nullable().default(null),
  owner: z.string().trim().max(200).nullable().default(null),
});
export type EpisodeNoteInput = z.infer<typeof EpisodeNoteInput>;

export const EpisodeNote = EpisodeNoteInput.extend({ author: z.string(), updatedAt: Instant });

/** A stretch of burning minutes with its cost. Counts are in events, or in slices for slice methods. */
export const Episode = z.object({
  id: z.string().meta({ description: "Stays when a correction moves its start" }),
  from: MinuteInstant,
  to: MinuteInstant,
  open: z.boolean().meta({ description: "It may still go on" }),
  bad: Figure,
  total: Figure,
  share: Figure.nullable().meta({ description: "Share of the window's error budget" }),
  peakBurn: z.object({ burn: Figure, minutes: z.number().int(), at: MinuteInstant }).nullable(),
  alerts: z.array(z.object({ id: z.string(), kind: z.string(), severity: z.enum(["page", "ticket"]), openedAt: MinuteInstant })),
  annotations: z
    .array(
      z.object({
        id: z.string(),
        kind: AnnotationKind,
        title: z.string(),
        url: z.string().nullable(),
        from: MinuteInstant,
        to: MinuteInstant,
      }),
    )
    .meta({ description: "What happened in it or up to an hour before, oldest first" }),
  note: EpisodeNote.nullable(),
});
export type Episode = z.infer<typeof Episode>;

export const EpisodeQuery = z.object({
  from: MinuteInstant.optional().meta({ description: "Default: the start of the objective's window" }),
  to: MinuteInstant.optional().meta({ description: "Default: the watermark" }),
  gapMinutes: z.coerce
    .number()
    .int()
    .min(0)
    .max(1440)
    .optional()
    .meta({ description: "Hot minutes with at most so many others between them are one episode; default 10, or the length of a slice" }),
  minShare: z
    .string()
    .regex(/^\d(\.\d{1,9})?$/, "a share such as 0.01")
    .optional()
    .meta({ description: "Less of the budget than this is background; default 0.01" }),
  hotFactor: z
    .string()
    .regex(/^(?=.*[1-9])\d{1,6}(\.\d{1,9})?$/, "a decimal number above 0")
    .optional()
    .meta({ description: "A minute is hot at this burn rate; default 1" }),
});

/** Where the budget went: episodes + background = total, exactly. */
export const EpisodeLedger = z.object({
  objective: Name,
  from: MinuteInstant,
  to: MinuteInstant,
  minutesFrom: MinuteInstant.optional().meta({
    description: "Set when minutes of the interval before this one are not kept any more: all that failed before it is in the background",
  }),
  unit: z.enum(["events", "slices"]),
  episodes: z.array(Episode).meta({ description: "Newest first" }),
  backgroundBad: Figure,
  backgroundShare: Figure.nullable(),
  totalBad: Figure,
  spentShare: Figure.nullable(),
  allowed: Figure,
  coverage: Coverage,
});
export type EpisodeLedger = z.infer<typeof EpisodeLedger>;

export const FleetLedgerQuery = z.object({
  scope: Scope.default("all"),
  name: Name.optional(),
  from: MinuteInstant.optional().meta({ description: "Default: each objective's own window" }),
  to: MinuteInstant.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** The episodes of many objectives, the most expensive first. */
export const FleetLedger = z.object({
  items: z.array(
    Episode.extend({
      objective: Name,
      displayName: z.string().nullable(),
      service: Name,
      team: Name.nullable(),
      unit: z.enum(["events", "slices"]),
    }),
  ),
  objectives: z.number().int(),
  episodes: z.number().int().meta({ description: "In all, before the limit" }),
});
export type FleetLedger = z.infer<typeof FleetLedger>;

export const ForecastQuery = z.object({
  lookbackMinutes: z.coerce
    .number()
    .int()
    .min(1)
    .max(366 * 1440)
    .optional()
    .meta({ description: "Only the rates of this many minutes; default: an hour, a day and a week" }),
});

export const RateForecast = z.object({
  lookbackMinutes: z.number().int(),
  outcome: z.enum(["projected", "already-exhausted", "not-at-this-rate", "not-before-period-end", "unknown"]),
  minutes: z.number().int().nullable(),
  exhaustsAt: MinuteInstant.nullable(),
  burn: Figure.nullable().meta({ description: "Burn rate of the lookback" }),
  reason: z.string().meta({ description: "Why, in a sentence" }),
});
export type RateForecast = z.infer<typeof RateForecast>;

/** "Typical weeks": paths drawn from the last four weeks, reproducible. Not a confidence interval. */
export const ExhaustionChance = z.object({
  days: z.number().int(),
  paths: z.number().int(),
  exhausting: z.number().int().meta({ description: "Paths that exhaust the budget" }),
  chance: Figure,
  low: Figure.meta({ description: "Consumed fraction after these days, 10th percentile" }),
  median: Figure,
  high: Figure.meta({ description: "90th percentile" }),
  daysDrawnFrom: z.number().int(),
});

export const ReliefStep = z.object({
  from: MinuteInstant,
  to: MinuteInstant,
  returns: Figure.meta({ description: "Share of the budget that comes back" }),
  episode: z.string().nullable().meta({ description: "The episode that leaves the window; null: background" }),
  leftAfter: Figure.meta({ description: "Share left after it if nothing else fails" }),
});

export const Forecast = z.object({
  objective: Name,
  at: MinuteInstant,
  atRate: z.array(RateForecast).meta({ description: "For the rates of the last hour, day and week" }),
  chance: ExhaustionChance.nullable(),
  chanceReason: z.string().nullable().meta({ description: "Why there is no chance to tell" }),
  relief: z.array(ReliefStep).meta({ description: "When spent budget comes back, soonest first; the shares add up to what is spent" }),
  recoversAt: MinuteInstant.nullable().meta({ description: "Exhausted only: when there is budget again if nothing else fails" }),
});
export type Forecast = z.infer<typeof Forecast>;

/** What history supports, what traffic can tell apart, and how few events there are. */
export const TargetSuggestion = z.object({
  objective: Name,
  suggested: z.string().nullable(),
  achieved: z.string().nullable().meta({ description: "Highest target that 95 % of the windows met" }),
  resolvable: z.string().nullable().meta({ description: "Highest target that leaves at least 10 allowed failures in the smallest window" }),
  windows: z.number().int(),
  days: z.number().int(),
  sentence: z.string(),
  traffic: z.object({
    events: Count.meta({ description: "In the window" }),
    allowedBad: Figure,
    fastestPage: z.object({ rule: z.string(), badEvents: Figure, detectionMinutes: Figure.nullable() }).nullable(),
    warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  }),
});
export type TargetSuggestion = z.infer<typeof TargetSuggestion>;

/** Terms to try. What is left out stays as it is. */
export const WhatIfInput = z.strictObject({
  targetPercent: z.string().max(30).optional(),
  window: ObjectiveWindow.optional(),
  method: BudgetingMethod.optional(),
  slices: SliceSettings.nullable().optional(),
  adjustments: z
    .array(z.strictObject({ from: Instant, to: Instant, mode: z.enum(["exclude", "forgive"]) }))
    .max(200)
    .default([])
    .meta({ description: "On top of the recorded ones" }),
  withoutRecorded: z.boolean().default(false).meta({ description: "Leave the recorded adjustments out" }),
});
export type WhatIfInput = z.infer<typeof WhatIfInput>;

export const WhatIfCard = z.object({
  targetPercent: z.string(),
  window: ObjectiveWindow,
  method: BudgetingMethod,
  from: MinuteInstant,
  to: MinuteInstant,
  unit: z.enum(["events", "slices"]),
  coverage: Coverage,
  bad: Figure,
  mass: Figure,
  sli: Figure.nullable(),
  met: z.boolean().nullable(),
  allowed: Figure,
  remainingFraction: Figure.nullable(),
  projectedConsumedFraction: Figure.nullable(),
  daysMissed: z.number().int().meta({ description: "Days below the target, of the days with something to judge" }),
  daysJudged: z.number().int(),
  episodes: z
    .array(z.object({ from: MinuteInstant, to: MinuteInstant, bad: Figure, share: Figure.nullable() }))
    .meta({ description: "The ten most expensive" }),
  episodeCount: z.number().int(),
  backgroundBad: Figure,
});
export const WhatIf = z.object({ objective: Name, at: MinuteInstant, present: WhatIfCard, tried: WhatIfCard });
export type WhatIf = z.infer<typeof WhatIf>;

/** A burn rule as a person writes it: a factor, or the share of the budget spent within the long window. */
export const RuleInput = z.strictObject({
  name: z.string().trim().min(1).max(60),
  severity: z.enum(["page", "ticket"]),
  longMinutes: z
    .number()
    .int()
    .min(1)
    .max(366 * 1440),
  shortMinutes: z
    .number()
    .int()
    .min(1)
    .max(366 * 1440),
  factor: z.string().max(30).optional().meta({ description: "Decimal; or give budgetPercent" }),
  budgetPercent: z.string().max(30).optional(),
  minExcess: z.number().min(0).max(1_000_000).default(5),
  resolveAfter: z.number().int().min(1).max(1440).default(5),
});
export type RuleInput = z.infer<typeof RuleInput>;

export const BacktestInput = z.strictObject({
  policies: z
    .array(
      z.strictObject({
        name: z.string().trim().min(1).max(60),
        rules: z
          .array(RuleInput)
          .max(10)
          .nullable()
          .meta({ description: "Null: the saved policy, or else the objective's present rules and conditions" }),
        policy: Name.optional().meta({ description: "A saved alert policy, with all of its conditions; then rules is null" }),
      }),
    )
    .min(1)
    .max(5, "at most five policies side by side"),
  from: MinuteInstant.optional().meta({ description: "Default: 30 days before the watermark, or what there is" }),
  to: MinuteInstant.optional(),
  targetPercent: z.string().max(30).optional(),
});
export type BacktestInput = z.infer<typeof BacktestInput>;

const BacktestNotice = z.object({
  rule: z.string(),
  severity: z.enum(["page", "ticket"]),
  firedAt: MinuteInstant,
  resolvedAt: MinuteInstant.nullable(),
  suppressed: z.boolean().meta({ description: "Nobody would have been told: a page of the same objective was open" }),
  episode: z.string().nullable().meta({ description: "Start of the episode it belongs to; null: none, noise" }),
});
export const BacktestPolicy = z.object({
  name: z.string(),
  warnings: z.array(z.object({ rule: z.string(), code: z.string(), message: z.string() })),
  notices: z.array(BacktestNotice).meta({ description: "At most 500, oldest first" }),
  noticeCount: z.number().int(),
  pages: z.number().int(),
  tickets: z.number().int(),
  pagesPerMonth: Figure,
  detected: z.number().int(),
  missed: z.number().int().meta({ description: "Episodes that nobody would have been told of" }),
  unmatchedPages: z.number().int().meta({ description: "Pages without an episode" }),
  medianDetectionMinutes: z.number().nullable(),
  medianResetMinutes: z.number().nullable(),
  episodes: z.array(
    z.object({
      from: MinuteInstant,
      detectedAt: MinuteInstant.nullable(),
      detectionMinutes: z.number().int().nullable().meta({ description: "From the episode's first minute" }),
      spentAtDetection: Figure.nullable().meta({ description: "Share of the budget that the episode had spent by then" }),
      resetMinutes: z.number().int().nullable().meta({ description: "From its end to the end of the last notice of it" }),
      rule: z.string().nullable(),
    }),
  ),
});
export const Backtest = z.object({
  objective: Name,
  from: MinuteInstant,
  to: MinuteInstant,
  coverage: Coverage,
  episodes: z.array(z.object({ from: MinuteInstant, to: MinuteInstant, bad: Figure, share: Figure.nullable() })),
  policies: z.array(BacktestPolicy),
});
export type Backtest = z.infer<typeof Backtest>;

export const EXPLAINED_FIGURES = ["sli", "budget", "burn", "coverage"] as const;
export const ExplainQuery = z.object({
  figure: z.enum(EXPLAINED_FIGURES).default("budget"),
  minutes: z.coerce
    .number()
    .int()
    .min(1)
    .max(366 * 1440)
    .optional()
    .meta({ description: "For burn: length of the window" }),
});
export type ExplainQuery = z.infer<typeof ExplainQuery>;

/** Where a figure comes from: enough to work it out again by hand. */
export const Explanation = z.object({
  objective: Name,
  figure: z.enum(EXPLAINED_FIGURES),
  value: Figure.nullable(),
  formula: z.string().meta({ description: "With the numbers filled in" }),
  steps: z.array(z.object({ name: z.string(), value: z.string(), meaning: z.string() })),
  interval: z.object({ from: MinuteInstant, to: MinuteInstant, zone: z.string(), resolution: z.enum(["minute", "hour"]) }),
  watermark: MinuteInstant,
  coverage: Coverage,
  revision: z.number().int(),
  method: BudgetingMethod,
  slices: SliceSettings.nullable(),
  source: z
    .object({ name: Name, kind: z.string(), query: z.string(), strategy: z.string().nullable(), exactness: z.string().nullable() })
    .nullable()
    .meta({ description: "Null for a composite, whose parts have sources" }),
  parts: z.array(z.object({ objective: Name, weight: z.string() })).meta({ description: "Of a composite" }),
  stream: z.object({
    id: z.number().int(),
    firstMinute: MinuteInstant,
    clampedMinutes: z.number().int(),
    generatedUntil: MinuteInstant.nullable(),
  }),
  exclusions: z.array(
    z.object({
      adjustment: z.string(),
      version: z.number().int(),
      mode: z.enum(["exclude", "forgive"]),
      from: MinuteInstant,
      to: MinuteInstant,
      reason: z.string(),
      author: z.string(),
    }),
  ),
  gaps: z.array(z.object({ from: MinuteInstant, to: MinuteInstant, reason: z.string() })),
});
export type Explanation = z.infer<typeof Explanation>;
