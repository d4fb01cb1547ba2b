import type { Adjustment } from "../adjustment.ts";
import { INACTIVE, nextRuleState, type RuleState } from "../alert-state.ts";
import type { Minute } from "../minute.ts";
import type { ObjectiveTerms } from "../objective-terms.ts";
import type { ReadSoFar } from "../policy/evaluate/condition-reading.ts";
import { conditionReach, conditionStretch, resolveAfterOf, stepCondition } from "../policy/evaluate/step-condition.ts";
import type { ResolvedCondition } from "../policy/resolve-policy.ts";
import type { MinuteInterval, WindowCounts } from "../window-counts.ts";
import { countsWithin, type JudgedHistory } from "./judged-history.ts";
import type { Notice } from "./replay-rules.ts";

export interface ConditionReplay {
  /** Begins before the range by what the condition looks back; see `conditionLead`. */
  readonly history: JudgedHistory;
  readonly terms: ObjectiveTerms;
  /** Those of the objective, also future ones: a planned budget depends on them. */
  readonly adjustments: readonly Adjustment[];
  readonly condition: ResolvedCondition;
  /** Evaluations lie in (start, end]. */
  readonly range: MinuteInterval;
  /** Whether the history is of a measured stream: a composite has no traffic of its own. */
  readonly hasTraffic: boolean;
}

/** The longest that a window can be: a calendar unit is longer than its nominal length when its clock is set back, and by its month. */
const longestWindow = ({ window, windowMinutes }: ObjectiveTerms): number =>
  window.kind === "rolling" ? windowMinutes : Math.ceil(windowMinutes * 1.05) + 1440;

/** Minutes that a replay of the conditions looks back. */
export const conditionLead = (conditions: readonly ResolvedCondition[], terms: ObjectiveTerms): number =>
  conditions.reduce((longest, { condition }) => Math.max(longest, conditionReach(condition, longestWindow(terms))), 0);

/** Nothing is known in it. */
const unknownCounts = ({ start, end }: MinuteInterval): WindowCounts => ({
  good: 0n,
  total: 0n,
  bad: 0n,
  mass: 0n,
  unjudged: 0,
  minutes: end - start,
  counted: 0,
  missing: end - start,
  excluded: 0,
  noTraffic: 0,
});

/**
 * What one condition beyond burn rules would have told: judged at each closed minute of the range, or each closing of a slice, as the tick
 * does, with everything that is known now. Each condition has a thread of its own (docs/adr/0011). Throws RangeError when it looks beyond
 * the history.
 */
export function replayCondition(replay: ConditionReplay): readonly Notice[] {
  const { history, terms, adjustments, condition: resolved, range, hasTraffic } = replay;
  const { name, condition } = resolved;
  const step = terms.slices?.minutes ?? 1;
  const judged = (interval: MinuteInterval): WindowCounts => countsWithin(history, interval);
  const read: ReadSoFar = { judged, events: hasTraffic ? judged : unknownCounts };
  const resolveAfter = resolveAfterOf(condition);
  const notices: Notice[] = [];
  let state: RuleState = INACTIVE;
  let open: Omit<Notice, "resolvedAt"> | null = null;
  for (let at: Minute = (Math.floor(range.start / step) + 1) * step; at <= range.end; at += step) {
    const subject = { terms, at, adjustments };
    const judgement = stepCondition(condition, subject, read);
    if (judgement.kind !== "done") throw new RangeError(`condition ${name}: everything can be read, and still more is asked for`);
    const next = nextRuleState({ state, verdict: judgement.reading.verdict, at, resolveAfter });
    state = next.state;
    if (next.transition === "firing") {
      const stretch = conditionStretch(condition, subject);
      const longMinutes = stretch === null ? step : Math.max(step, stretch.end - stretch.start);
      open = { rule: name, severity: condition.severity, firedAt: at, suppressed: false, longMinutes };
    } else if (next.transition === "resolved" && open !== null) {
      notices.push({ ...open, resolvedAt: at });
      open = null;
    }
  }
  return open === null ? notices : [...notices, { ...open, resolvedAt: null }];
}
