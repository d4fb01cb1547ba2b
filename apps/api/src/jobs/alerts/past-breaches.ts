import {
  type AlertSeverity,
  INACTIVE,
  type Minute,
  nextRuleState,
  type RuleState,
  type Totals,
  totalsBetween,
  type WindowCounts,
  windowCounts,
} from "@solvent/domain";
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
  /** Totals at every minute from `first` on; element i is at first + i. */
  readonly totals: readonly Totals[];
  readonly first: Minute;
  /** Evaluations in (from, to]. */
  readonly from: Minute;
  readonly to: Minute;
  /** Breaches that begin after this minute are not looked for: they were judged when their minutes were known. */
  readonly beginBefore: Minute;
}

function countsAt({ totals, first }: Replay, at: Minute, minutes: number): WindowCounts {
  const last = totals.length - 1;
  const end = totals[Math.min(at - first, last)];
  const start = totals[Math.max(0, at - minutes - first)];
  if (start === undefined || end === undefined) throw new RangeError(`minute ${at} is not in the replay`);
  return windowCounts(totalsBetween(start, end), minutes);
}

interface Open {
  readonly openedAt: Minute;
  readonly rule: string;
}

/**
 * What the rules would have said, minute by minute, with everything that is known now. Breaches that last to the end of the replay
 * end there: from then on the tick judges.
 */
export function replayBreaches(replay: Replay): readonly PastBreach[] {
  const { policy, from, to, beginBefore } = replay;
  const states = new Map<string, RuleState>(policy.rules.map(({ rule }) => [rule.name, INACTIVE]));
  const open = new Map<AlertSeverity, Open>();
  const found: PastBreach[] = [];
  const close = (severity: AlertSeverity, closedAt: Minute): void => {
    const breach = open.get(severity);
    if (breach !== undefined) found.push({ severity, closedAt, ...breach });
    open.delete(severity);
  };
  for (let at = from + 1; at <= to; at++) {
    const firing = new Set<AlertSeverity>();
    for (const compiled of policy.rules) {
      const { rule, condition } = compiled;
      const verdict = condition(countsAt(replay, at, rule.longMinutes), countsAt(replay, at, rule.shortMinutes));
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
