import {
  type AlertRule,
  type AlertSeverity,
  INACTIVE,
  type Minute,
  type MissingReason,
  NO_DATA_AFTER_MINUTES,
  nextRuleState,
  type RuleState,
  type Verdict,
} from "@solvent/domain";
import { conditionKey, parseConditionKey } from "../../usecases/conditions/condition-key.ts";
import type { BurnMove, ConditionMove, MovedObjective, SilenceMove } from "../alerts/rule-moves.ts";
import { isBlind, NO_DATA, NO_DATA_RULE, silenceVerdict } from "../alerts/silence.ts";
import type { RuleRow } from "./judge.ts";
import type { Judged, JudgedWindows } from "./judged-windows.ts";
import type { LiveChecks } from "./live-only.ts";

/** A verdict on a revision by a stream; it counts only while the objective has both. */
export interface JudgedRule extends RuleRow {
  readonly streamId: number;
  readonly revision: number;
  readonly evaluatedAt: Minute;
}

/** One objective at one evaluation. */
export interface Bench extends Judged {
  /** The watermark of its stream. */
  readonly minute: Minute;
  readonly windows: JudgedWindows;
  readonly rows: readonly RuleRow[];
  /** Why the newest minute is missing; null when it is known. */
  readonly silence: MissingReason | null;
}

/** What one evaluation minute changes. */
export interface Verdicts {
  readonly save: JudgedRule[];
  readonly remove: Pick<RuleRow, "objectiveId" | "rule">[];
  readonly moved: MovedObjective[];
  readonly conditions: ConditionMove[];
  readonly silences: SilenceMove[];
  readonly watched: { objectiveId: string; blindSince: Minute | null }[];
}

export const noVerdicts = (): Verdicts => ({ save: [], remove: [], moved: [], conditions: [], silences: [], watched: [] });

const toState = (row: RuleRow | undefined): RuleState =>
  row === undefined ? INACTIVE : { kind: "firing", since: row.firingSince, quietCount: row.quietCount };

interface Stepped {
  readonly move: "firing" | "resolved" | null;
  readonly fires: boolean;
  readonly since: Minute;
}

/** Moves one rule or condition by one evaluation and notes what changed of it. */
export function step(
  rule: Pick<AlertRule, "name" | "severity" | "resolveAfter">,
  { bench, verdict, at }: { bench: Bench; verdict: Verdict; at: Minute },
  to: Verdicts,
): Stepped {
  const row = bench.rows.find((each) => each.rule === rule.name);
  const before = toState(row);
  const { state, transition } = nextRuleState({ state: before, verdict, at, resolveAfter: rule.resolveAfter });
  const since = state.kind === "firing" ? state.since : (row?.firingSince ?? at);
  if (state !== before) {
    const { objectiveId, streamId, revision } = bench.objective;
    const key = { objectiveId, rule: rule.name };
    const { severity } = rule;
    if (state.kind === "inactive") to.remove.push(key);
    else to.save.push({ ...key, severity, streamId, revision, firingSince: since, quietCount: state.quietCount, evaluatedAt: at });
  }
  return { move: transition, fires: state.kind === "firing", since };
}

/** Rules and conditions that a new revision, of the objective or of a policy, no longer has: nobody would ever resolve them. */
function dropForeignRules(bench: Bench, at: Minute, to: Verdicts): BurnMove[] {
  const { objective, policy, adjustments } = bench;
  const names = new Set([
    NO_DATA_RULE,
    ...policy.rules.map(({ rule }) => rule.name),
    ...policy.conditions.map(({ name, condition }) => conditionKey(condition.kind, name)),
  ]);
  return bench.rows.flatMap(({ objectiveId, rule, severity }): BurnMove[] => {
    if (names.has(rule)) return [];
    to.remove.push({ objectiveId, rule });
    const key = parseConditionKey(rule);
    if (key === null) return [{ objective, severity, ruleName: rule, rule: null, to: "resolved" }];
    to.conditions.push({ objective, policy, adjustments, at, ...key, condition: null, reading: null, to: "resolved" });
    return [];
  });
}

/** Silence is judged at every watermark, whatever the method. */
export function stepSilence(bench: Bench, to: Verdicts): void {
  const { minute, objective, silence, windows } = bench;
  const { move, since } = step(NO_DATA, { bench, verdict: silenceVerdict(windows.recent, silence), at: minute }, to);
  if (move === "firing") {
    to.silences.push({ objective, to: "firing", since: minute - NO_DATA_AFTER_MINUTES, reason: silence ?? "no-sample" });
  } else if (move === "resolved") to.silences.push({ objective, to: "resolved", since, reason: "" });
}

/** Notes whether an objective with a firing rule is blind. */
export function watchBlindness({ objective, windows, minute }: Bench, firing: ReadonlySet<AlertSeverity>, to: Verdicts): void {
  if (firing.size === 0) return;
  const blindSince = isBlind(windows.recent) ? minute - NO_DATA_AFTER_MINUTES : null;
  to.watched.push({ objectiveId: objective.objectiveId, blindSince });
}

const isBurnRule = (rule: string): boolean => rule !== NO_DATA_RULE && parseConditionKey(rule) === null;

/** Severities of burn rules that fire without being judged now. */
export const stillFiring = ({ rows }: Bench): ReadonlySet<AlertSeverity> =>
  new Set(rows.flatMap(({ rule, severity }) => (isBurnRule(rule) ? [severity] : [])));

/** Judges the burn rules at `at`; returns the severities of which some rule fires afterwards. */
export async function stepBurns(
  bench: Bench,
  { at, live }: { readonly at: Minute; readonly live: LiveChecks },
  to: Verdicts,
): Promise<ReadonlySet<AlertSeverity>> {
  const { objective, policy, adjustments, rows } = bench;
  const countsOf = bench.windows.burns;
  const moves: BurnMove[] = [];
  const firing = new Set<AlertSeverity>();
  for (const compiled of policy.rules) {
    const { rule } = compiled;
    const long = countsOf(rule.longMinutes);
    const short = countsOf(rule.shortMinutes);
    if (long === null || short === null) continue;
    const over = compiled.condition(long, short);
    const begins = over === true && rows.every((row) => row.rule !== rule.name);
    const verdict = begins ? await live.rule({ objective, policy, adjustments, at }, compiled) : over;
    const { move, fires } = step(rule, { bench, verdict, at }, to);
    if (fires) firing.add(rule.severity);
    if (move !== null) moves.push({ objective, severity: rule.severity, ruleName: rule.name, rule, to: move });
  }
  moves.push(...dropForeignRules(bench, at, to));
  if (moves.length > 0) to.moved.push({ objective, policy, countsOf, moves, firing });
  return firing;
}
