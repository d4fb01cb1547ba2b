import { MAX_CONDITIONS } from "@solvent/domain";
import * as z from "zod";
import { AlertSeverity, MAX_WINDOW_MINUTES } from "./alert-terms.ts";
import { Figure, Instant, Labels, Name, PageQuery, pageOf } from "./common.ts";
import { BudgetingMethod, ObjectiveWindow, SliceSettings } from "./objective.ts";

const Minutes = z.number().int().min(1).max(MAX_WINDOW_MINUTES);
const Decimal = z
  .string()
  .max(30)
  .regex(/^\d+(\.\d+)?$/, "a decimal number such as 14.4");
const ResolveAfter = z
  .number()
  .int()
  .min(1)
  .max(1440)
  .default(5)
  .meta({ description: "Evaluations under the limit after which it resolves: minutes, or closings of slices" });
const common = {
  name: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "1 to 63 lower-case letters, digits and inner hyphens")
    .meta({ description: "Unique within the policy" }),
  severity: AlertSeverity,
};

const BurnCondition = z.strictObject({
  kind: z.literal("burn"),
  ...common,
  longMinutes: Minutes,
  shortMinutes: Minutes,
  factor: Decimal.nullable().default(null).meta({ description: "Or give budgetPercent" }),
  budgetPercent: Decimal.nullable().default(null).meta({ description: "Share of the budget spent within the long window, in percent" }),
  minExcess: z.number().min(0).max(1_000_000).default(5),
  resolveAfter: ResolveAfter,
});
const BudgetConsumedCondition = z.strictObject({
  kind: z.literal("budget-consumed"),
  ...common,
  percent: Decimal.meta({ description: "Told once when so much of the budget is consumed" }),
  rearmPercent: Decimal.default("5").meta({ description: "Points that must come back before it can be told again" }),
});
const BudgetDropCondition = z.strictObject({
  kind: z.literal("budget-drop"),
  ...common,
  percent: Decimal.meta({ description: "Of the window's budget, spent within withinMinutes, whatever came back meanwhile" }),
  withinMinutes: Minutes,
  resolveAfter: ResolveAfter,
});
const TimeToExhaustionCondition = z.strictObject({
  kind: z.literal("time-to-exhaustion"),
  ...common,
  withinMinutes: Minutes.meta({ description: "At the present rate the budget is used up within this time" }),
  lookbackMinutes: Minutes.default(60).meta({ description: "The present rate is that of so many minutes" }),
  resolveAfter: ResolveAfter,
});
const NoTrafficCondition = z.strictObject({
  kind: z.literal("no-traffic"),
  ...common,
  forMinutes: Minutes.meta({ description: "Known minutes in a row without a single event" }),
  leastPerMinute: Decimal.default("1").meta({
    description: "Judged only where the median of the same hour of the week of the last four weeks is at least so many events per minute",
  }),
  resolveAfter: ResolveAfter,
});

/** One condition of a policy. Besides these every objective tells when nothing is known of it. */
export const PolicyCondition = z.discriminatedUnion("kind", [
  BurnCondition,
  BudgetConsumedCondition,
  BudgetDropCondition,
  TimeToExhaustionCondition,
  NoTrafficCondition,
]);
export type PolicyCondition = z.infer<typeof PolicyCondition>;

const Conditions = z.array(PolicyCondition).min(1, "at least one condition").max(MAX_CONDITIONS);

export const AlertPolicyInput = z.strictObject({
  name: Name,
  displayName: z.string().max(200).nullable().default(null),
  description: z.string().max(1050).nullable().default(null),
  conditions: Conditions,
  labels: Labels.default({}),
  annotations: Labels.default({}),
});
export type AlertPolicyInput = z.infer<typeof AlertPolicyInput>;

/** What a person should know about a condition before saving it: problems refuse, warnings explain, with the arithmetic in words. */
export const ConditionFinding = z.object({
  severity: z.enum(["problem", "warning"]),
  code: z.string(),
  field: z.string(),
  message: z.string(),
});
export type ConditionFinding = z.infer<typeof ConditionFinding>;

