import * as z from "zod";
import { Count, MinuteInstant } from "./common.ts";

const GapSpan = z.object({ from: MinuteInstant, to: MinuteInstant, reason: z.string() });

export const ChartQuery = z
  .object({ from: MinuteInstant, to: MinuteInstant })
  .meta({ description: "Half-open interval; the server chooses the step so that there are at most 2000 points" });

/** Burn-down over the objective's window: budget left (1 at the start, minus spend) at the end of each step. */
export const BurnDown = z.object({
  from: MinuteInstant,
  to: MinuteInstant,
  stepMinutes: z.number().int(),
  left: z
    .array(z.number().nullable())
    .meta({ description: "At from + i * step; null before the coverage or the start of the objective, and in the future" }),
  bad: z.array(Count).meta({ description: "Bad events, or bad slices, of the step that ends there" }),
  unit: z.enum(["events", "slices"]),
  projected: z.boolean().meta({ description: "Drawn against the projected events of the whole calendar period" }),
  adjusted: z.array(z.object({ from: MinuteInstant, to: MinuteInstant, mode: z.enum(["exclude", "forgive"]) })),
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
