import { type EpisodeLedger, episodeLedger } from "../episodes.ts";
import { type Fraction, fraction, multiplyFractions } from "../fraction.ts";
import { hotRules } from "../hot-minutes.ts";
import { MINUTES_PER_DAY } from "../minute.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "../objective-terms.ts";
import type { MinuteInterval } from "../window-counts.ts";
import { countsWithin, type JudgedHistory, judgedMinutes } from "./judged-history.ts";
import { type EpisodeOutcome, episodeOutcomes, type MatchedNotice, matchNotices } from "./match-notices.ts";
import { type Notice, type ReplayInput, replayRules } from "./replay-rules.ts";

/** What one set of rules would have told over a stretch of history. */
export interface PolicyBacktest {
  readonly notices: readonly MatchedNotice[];
  readonly pages: number;
  /** Tickets that somebody would have been told of. */
  readonly tickets: number;
  /** Pages per 30 days. */
  readonly pagesPerMonth: Fraction;
  /** Episodes that somebody would have been told of, and the others. */
  readonly detected: number;
  readonly missed: number;
  /** Pages that belong to no episode. */
  readonly unmatchedPages: number;
  /** Over the episodes that have one; the mean of the middle two of an even number. */
  readonly medianDetectionMinutes: number | null;
  readonly medianResetMinutes: number | null;
  /** In the order of the ledger. */
  readonly episodes: readonly EpisodeOutcome[];
}

const MONTH_MINUTES = 30n * BigInt(MINUTES_PER_DAY);

export interface BacktestInput extends ReplayInput {
  readonly ledger: EpisodeLedger;
  /** What conditions beyond burn rules would have told: `replayCondition` of each. */
  readonly others?: readonly Notice[];
}

/** Oldest first, pages first among those of one minute. */
const inOrder = (a: Notice, b: Notice): number => a.firedAt - b.firedAt || (a.severity === b.severity ? 0 : a.severity === "page" ? -1 : 1);

/** Replays one policy over a stretch that is not empty and compares what it tells with the episodes of that stretch. Throws like `replayRules`. */
export function backtestPolicy(input: BacktestInput): PolicyBacktest {
  const { history, range, ledger, others = [] } = input;
  const notices = matchNotices([...replayRules(input), ...others].sort(inOrder), ledger.episodes);
  const episodes = episodeOutcomes(notices, ledger, history);
  const pages = notices.filter(({ severity }) => severity === "page");
  const detected = episodes.filter(({ detectedAt }) => detectedAt !== null).length;
  return {
    notices,
    pages: pages.length,
    tickets: notices.filter(({ severity, suppressed }) => severity === "ticket" && !suppressed).length,
    pagesPerMonth: fraction(BigInt(pages.length) * MONTH_MINUTES, BigInt(range.end - range.start)),
    detected,
    missed: episodes.length - detected,
    unmatchedPages: pages.filter(({ episode }) => episode === null).length,
    medianDetectionMinutes: median(episodes.map(({ detectionMinutes }) => detectionMinutes)),
    medianResetMinutes: median(episodes.map(({ resetMinutes }) => resetMinutes)),
    episodes,
  };
}

function median(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/**
 * The episodes of a stretch of history. Shares are parts of the budget of one nominal window at the stretch's mean traffic,
 * b × mass × P / minutes, so that they mean the same in a stretch of any length.
 */
export function historyEpisodes(history: JudgedHistory, terms: ObjectiveTerms, range: MinuteInterval): EpisodeLedger {
  const { mass } = countsWithin(history, range);
  const input = { minutes: judgedMinutes(history, range), rules: hotRules(terms) };
  if (mass === 0n) return episodeLedger(input);
  const perWindow = fraction(mass * BigInt(terms.windowMinutes), BigInt(range.end - range.start));
  return episodeLedger({ ...input, allowed: multiplyFractions(errorBudgetRatio(terms), perWindow) });
}