/** How soon a condition fires in a failure of constant strength, and how soon it is over after a long one (slo-math 6). */
export const Detection = z.object({
  failure: z.enum(["full-outage", "burn-10", "burn-2"]).meta({ description: "All events failing, or 10 or 2 times what is allowed" }),
  errorRatio: Figure,
  detectMinutes: Figure.nullable().meta({
    description: "From the start of the failure, without the time a minute takes to come in; null: never",
  }),
  spentAtDetection: Figure.nullable().meta({ description: "Share of the budget" }),
  resetMinutes: Figure.nullable().meta({ description: "After its end; null where it never fires, or does not end with the failure" }),
});
export type Detection = z.infer<typeof Detection>;

/** One condition as it works for one objective. */
export const ConditionPreview = z.object({
  condition: PolicyCondition,
  policy: Name.nullable().meta({ description: "Null: the default policy" }),
  sentence: z.string().meta({ description: "When it fires, in plain words" }),
  factor: Figure.nullable().meta({ description: "Of burn conditions, as the method evaluates them" }),
  budgetShare: Figure.nullable().meta({ description: "Share of the budget that is gone when it fires at its limit" }),
  longMinutes: z.number().int().nullable().meta({ description: "Of burn conditions, raised to whole slices" }),
  shortMinutes: z.number().int().nullable(),
  findings: z.array(ConditionFinding),
  detection: z.array(Detection),
});
export type ConditionPreview = z.infer<typeof ConditionPreview>;

/** Conditions tried on an objective, or on terms that nobody has saved. */
export const PolicyPreviewInput = z.strictObject({
  conditions: Conditions.nullable().default(null).meta({ description: "Null: the default policy" }),
  objective: Name.nullable().default(null).meta({ description: "Its terms and its traffic of the last 30 days" }),
  terms: z
    .strictObject({
      targetPercent: z.string().max(30),
      window: ObjectiveWindow,
      method: BudgetingMethod.default("occurrences"),
      slices: SliceSettings.nullable().default(null),
      eventsPerMinute: Decimal.nullable().default(null).meta({ description: "Null: so many that no guard matters" }),
    })
    .nullable()
    .default(null)
    .meta({ description: "Instead of an objective" }),
});
export type PolicyPreviewInput = z.infer<typeof PolicyPreviewInput>;

export const PolicyPreview = z.object({
  targetPercent: z.string(),
  windowMinutes: z.number().int(),
  eventsPerMinute: Figure.nullable().meta({ description: "Mean of what is known of the last 30 days; null: not known" }),
  allowedBad: Figure.nullable().meta({ description: "Bad events that the budget allows at that traffic" }),
  conditions: z.array(ConditionPreview),
});
export type PolicyPreview = z.infer<typeof PolicyPreview>;

export const AlertPolicy = z.object({
  name: Name,
  displayName: z.string().nullable(),
  description: z.string().nullable(),
  conditions: z.array(PolicyCondition),
  labels: Labels,
  annotations: Labels,
  revision: z.number().int(),
  author: z.string(),
  createdAt: Instant,
  updatedAt: Instant,
  objectives: z.array(Name).meta({ description: "Objectives that are attached to it, by name" }),
  openslo: z.string().meta({ description: "The same definition as OpenSLO v1 YAML" }),
});
export type AlertPolicy = z.infer<typeof AlertPolicy>;

export const AlertPolicyList = pageOf(AlertPolicy);
export const AlertPolicyListQuery = PageQuery.extend({ objective: Name.optional() });

/** What alerts an objective has: those of its policies, or of the default one. */
export const ObjectivePolicy = PolicyPreview.extend({
  objective: Name,
  policies: z.array(Name).meta({ description: "Empty: the default policy" }),
});
export type ObjectivePolicy = z.infer<typeof ObjectivePolicy>;
