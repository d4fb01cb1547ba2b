import { type AlertSeverity, evaluationInstant, INACTIVE, type Minute, nextRuleState, type RuleState } from "@solvent/domain";
import type { CountsIn } from "../../usecases/counts/count-reader.ts";
import type { CompiledPolicy } from "../tick/rule-book.ts";

/** A stretch of one severity in which some rule would have fired. */
export interface PastBreach {
  readonly severity: AlertSeverity;
  readonly openedAt: Minute;
  readonly closedAt: Minute;
  /** The rule that would have fired first, the most severe of that minute. */
  readonly rule: string;
}

export interface Replay {
  readonly policy: CompiledPolicy;
  /** As is known now; asked for windows that end at an evaluation. */
  readonly countsIn: CountsIn;
  /** Evaluations in (from, to]: at every minute, or at every closing of a slice. */
  readonly from: Minute;
  readonly to: Minute;
  /** Breaches that begin after this minute are not looked for: they were judged when their minutes were known. */
  readonly beginBefore: Minute;
}

interface Open {
  readonly openedAt: Minute;
  readonly rule: string;
}

/** Instants in (from, to] at which the rules are evaluated. */
function evaluations({ policy, from, to }: Replay): Minute[] {
  const step = policy.terms.slices?.minutes ?? 1;
  const instants: Minute[] = [];
  for (let at = evaluationInstant(policy.terms, from) + step; at <= to; at += step) instants.push(at);
  return instants;
}

/**
 * What the rules would have said, evaluation by evaluation, with everything that is known now. Breaches that last to the end of the replay
 * end there: from then on the tick judges.
 */
export function replayBreaches(replay: Replay): readonly PastBreach[] {
  const { policy, countsIn, to, beginBefore } = replay;
  const before = (at: Minute, minutes: number) => countsIn({ start: at - minutes, end: at });
  const states = new Map<string, RuleState>(policy.rules.map(({ rule }) => [rule.name, INACTIVE]));
  const open = new Map<AlertSeverity, Open>();
  const found: PastBreach[] = [];
  const close = (severity: AlertSeverity, closedAt: Minute): void => {
    const breach = open.get(severity);
    if (breach !== undefined) found.push({ severity, closedAt, ...breach });
    open.delete(severity);
  };
  for (const at of evaluations(replay)) {
    const firing = new Set<AlertSeverity>();
    for (const compiled of policy.rules) {
      const { rule, condition } = compiled;
      const verdict = condition(before(at, rule.longMinutes), before(at, rule.shortMinutes));
      const { state } = nextRuleState({ state: states.get(rule.name) ?? INACTIVE, verdict, at, resolveAfter: rule.resolveAfter });
      states.set(rule.name, state);
      if (state.kind === "inactive") continue;
      firing.add(rule.severity);
      if (!open.has(rule.severity) && at < beginBefore) open.set(rule.severity, { openedAt: at, rule: rule.name });
    }
    for (const severity of ["page", "ticket"] as const) if (!firing.has(severity)) close(severity, at);
  }
  for (const severity of ["page", "ticket"] as const) close(severity, to);
  return found;
}
