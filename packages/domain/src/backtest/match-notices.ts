import type { EpisodeLedger } from "../episodes.ts";
import { divideFractions, type Fraction, fraction } from "../fraction.ts";
import type { Minute } from "../minute.ts";
import { countsWithin, type JudgedHistory } from "./judged-history.ts";
import type { Notice } from "./replay-rules.ts";

/** A stretch that burned: [from, to). */
export interface BurnedStretch {
  readonly from: Minute;
  readonly to: Minute;
}

/** A notice and the episode that it belongs to; null: none, it was noise. */
export interface MatchedNotice extends Notice {
  readonly episode: BurnedStretch | null;
}

/** What people would have been told of one episode. */
export interface EpisodeOutcome {
  readonly from: Minute;
  /** Null: nobody would have been told of it. */
  readonly detectedAt: Minute | null;
  /** From the first minute of the episode on. 0 where people had been told before it began, and not that it was over. */
  readonly detectionMinutes: number | null;
  /** Share of the budget that the episode had spent by then. */
  readonly spentAtDetection: Fraction | null;
  /** From its end to the end of the last notice of it; 0 where that was over before, null while it is open. */
  readonly resetMinutes: number | null;
  /** Of the notice that told of it. */
  readonly rule: string | null;
}

/**
 * The episode that a notice belongs to: the last one that began before it fired, if the long window of its rule reaches into that
 * one. So its firing lies in (from, to + long window). `episodes` are in order of time and apart from each other.
 */
function episodeOf<E extends BurnedStretch>({ firedAt, longMinutes }: Notice, episodes: readonly E[]): E | null {
  const last = episodes.findLast(({ from }) => from < firedAt);
  return last !== undefined && last.to > firedAt - longMinutes ? last : null;
}

export const matchNotices = (notices: readonly Notice[], episodes: readonly BurnedStretch[]): readonly MatchedNotice[] =>
  notices.map((notice) => ({ ...notice, episode: episodeOf(notice, episodes) }));

/**
 * What became of each episode. It is detected by the first notice that belongs to it and is not suppressed. Where there is none it still
 * counts as detected if a notice was open when it began: people knew by then. `history` holds all minutes of the episodes.
 */
export function episodeOutcomes(
  notices: readonly MatchedNotice[],
  ledger: EpisodeLedger,
  history: JudgedHistory,
): readonly EpisodeOutcome[] {
  const told = notices.filter(({ suppressed }) => !suppressed);
  return ledger.episodes.map(({ from, to }) => {
    const own = told.filter(({ episode }) => episode?.from === from);
    const open = told.filter(({ firedAt, resolvedAt }) => firedAt <= from && (resolvedAt === null || resolvedAt > from));
    const of = own.length > 0 ? own : open;
    const [first] = of;
    if (first === undefined)
      return { from, detectedAt: null, detectionMinutes: null, spentAtDetection: null, resetMinutes: null, rule: null };
    const detectedAt = Math.max(from, first.firedAt);
    const spent = countsWithin(history, { start: from, end: Math.min(to, detectedAt) }).bad;
    return {
      from,
      detectedAt,
      detectionMinutes: detectedAt - from,
      spentAtDetection: divideFractions(fraction(spent), ledger.allowed),
      resetMinutes: resetAfter(to, of),
      rule: first.rule,
    };
  });
}

function resetAfter(end: Minute, notices: readonly Notice[]): number | null {
  const ends = notices.map(({ resolvedAt }) => resolvedAt);
  return ends.includes(null) ? null : ends.reduce<number>((latest, at) => Math.max(latest, (at ?? end) - end), 0);
}
