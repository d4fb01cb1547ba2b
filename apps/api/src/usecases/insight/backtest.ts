import { setImmediate as nextTurn } from "node:timers/promises";
import type { Backtest, BacktestInput } from "@solvent/api-contract";
import {
  type Adjustment,
  type AlertPolicyDefinition,
  backtestPolicy,
  COUNT_SCALE,
  type ConditionReplay,
  conditionLead,
  countsWithin,
  definitionTerms,
  fraction,
  historyEpisodes,
  isoOfMinute,
  type JudgedHistory,
  type MinuteInterval,
  type Notice,
  type ObjectiveTerms,
  objectivePeriod,
  parseTarget,
  type ResolvedCondition,
  replayCondition,
  replayLead,
  resolvePolicy,
} from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import type { AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import { readJudgedHistory } from "../composite/read-judged-history.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import type { PolicyReader } from "../policy/policy-store.ts";
import { toCoverage } from "../status/figures.ts";
import type { DirectoryEntry, ObjectiveDirectory } from "../status/objective-directory.ts";
import { toEpisodeAnswer, toPolicyAnswer } from "./backtest-answer.ts";
import { backtestRange } from "./backtest-range.ts";
import { readPolicies, type TriedPolicy, warningsOf } from "./backtest-rules.ts";

export interface BacktestDeps {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly minutes: Pick<MinuteReader, "minutesBetween" | "compositeTrees">;
  readonly adjustments: AppliedAdjustments;
  readonly policies: Pick<PolicyReader, "find">;
}

/** Terms of the objective, with another target where one is tried. Throws `request.invalid`. */
function triedTerms({ terms }: DirectoryEntry, targetPercent: string | undefined): ObjectiveTerms {
  if (targetPercent === undefined) return definitionTerms(terms);
  try {
    parseTarget(targetPercent);
  } catch (error) {
    throw invalidRequest([{ path: "targetPercent", message: error instanceof Error ? error.message : "is not a target" }]);
  }
  return definitionTerms({ ...terms, targetPercent });
}

interface Tried {
  readonly terms: ObjectiveTerms;
  readonly policies: readonly TriedPolicy[];
  readonly range: MinuteInterval;
}

const leadOf = ({ rules, conditions }: TriedPolicy, terms: ObjectiveTerms): number =>
  Math.max(replayLead(rules, terms), conditionLead(conditions, terms));

interface History {
  readonly history: JudgedHistory;
  /** Also those to the end of the calendar period that the last evaluation is in: planned budgets depend on them. */
  readonly adjustments: readonly Adjustment[];
}

/** The minutes of the range, and before it all that some policy looks back, adjusted and judged. */
async function readHistory(deps: BacktestDeps, entry: DirectoryEntry, { terms, policies, range }: Tried): Promise<History> {
  const lead = Math.max(0, ...policies.map((policy) => leadOf(policy, terms))) + (terms.slices?.minutes ?? 0);
  const whole = { start: range.start - lead, end: range.end };
  const block = await deps.minutes.minutesBetween(entry.streamId, whole.start, whole.end);
  const until = Math.max(range.end, objectivePeriod(terms, range.end).periodEnd);
  const adjustments = (await deps.adjustments.within({ start: whole.start, end: until }, [entry.id])).get(entry.id) ?? [];
  return { history: await readJudgedHistory(deps.minutes, entry, { terms, block, adjustments, range: whole }), adjustments };
}

/** What the conditions beyond burn rules would have told. Each takes long enough for others to have their turn in between. */
async function replayConditions(conditions: readonly ResolvedCondition[], replay: Omit<ConditionReplay, "condition">): Promise<Notice[]> {
  const notices: Notice[] = [];
  for (const condition of conditions) {
    await nextTurn();
    notices.push(...replayCondition({ ...replay, condition }));
  }
  return notices;
}

/** The saved policies that are named. */
async function readSaved({ policies }: BacktestDeps, input: BacktestInput): Promise<ReadonlyMap<string, AlertPolicyDefinition>> {
  const names = [...new Set(input.policies.flatMap(({ policy }) => policy ?? []))];
  const found = await Promise.all(names.map((name) => policies.find(name)));
  return new Map(found.flatMap((stored) => (stored === null ? [] : [[stored.definition.name, stored.definition] as const])));
}

/**
 * What sets of alert rules would have told over stored history, side by side: which notices, how soon after the start of each episode, and how
 * many for nothing. All minutes count as known in time. Asks no data source. Throws `objective.not-found` and `request.invalid`.
 */
export const makeBacktest =
  (deps: BacktestDeps) =>
  async (name: string, input: BacktestInput): Promise<Backtest> => {
    const entry = await deps.directory.findEntry(name);
    if (entry === null) throw new AppError("objective.not-found", `There is no objective named ${name}.`);
    const terms = triedTerms(entry, input.targetPercent);
    const basis = { terms, present: resolvePolicy(entry.policies, terms), saved: await readSaved(deps, input) };
    const tried = { terms, policies: readPolicies(input.policies, basis), range: backtestRange(input, entry) };
    const { policies, range } = tried;
    const { history, adjustments } = await readHistory(deps, entry, tried);
    const hasTraffic = entry.source !== null;
    const counts = countsWithin(history, range);
    const ledger = historyEpisodes(history, terms, range);
    const traffic = { events: fraction(counts.total, BigInt(COUNT_SCALE)), counted: counts.counted };
    const answers: Backtest["policies"] = [];
    for (const policy of policies) {
      // A replay of months takes long enough for others to have their turn in between.
      await nextTurn();
      const others = await replayConditions(policy.conditions, { history, terms, adjustments, range, hasTraffic });
      const result = backtestPolicy({ history, terms, rules: policy.rules, range, ledger, others });
      answers.push(toPolicyAnswer(policy.name, warningsOf(policy, terms, traffic), result));
    }
    return {
      objective: entry.name,
      from: isoOfMinute(range.start),
      to: isoOfMinute(range.end),
      coverage: toCoverage(counts),
      episodes: ledger.episodes.map((episode) => toEpisodeAnswer(episode, terms)),
      policies: answers,
    };
  };
