import * as z from "zod";
import { Count, Figure, Instant, MinuteInstant, Name, PageQuery, pageOf } from "./common.ts";

export const CORRECTION_CAUSES = ["settle", "refill", "reconcile", "request", "import"] as const;
const Counts = z.object({ good: Count, total: Count }).nullable().meta({ description: "Null: missing" });

/** Minutes of one hour that were stored and were then stored otherwise, by one write. */
export const Correction = z.object({
  id: z.string(),
  stream: z.number().int(),
  at: Instant,
  cause: z.enum(CORRECTION_CAUSES).meta({
    description:
      "`settle`: re-read within the settle window; `refill`: a gap was filled; `reconcile`: late data of the last day or week; `request`: somebody asked; `import`: written by a test",
  }),
  changes: z.array(z.object({ minute: MinuteInstant, old: Counts, new: Counts })),
  goodDelta: Count.meta({ description: "What became known counts in full" }),
  totalDelta: Count,
});
export type Correction = z.infer<typeof Correction>;
export const CorrectionList = pageOf(Correction);
export const CorrectionListQuery = PageQuery.extend({
  from: MinuteInstant.optional().meta({ description: "Only corrections of minutes from here on" }),
  to: MinuteInstant.optional(),
  cause: z.enum(CORRECTION_CAUSES).optional(),
});
export type CorrectionListQuery = z.infer<typeof CorrectionListQuery>;

export const RefillInput = z.strictObject({
  from: MinuteInstant,
  to: MinuteInstant.meta({ description: "Half-open; at most 31 days, within what is kept by the minute" }),
});
export type RefillInput = z.infer<typeof RefillInput>;

const IntervalFigures = z.object({ good: Count, total: Count, known: z.number().int(), minutes: z.number().int() });

/** What reading an interval again has changed. */
export const RefillReceipt = z.object({
  id: z.string(),
  stream: z.number().int(),
  source: Name,
  from: MinuteInstant,
  to: MinuteInstant,
  state: z.enum(["queued", "running", "done", "failed"]),
  readTo: MinuteInstant.meta({ description: "Minutes before it are read. At `to` it still runs until composites have followed" }),
  message: z.string().nullable(),
  minutesChanged: z.number().int(),
  before: IntervalFigures.nullable(),
  after: IntervalFigures.nullable().meta({ description: "Null until it is done" }),
  objectives: z
    .array(
      z.object({
        name: Name,
        remainingBefore: Figure.nullable().meta({ description: "Share of the budget" }),
        remainingAfter: Figure.nullable(),
        difference: Figure.nullable(),
      }),
    )
    .meta({ description: "Everything that reads the stream, and composites that it is a part of, also by way of others" }),
  author: z.string(),
  requestedAt: Instant,
  endedAt: Instant.nullable(),
});
export type RefillReceipt = z.infer<typeof RefillReceipt>;
export const RefillList = pageOf(RefillReceipt);
