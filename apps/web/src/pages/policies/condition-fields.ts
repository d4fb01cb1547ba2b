import type { PolicyCondition } from "@solvent/api-contract";

/** The kinds of conditions as forms know them: what is asked, and what it begins with. */
export type Kind = PolicyCondition["kind"];

/** `length` as "1h"; `decimal` a decimal string above 0; `amount` a number from 0 on; `count` a whole number from 1 on. */
export interface FieldSpec {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly entered: "length" | "decimal" | "amount" | "count";
  readonly initial: string;
}

const field = (key: string, entered: FieldSpec["entered"], initial: string, label: string, hint: string): FieldSpec => ({
  key,
  label,
  hint,
  entered,
  initial,
});

const RESOLVE = field("resolveAfter", "count", "5", "Ends after", "Evaluations under the limit, one a minute");

interface KindSpec {
  readonly label: string;
  readonly meaning: string;
  /** A first name; a number is added where it is taken. */
  readonly name: string;
  readonly severity: PolicyCondition["severity"];
  readonly fields: readonly FieldSpec[];
}

/** Which of the two fields of a burn condition is its limit. */
export const BURN_LIMITS = [
  { value: "factor", label: "a burn rate" },
  { value: "budgetPercent", label: "a share of the budget" },
] as const;
export type BurnLimit = (typeof BURN_LIMITS)[number]["value"];

const FACTOR = field("factor", "decimal", "14.4", "Burn rate, ×", "14.4 spends 2\u202f% of a 30-day budget in an hour");
const BUDGET_PERCENT = field("budgetPercent", "decimal", "2", "Share of the budget, %", "Spent within the long window");

/** Only fast burning is worth waking somebody for, unless it is chosen otherwise. */
const ticket = (label: string, name: string, meaning: string, fields: readonly FieldSpec[]): KindSpec => ({
  label,
  meaning,
  name,
  severity: "ticket",
  fields,
});

const ofBudget = (label: string, initial: string): FieldSpec =>
  field("percent", "decimal", initial, `${label}, %`, "Of the window's budget");

export const KINDS: Readonly<Record<Kind, KindSpec>> = {
  burn: {
    label: "Burn rate",
    meaning: "Two windows burn faster than a limit: the long one says that it matters, the short one that it goes on",
    name: "burn",
    severity: "page",
    fields: [
      field("longMinutes", "length", "1h", "Long window", "Such as 1h or 3d"),
      field("shortMinutes", "length", "5m", "Short window", "Usually a twelfth of the long one"),
      field("minExcess", "amount", "5", "Bad above the limit", "At least so many, so that single failures are quiet"),
      RESOLVE,
    ],
  },
  "budget-consumed": ticket("Budget consumed", "consumed", "So much of the window's budget is gone; told once at the crossing", [
    ofBudget("Consumed", "50"),
    field("rearmPercent", "decimal", "5", "Told again after, points", "So many points must come back first"),
  ]),
  "budget-drop": ticket("Budget drop", "drop", "So much of the budget was spent within a time, whatever came back meanwhile", [
    ofBudget("Spent", "10"),
    field("withinMinutes", "length", "6h", "Within", "Such as 6h or 1d"),
    RESOLVE,
  ]),
  "time-to-exhaustion": ticket(
    "Time to exhaustion",
    "exhaustion",
    "At the present rate the budget is used up soon; judged while some is left",
    [
      field("withinMinutes", "length", "3d", "Used up within", "Such as 12h or 3d"),
      field("lookbackMinutes", "length", "1h", "At the rate of the last", "A longer time is steadier, and later"),
      RESOLVE,
    ],
  ),
  "no-traffic": ticket("No traffic", "no-traffic", "Not one event comes where there usually are some", [
    field("forMinutes", "length", "10m", "For", "Known minutes in a row"),
    field("leastPerMinute", "decimal", "1", "Usual traffic from, per minute", "The median of the same hour of the last four weeks"),
    RESOLVE,
  ]),
};

export const KIND_LIST = Object.keys(KINDS) as Kind[];
/** The fields that are asked: of a burn condition with one of its two limits. */
export const fieldsOf = (kind: Kind, limitBy: BurnLimit): readonly FieldSpec[] => {
  const { fields } = KINDS[kind];
  if (kind !== "burn") return fields;
  return [...fields.slice(0, 2), limitBy === "factor" ? FACTOR : BUDGET_PERCENT, ...fields.slice(2)];
};

/** First texts of every field that the kind may ask. */
export const initialFields = (kind: Kind): Readonly<Record<string, string>> =>
  Object.fromEntries([...KINDS[kind].fields, FACTOR, BUDGET_PERCENT].map(({ key, initial }) => [key, initial]));
