import type { AlertPolicyDefinition, BudgetCondition } from "@solvent/domain";
import * as z from "zod";
import { StoredMap } from "./stored-json.ts";

const NAMED = { name: z.string(), severity: z.enum(["page", "ticket"]) };
const RESOLVING = { ...NAMED, resolveAfter: z.number().int() };

const StoredBurnCondition = z.object({
  kind: z.literal("burn"),
  ...RESOLVING,
  longMinutes: z.number().int(),
  shortMinutes: z.number().int(),
  factor: z.string().nullable(),
  budgetPercent: z.string().nullable(),
  minExcess: z.number(),
});

const BUDGET_CONDITIONS = [
  z.object({ kind: z.literal("budget-consumed"), ...NAMED, percent: z.string(), rearmPercent: z.string() }),
  z.object({ kind: z.literal("budget-drop"), ...RESOLVING, percent: z.string(), withinMinutes: z.number().int() }),
  z.object({
    kind: z.literal("time-to-exhaustion"),
    ...RESOLVING,
    withinMinutes: z.number().int(),
    lookbackMinutes: z.number().int(),
  }),
  z.object({ kind: z.literal("no-traffic"), ...RESOLVING, forMinutes: z.number().int(), leastPerMinute: z.string() }),
] as const;

/** A condition beyond burn rules, as alerts keep it too. */
export const StoredBudgetCondition: z.ZodType<BudgetCondition> = z.discriminatedUnion("kind", BUDGET_CONDITIONS);
const StoredCondition = z.discriminatedUnion("kind", [StoredBurnCondition, ...BUDGET_CONDITIONS]);

/** What a revision of a policy holds; parsed on the way out like every definition. */
export const StoredPolicyDefinition: z.ZodType<AlertPolicyDefinition> = z.object({
  name: z.string(),
  displayName: z.string().nullable(),
  description: z.string().nullable(),
  conditions: z.array(StoredCondition),
  labels: StoredMap,
  annotations: StoredMap,
});
