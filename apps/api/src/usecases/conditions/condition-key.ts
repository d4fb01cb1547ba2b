import { type BudgetCondition, CONDITION_KINDS } from "@solvent/domain";

/**
 * Under what the state of a condition is kept beside those of rules: `kind/policy/condition`. Names of rules hold at most one slash, so
 * the two are never mistaken for each other; and a condition that becomes another kind under its name is another condition.
 */
export const conditionKey = (kind: BudgetCondition["kind"], name: string): string => `${kind}/${name}`;

export interface ParsedConditionKey {
  readonly kind: BudgetCondition["kind"];
  /** `policy/condition` */
  readonly name: string;
}

const KINDS: readonly string[] = CONDITION_KINDS.filter((kind) => kind !== "burn");
const isKind = (text: string): text is BudgetCondition["kind"] => KINDS.includes(text);

/** Null for the name of a rule. */
export function parseConditionKey(key: string): ParsedConditionKey | null {
  const [kind = "", ...rest] = key.split("/");
  return rest.length === 2 && isKind(kind) ? { kind, name: rest.join("/") } : null;
}
