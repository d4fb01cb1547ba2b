import type { AlertRule, AlertSeverity } from "../alert-policy.ts";
import { rulesForMethod } from "../alert-slices.ts";
import { INACTIVE, nextRuleState, type RuleState, type RuleTransition } from "../alert-state.ts";
import type { Minute } from "../minute.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "../objective-terms.ts";
import type { MinuteInterval } from "../window-counts.ts";
import type { JudgedHistory } from "./judged-history.ts";
import { type ReplayedRule, replayedRule } from "./replayed-rule.ts";

/** What people would have been told of: from the first rule of a severity that fires until none of them does (docs/adr/0005). */
export interface Notice {
  /** The rule that opened it: of those that fired in that minute the first of the policy. */
  readonly rule: string;
  readonly severity: AlertSeverity;
  readonly firedAt: Minute;
  /** Null: still open at the end of the replay. */
  readonly resolvedAt: Minute | null;
  /** A ticket that fired while a page was open: nobody would have been told. */
  readonly suppressed: boolean;
  /** The long window of that rule, as the method evaluates it. */
  readonly longMinutes: number;
}

export interface ReplayInput {
  /** Begins before the range by the longest window, as the method evaluates it; see `replayLead`. */
  readonly history: JudgedHistory;
  readonly terms: ObjectiveTerms;
  /** As they are written, most severe first, with different names. */
  readonly rules: readonly AlertRule[];
  /** The minutes whose closing is judged: evaluations lie in (start, end]. */
  readonly range: MinuteInterval;
}

/** Minutes that a replay of the rules looks back. */
export const replayLead = (rules: readonly AlertRule[], terms: ObjectiveTerms): number =>
  rulesForMethod(rules, terms).reduce((longest, { longMinutes }) => Math.max(longest, longMinutes), 0);

/**
 * What the rules would have told: evaluated at each closed minute of the range, or each closing of a slice, as the tick does, with
 * everything that is known now. Nothing fires before the range, so what burns at its start fires there. In order of firing, pages first.
 * Throws RangeError when a window reaches beyond the history.
 */
export function replayRules({ history, terms, rules, range }: ReplayInput): readonly Notice[] {
  const [step, budget] = [terms.slices?.minutes ?? 1, errorBudgetRatio(terms)];
  const replayed = rulesForMethod(rules, terms).map((rule) => replayedRule(rule, budget, history));
  const first = (Math.floor(range.start / step) + 1) * step;
  for (const { rule } of replayed) {
    if (first - rule.longMinutes >= history.start && range.end <= history.end) continue;
    throw new RangeError(`rule ${rule.name}: the replay needs ${rule.longMinutes} minutes before ${first}, and minutes up to ${range.end}`);
  }
  const moves = replayed.flatMap((each, order) => movesOf(each, { order, first, end: range.end, step }));
  return toNotices(moves.sort((a, b) => a.at - b.at || a.order - b.order));
}

interface Move {
  readonly at: Minute;
  /** Place of the rule in its policy. */
  readonly order: number;
  readonly rule: AlertRule;
  readonly to: RuleTransition;
}

interface Instants {
  readonly order: number;
  readonly first: Minute;
  readonly end: Minute;
  readonly step: number;
}

function movesOf({ rule, fires, verdict }: ReplayedRule, { order, first, end, step }: Instants): Move[] {
  const moves: Move[] = [];
  let state: RuleState = INACTIVE;
  for (let at = first; at <= end; at += step) {
    // An inactive rule changes only when its condition is true: false and unknown are alike to it.
    if (state.kind === "inactive" && !fires(at)) continue;
    const next = nextRuleState({ state, verdict: verdict(at), at, resolveAfter: rule.resolveAfter });
    state = next.state;
    if (next.transition !== null) moves.push({ at, order, rule, to: next.transition });
  }
  return moves;
}

type OpenNotice = Omit<Notice, "resolvedAt">;

/** Pages first: a ticket that fires in the same minute already knows of its page. */
const SEVERITIES: readonly AlertSeverity[] = ["page", "ticket"];

/** One thread per severity, from moves in order of time. */
function toNotices(moves: readonly Move[]): readonly Notice[] {
  const threads: Threads = { notices: [], open: new Map(), firing: new Map(SEVERITIES.map((severity) => [severity, new Set()])) };
  for (let first = 0; first < moves.length; ) {
    const at = moves[first]?.at;
    let end = first + 1;
    while (moves[end]?.at === at) end += 1;
    moveThreads(threads, moves.slice(first, end));
    first = end;
  }
  const open = [...threads.open.values()].map((thread): Notice => ({ ...thread, resolvedAt: null }));
  return [...threads.notices, ...open].sort(
    (a, b) => a.firedAt - b.firedAt || SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
}

interface Threads {
  readonly notices: Notice[];
  readonly open: Map<AlertSeverity, OpenNotice>;
  /** Places of the rules that fire. */
  readonly firing: Map<AlertSeverity, Set<number>>;
}

/** Opens and closes threads by all moves of one minute. */
function moveThreads({ notices, open, firing }: Threads, moves: readonly Move[]): void {
  for (const { order, rule, to } of moves) {
    if (to === "firing") firing.get(rule.severity)?.add(order);
    else firing.get(rule.severity)?.delete(order);
  }
  for (const severity of SEVERITIES) {
    const thread = open.get(severity);
    const fires = (firing.get(severity)?.size ?? 0) > 0;
    const opening = moves.find(({ rule, to }) => to === "firing" && rule.severity === severity);
    if (thread === undefined && opening !== undefined) open.set(severity, opened(opening, severity === "ticket" && open.has("page")));
    if (thread !== undefined && !fires) {
      notices.push({ ...thread, resolvedAt: moves[0]?.at ?? null });
      open.delete(severity);
    }
  }
}

const opened = ({ rule, at }: Move, suppressed: boolean): OpenNotice => ({
  rule: rule.name,
  severity: rule.severity,
  firedAt: at,
  suppressed,
  longMinutes: rule.longMinutes,
});
