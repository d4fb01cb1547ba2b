import * as z from "zod";
import type { AlertBill, AlertEvidence, AlertSubject } from "../../../usecases/alert/alert-record.ts";
import { StoredTermsBesideTarget } from "../definitions/stored-json.ts";
import { StoredBudgetCondition } from "../definitions/stored-policy.ts";

const Fraction = z.string().regex(/^-?\d+\/\d+$/);
const Whole = z.string().regex(/^-?\d+$/);
const Minute = z.number().int();
const Counts = z.object({ good: Whole, total: Whole, counted: z.number() });
const Window = Counts.extend({
  excluded: z.number().int().exactOptional(),
  excludedAhead: z.array(z.object({ start: Minute, end: Minute })).exactOptional(),
});
const Blind = z.array(z.object({ objective: z.string(), title: z.string(), severity: z.enum(["page", "ticket"]) }));

/* What is stored with alerts. It is parsed on the way out: a row that does not fit is a mistake that must not be read as something else. */

export const StoredSubject: z.ZodType<AlertSubject> = z.object({
  objective: z
    .object({
      name: z.string(),
      displayName: z.string().nullable(),
      service: z.string(),
      team: z.string().nullable(),
      targetPercent: z.string(),
      windowMinutes: z.number().int(),
      terms: StoredTermsBesideTarget.exactOptional(),
    })
    .nullable(),
  source: z.string().nullable(),
});

export const StoredEvidence: z.ZodType<AlertEvidence> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("burn"),
    rule: z.string(),
    longMinutes: z.number().int(),
    shortMinutes: z.number().int(),
    factor: Fraction,
    burnLong: Fraction,
    burnShort: Fraction,
    long: Counts,
    short: Counts,
    window: Window,
    lastHour: Counts,
    sinceOnset: Counts.nullable(),
    spark: z.object({ from: Minute, stepMinutes: z.number(), burns: z.array(z.number().nullable()) }).nullable(),
    streamId: z.number().int(),
    slicesStreamId: z.number().int().exactOptional(),
    revision: z.number().int(),
    ticketSince: Minute.nullable(),
  }),
  z.object({
    kind: z.literal("condition"),
    rule: z.string(),
    condition: StoredBudgetCondition,
    value: Fraction.nullable(),
    limit: Fraction,
    usual: Fraction.nullable(),
    stretch: z.object({ start: Minute, end: Minute, counts: Counts }).nullable(),
    window: Window,
    streamId: z.number().int(),
    slicesStreamId: z.number().int().exactOptional(),
    revision: z.number().int(),
  }),
  z.object({ kind: z.literal("no-data"), since: Minute, reason: z.string(), blind: Blind }),
  z.object({ kind: z.literal("source-down"), sinceMs: z.number(), reason: z.string(), objectives: z.number(), blind: Blind }),
  z.object({ kind: z.literal("evaluator-behind"), sinceMs: z.number(), objectives: z.number() }),
]);

export const StoredBill: z.ZodType<AlertBill> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("burn"),
    from: Minute,
    to: Minute,
    during: Counts,
    window: Window,
    missingMinutes: z.number().int(),
    ticketSince: Minute.nullable(),
  }),
  z.object({ kind: z.literal("plain"), fromMs: z.number(), toMs: z.number(), window: Window.exactOptional() }),
]);
