import { COMPOSITE_KINDS } from "@solvent/domain";
import * as z from "zod";
import { ConditionStatus } from "./alert-terms.ts";
import { Count, Coverage, Figure, Instant, MinuteInstant, Name } from "./common.ts";
import { BurnWord, ObjectiveState, ObjectiveSummary } from "./objective.ts";

const RuleStatus = z.object({
  name: z.string(),
  severity: z.enum(["page", "ticket"]),
  longMinutes: z.number().int(),
  shortMinutes: z.number().int(),
  factor: Figure,
  budgetShare: Figure,
  minExcess: z.number().int(),
  resolveAfter: z
    .number()
    .int()
    .meta({ description: "Evaluations under the limit after which it resolves: minutes, or closings of slices" }),
  burnLong: Figure.nullable(),
  burnShort: Figure.nullable(),
  word: BurnWord,
  firingSince: MinuteInstant.nullable(),
});

/** Lengths of windows in minutes, comma separated. */
export const StatusQuery = z.object({
  burnMinutes: z
    .string()
    .regex(/^\d{1,6}(,\d{1,6}){0,19}$/, "up to 20 whole numbers of minutes, separated by commas")
    .optional()
    .meta({ description: "Windows of the burn rates, e.g. 5,60; default: 5 min, 1 h, 6 h, 1 d, 3 d" }),
});
export type StatusQuery = z.infer<typeof StatusQuery>;

/** The figures that adjustments change, so that both can be shown side by side. */
export const AdjustableFigures = z.object({
  good: Count,
  total: Count,
  bad: Figure,
  mass: Figure,
  sli: Figure.nullable(),
  met: z.boolean().nullable(),
  remainingFraction: Figure.nullable(),
});
export type AdjustableFigures = z.infer<typeof AdjustableFigures>;

/** Everything about one objective now: the status card with its parts. */
export const ObjectiveStatus = z.object({
  summary: ObjectiveSummary,
  archivedAt: Instant.nullable().meta({ description: "From then on nothing is read: the figures are those of the last minute that was" }),
  window: z.object({
    periodStart: MinuteInstant,
    periodEnd: MinuteInstant.meta({ description: "End of a calendar period; of a rolling window the watermark" }),
    from: MinuteInstant,
    to: MinuteInstant,
    partial: z.boolean(),
    resolution: z
      .enum(["minute", "hour"])
      .meta({ description: "`hour`: the start lies beyond minute retention and is floored to the hour" }),
  }),
  unit: z.enum(["events", "slices"]).meta({ description: "What `bad`, `mass` and the budget count" }),
  sliBad: Figure.meta({ description: "Bad events, or bad slices" }),
  sliMass: Figure.meta({ description: "All events, or all judged slices" }),
  adjustments: z.object({
    excludedMinutes: z.number().int(),
    excludedFraction: Figure.meta({ description: "Share of the window's minutes that is excluded" }),
    excludedTooMuch: z.boolean().meta({ description: "More than 5 % of the window is excluded" }),
    count: z.number().int().meta({ description: "Adjustments that touch the window" }),
    without: AdjustableFigures.nullable().meta({ description: "The same without any adjustment; null when none touches the window" }),
  }),
  good: Count,
  total: Count,
  bad: Count,
  met: z.boolean().nullable(),
  budget: z.object({
    basis: z.enum(["observed", "planned"]).meta({ description: "`planned`: the slices of the whole period are known in advance" }),
    allowed: Figure,
    consumed: Figure,
    remaining: Figure,
    consumedFraction: Figure,
    remainingFraction: Figure,
    minutesAllowed: Figure,
    minutesConsumed: Figure,
    minutesRemaining: Figure,
    projectedTotal: Figure.nullable().meta({
      description: "Calendar windows that count events: events of the whole period as projected",
    }),
    projectedConsumedFraction: Figure.nullable().meta({
      description: "Spent of the budget of the whole period as projected; it never recovers by itself",
    }),
  }),
  burn: z.array(
    z.object({
      minutes: z.number().int(),
      burn: Figure.nullable().meta({ description: "Null without anything to judge" }),
      alertBurn: Figure.nullable().meta({ description: "As rules see it: unknown and excluded minutes count as free of errors" }),
    }),
  ),
  rules: z.array(RuleStatus),
  conditions: z.array(ConditionStatus).meta({ description: "Conditions beyond burn rules" }),
  policies: z.array(Name).meta({ description: "Empty: the default policy" }),
  composite: z
    .object({
      how: z.enum(COMPOSITE_KINDS),
      partial: z.boolean().meta({ description: "Some part is unknown in some of the window: there it is left out" }),
      parts: z.array(
        z.object({
          objective: Name,
          displayName: z.string().nullable(),
          weight: z.string(),
          state: ObjectiveState,
          sli: Figure.nullable().meta({ description: "Over the composite's window, in the composite's slices" }),
          bad: Figure.meta({ description: "Slices, or parts of slices, that were bad" }),
          mass: Figure,
          coverage: Coverage,
          watermark: MinuteInstant,
        }),
      ),
    })
    .nullable()
    .meta({ description: "What a composite is put together from; null for what is measured" }),
});
export type ObjectiveStatus = z.infer<typeof ObjectiveStatus>;
