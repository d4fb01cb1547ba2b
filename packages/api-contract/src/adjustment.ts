import * as z from "zod";
import { Scope } from "./alert.ts";
import { Figure, Instant, MinuteInstant, Name } from "./common.ts";

export const ADJUSTMENT_CATEGORIES = ["maintenance", "dependency", "load-test", "false-data", "agreed", "other"] as const;
export const AdjustmentCategory = z.enum(ADJUSTMENT_CATEGORIES);
export type AdjustmentCategory = z.infer<typeof AdjustmentCategory>;
export const AdjustmentMode = z.enum(["exclude", "forgive"]);

/** Repetition of the interval: an RFC 5545 recurrence rule, in the local time of a zone. */
export const Recurrence = z.strictObject({
  rule: z
    .string()
    .min(5)
    .max(500)
    .meta({ description: "RFC 5545 RRULE without DTSTART", examples: ["FREQ=WEEKLY;BYDAY=SU"] }),
  zone: z.string().min(1).max(64).meta({ description: "IANA time zone in which the rule repeats" }),
});
export type Recurrence = z.infer<typeof Recurrence>;

/**
 * A recorded exclusion or forgiveness. Instants are rounded outward to whole minutes. With a recurrence [from, to) is the first
 * occurrence and gives the length of all.
 */
export const AdjustmentInput = z.strictObject({
  scope: Scope,
  name: Name.nullable().default(null).meta({ description: "Of the team, service or objective; null for all" }),
  mode: AdjustmentMode.meta({ description: "`exclude`: the minutes leave good and total; `forgive`: their events all count as good" }),
  from: Instant,
  to: Instant,
  recurrence: Recurrence.nullable().default(null),
  category: AdjustmentCategory,
  reason: z.string().trim().min(1, "say why").max(500),
});
export type AdjustmentInput = z.infer<typeof AdjustmentInput>;

export const Adjustment = z.object({
  id: z.string(),
  scope: Scope,
  name: Name.nullable(),
  mode: AdjustmentMode,
  from: MinuteInstant,
  to: MinuteInstant,
  recurrence: Recurrence.nullable(),
  category: AdjustmentCategory,
  reason: z.string(),
  author: z.string(),
  version: z.number().int().meta({ description: "A change is a new version; none is ever edited" }),
  createdAt: Instant.meta({ description: "Of this version" }),
  removed: z.boolean(),
  next: z
    .object({ from: MinuteInstant, to: MinuteInstant })
    .nullable()
    .meta({ description: "The present or next occurrence; null: it is over" }),
  removable: z.boolean().meta({ description: "False for one that a definition brought along: change the definition" }),
});
export type Adjustment = z.infer<typeof Adjustment>;

/** What an adjustment does, or would do, to one objective it touches. */
export const AdjustmentEffect = z.object({
  objective: Name,
  displayName: z.string().nullable(),
  before: Figure.nullable().meta({ description: "Share of the budget left" }),
  after: Figure.nullable(),
  excludedFraction: Figure.meta({ description: "Share of the window's minutes that would be excluded in all" }),
  excludedTooMuch: z.boolean(),
});
export type AdjustmentEffect = z.infer<typeof AdjustmentEffect>;

export const AdjustmentPreview = z.object({
  occurrences: z.array(z.object({ from: MinuteInstant, to: MinuteInstant })).meta({ description: "The first ones, at most 10" }),
  effects: z.array(AdjustmentEffect).meta({ description: "The objectives that change most, at most 50" }),
  objectives: z.number().int().meta({ description: "Objectives in its scope" }),
});
export type AdjustmentPreview = z.infer<typeof AdjustmentPreview>;

export const AdjustmentListQuery = z.object({
  objective: Name.optional().meta({ description: "Those that apply to this objective, also through its service or team" }),
  from: MinuteInstant.optional().meta({ description: "Only those with an occurrence that ends after it" }),
  to: MinuteInstant.optional().meta({ description: "Only those with an occurrence that begins before it" }),
  removed: z.enum(["true", "false"]).default("false").meta({ description: "Also those that were removed" }),
});
export type AdjustmentListQuery = z.infer<typeof AdjustmentListQuery>;
