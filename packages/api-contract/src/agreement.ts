import { CALENDAR_UNITS, WEEK_STARTS } from "@solvent/domain";
import * as z from "zod";
import { Coverage, Figure, Instant, MinuteInstant, Name, PageQuery, pageOf } from "./common.ts";

const AgreementFields = {
  displayName: z.string().max(200).nullable().default(null),
  customer: z.string().trim().min(1, "say to whom it is promised").max(200),
  objective: Name.meta({ description: "The objective behind it: its data, method and adjustments count" }),
  targetPercent: z
    .string()
    .max(30)
    .meta({ description: 'What is promised, as a decimal string, e.g. "99.5"; weaker than the objective\'s target' }),
  unit: z.enum(CALENDAR_UNITS).meta({ description: "The calendar period that is settled" }),
  zone: z
    .string()
    .min(1)
    .max(64)
    .meta({ description: "IANA time zone of the period", examples: ["Europe/Stockholm"] }),
  weekStart: z.enum(WEEK_STARTS).default("monday").meta({ description: "Matters for weeks only" }),
  startsAt: MinuteInstant.meta({ description: "The promise holds from here on; an earlier part of the first period does not count" }),
  note: z.string().max(2000).nullable().default(null).meta({ description: "E.g. what is owed when it is missed" }),
};

/** A promise to a customer, settled per calendar period. */
export const AgreementInput = z.strictObject({ name: Name, ...AgreementFields });
export type AgreementInput = z.infer<typeof AgreementInput>;

/** One period of an agreement. Closed periods are frozen once no late data is expected any more, and never change afterwards. */
export const AgreementPeriod = z.object({
  from: MinuteInstant.meta({ description: "Start of what counts: of the period, or of the promise inside it" }),
  to: MinuteInstant.meta({ description: "End of the period" }),
  countedTo: MinuteInstant.meta({ description: "How far the data goes" }),
  partial: z.boolean().meta({ description: "The promise began inside the period" }),
  state: z
    .enum(["running", "closed", "frozen"])
    .meta({ description: "`closed`: over, late data may still change it; `frozen`: recorded for good" }),
  targetPercent: z.string().meta({ description: "What was promised in it" }),
  sli: Figure.nullable(),
  met: z.boolean().nullable().meta({ description: "Of a running period: met so far" }),
  margin: Figure.nullable().meta({ description: "Attainment minus promise, in shares: negative when missed" }),
  remainingFraction: Figure.nullable().meta({ description: "Share left of what the promise allows" }),
  bad: Figure,
  mass: Figure,
  unit: z.enum(["events", "slices"]),
  coverage: Coverage,
  excludedFraction: Figure,
  frozenAt: Instant.nullable(),
  objectiveRevision: z.number().int().meta({ description: "Of the definition that it was worked out with" }),
});
export type AgreementPeriod = z.infer<typeof AgreementPeriod>;

export const Agreement = z.object({
  name: Name,
  ...AgreementFields,
  objectiveTargetPercent: z.string(),
  margin: Figure.meta({ description: "The objective's target minus the promise, in shares: how early the objective warns" }),
  warnings: z.array(z.string()),
  revision: z.number().int(),
  author: z.string(),
  updatedAt: Instant,
  present: AgreementPeriod.nullable().meta({ description: "The running period; null before the promise begins" }),
});
export type Agreement = z.infer<typeof Agreement>;

export const AgreementList = pageOf(Agreement);
export const AgreementListQuery = PageQuery.extend({ objective: Name.optional() });
export const AgreementPeriods = z.object({ items: z.array(AgreementPeriod).meta({ description: "Newest first, at most 60" }) });
