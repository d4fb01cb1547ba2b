import type { Verdict } from "./alert-condition.ts";
import type { Minute } from "./minute.ts";

/** State of one rule of one objective. `quietCount`: consecutive evaluations so far whose condition was false. */
export type RuleState = { readonly kind: "inactive" } | { readonly kind: "firing"; readonly since: Minute; readonly quietCount: number };

export type RuleTransition = "firing" | "resolved";

export interface RuleStep {
  readonly state: RuleState;
  readonly transition: RuleTransition | null;
}

export const INACTIVE: RuleState = { kind: "inactive" };

/**
 * One evaluation (slo-math 6): the first true fires, the `resolveAfter`-th false in a row resolves, unknown holds everything as it is.
 * The returned state is the same object when nothing changed.
 */
export function nextRuleState({
  state,
  verdict,
  at,
  resolveAfter,
}: {
  readonly state: RuleState;
  readonly verdict: Verdict;
  readonly at: Minute;
  readonly resolveAfter: number;
}): RuleStep {
  if (verdict === null) return { state, transition: null };
  if (state.kind === "inactive") {
    return verdict ? { state: { kind: "firing", since: at, quietCount: 0 }, transition: "firing" } : { state, transition: null };
  }
  if (verdict) return { state: state.quietCount === 0 ? state : { ...state, quietCount: 0 }, transition: null };
  const quietCount = state.quietCount + 1;
  return quietCount >= resolveAfter ? { state: INACTIVE, transition: "resolved" } : { state: { ...state, quietCount }, transition: null };
}
