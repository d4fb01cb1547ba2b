import { setImmediate as nextTurn } from "node:timers/promises";
import type { Backtest, BacktestInput } from "@solvent/api-contract";
import {
  backtestPolicy,
  COUNT_SCALE,
  countsWithin,
  definitionTerms,
  fraction,
  historyEpisodes,
  isoOfMinute,
  type JudgedHistory,
  type MinuteInterval,
  type ObjectiveTerms,
  parseTarget,
  replayLead,
  resolvePolicy,
} from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import type { AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import { readJudgedHistory } from "../composite/read-judged-history.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import { toCoverage } from "../status/figures.ts";
import type { DirectoryEntry, ObjectiveDirectory } from "../status/objective-directory.ts";
import { toEpisodeAnswer, toPolicyAnswer } from "./backtest-answer.ts";
import { backtestRange } from "./backtest-range.ts";
import { readPolicies, type TriedPolicy, warningsOf } from "./backtest-rules.ts";

export interface BacktestDeps {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly minutes: Pick<MinuteReader, "minutesBetween" | "compositeTrees">;
  readonly adjustments: AppliedAdjustments;
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

/** The minutes of the range and the longest window before it, adjusted and judged. */
async function readHistory(deps: BacktestDeps, entry: DirectoryEntry, { terms, policies, range }: Tried): Promise<JudgedHistory> {
  const lead = Math.max(0, ...policies.map(({ rules }) => replayLead(rules, terms))) + (terms.slices?.minutes ?? 0);
  const whole = { start: range.start - lead, end: range.end };
  const block = await deps.minutes.minutesBetween(entry.streamId, whole.start, whole.end);
  const recorded = await deps.adjustments.within(whole, [entry.id]);
  return readJudgedHistory(deps.minutes, entry, { terms, block, adjustments: recorded.get(entry.id) ?? [], range: whole });
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
    const present = resolvePolicy(entry.policies, terms).rules;
    const tried = { terms, policies: readPolicies(input.policies, { terms, present }), range: backtestRange(input, entry) };
    const { policies, range } = tried;
    const history = await readHistory(deps, entry, tried);
    const counts = countsWithin(history, range);
    const ledger = historyEpisodes(history, terms, range);
    const traffic = { events: fraction(counts.total, BigInt(COUNT_SCALE)), counted: counts.counted };
    const answers: Backtest["policies"] = [];
    for (const policy of policies) {
      // A replay of months takes long enough for others to have their turn in between.
      await nextTurn();
      const result = backtestPolicy({ history, terms, rules: policy.rules, range, ledger });
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
