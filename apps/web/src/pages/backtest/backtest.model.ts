import type { Backtest } from "@solvent/api-contract";
import { coverageText, durationText, plainDecimal, spentText } from "../../lib/figures.ts";
import { formatInstant, formatWeekday, msOfIso, timeTicks } from "../../lib/time.ts";
import { plural } from "../../lib/words.ts";

/** What policies would have told on the same history, side by side. */
type Policy = Backtest["policies"][number];

const MINUTE_MS = 60_000;
const minutesText = (minutes: number | null): string => (minutes === null ? "–" : durationText(minutes));

export interface ResultRow {
  readonly term: string;
  readonly hint: string;
  readonly values: readonly string[];
}

const METRICS: readonly (readonly [term: string, hint: string, of: (policy: Policy) => string])[] = [
  ["Pages per month", "A page of an objective that pages already is not told again", (p) => plainDecimal(p.pagesPerMonth, 1)],
  ["Pages", "", (p) => String(p.pages)],
  ["Tickets", "", (p) => String(p.tickets)],
  ["Episodes told", "", (p) => `${p.detected} of ${p.detected + p.missed}`],
  ["Episodes missed", "Nobody would have been told of them", (p) => String(p.missed)],
  ["Noise", "Pages without an episode", (p) => plural(p.unmatchedPages, "page")],
  ["Median detection", "From an episode's first minute", (p) => minutesText(p.medianDetectionMinutes)],
  ["Median reset", "From an episode's end to the end of its last notice", (p) => minutesText(p.medianResetMinutes)],
];

export const toResultRows = (backtest: Backtest): ResultRow[] =>
  METRICS.map(([term, hint, of]) => ({ term, hint, values: backtest.policies.map(of) }));

/** "Sun 25 Oct to Tue 24 Nov, 6 episodes, 98.6 % of the minutes known". */
export function historyText(backtest: Backtest, zone: string): string {
  const days = `${formatWeekday(msOfIso(backtest.from), zone)} to ${formatWeekday(msOfIso(backtest.to), zone)}`;
  return `${days}, ${plural(backtest.episodes.length, "episode")}, ${coverageText(backtest.coverage)} of the minutes known.`;
}

export interface EpisodeRow {
  readonly key: string;
  readonly started: string;
  readonly lasted: string;
  readonly share: string;
  readonly cells: readonly { readonly text: string; readonly detail: string; readonly missed: boolean }[];
}

/** Newest first, as in the ledger. */
export const toEpisodeRows = (backtest: Backtest, zone: string): EpisodeRow[] =>
  backtest.episodes
    .map((episode) => ({
      key: episode.from,
      started: formatInstant(msOfIso(episode.from), zone),
      lasted: durationText((msOfIso(episode.to) - msOfIso(episode.from)) / MINUTE_MS),
      share: episode.share === null ? "–" : spentText(episode.share),
      cells: backtest.policies.map((policy) => cellOf(policy, episode.from)),
    }))
    .reverse();

function cellOf(policy: Policy, from: string): EpisodeRow["cells"][number] {
  const told = policy.episodes.find((episode) => episode.from === from);
  if (told === undefined || told.detectedAt === null) return { text: "missed", detail: "", missed: true };
  const spent = told.spentAtDetection === null ? "" : `${spentText(told.spentAtDetection)} spent`;
  const reset = told.resetMinutes === null ? "" : `over ${durationText(told.resetMinutes)} after its end`;
  return {
    text: `after ${minutesText(told.detectionMinutes)}`,
    detail: [spent, told.rule ?? "", reset].filter((part) => part !== "").join(" · "),
    missed: false,
  };
}

export interface StripMark {
  readonly key: string;
  /** Share of the history, 0 to 1. */
  readonly x: number;
  readonly width: number;
  readonly kind: "page" | "ticket" | "suppressed";
  readonly noise: boolean;
}
export interface Strip {
  readonly name: string;
  readonly marks: readonly StripMark[];
  readonly label: string;
}
export interface Timeline {
  readonly strips: readonly Strip[];
  readonly episodes: readonly { readonly key: string; readonly x: number; readonly width: number }[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
}

const MAX_TICKS = 8;

export function toTimeline(backtest: Backtest, zone: string): Timeline {
  const [fromMs, toMs] = [msOfIso(backtest.from), msOfIso(backtest.to)];
  const at = (ms: number) => Math.min(1, Math.max(0, (ms - fromMs) / Math.max(1, toMs - fromMs)));
  const span = (from: string, to: string | null) => {
    const x = at(msOfIso(from));
    return { x, width: (to === null ? 1 : at(msOfIso(to))) - x };
  };
  return {
    episodes: backtest.episodes.map(({ from, to }) => ({ key: from, ...span(from, to) })),
    ticks: timeTicks({ fromMs, toMs }, zone, MAX_TICKS).map(({ ms, label }) => ({ x: at(ms), label })),
    strips: backtest.policies.map((policy) => ({
      name: policy.name,
      label: `${policy.name}: ${plural(policy.pages, "page")}, ${plural(policy.tickets, "ticket")}`,
      marks: policy.notices.map((notice, i) => ({
        key: `${i} ${notice.firedAt}`,
        ...span(notice.firedAt, notice.resolvedAt),
        kind: notice.suppressed ? "suppressed" : notice.severity,
        noise: notice.episode === null,
      })),
    })),
  };
}

export interface NoticeRow {
  readonly key: string;
  readonly fired: string;
  readonly rule: string;
  readonly lasted: string;
  readonly what: string;
}

/** The same notices as rows, newest first. */
export const toNoticeRows = (policy: Policy, zone: string): NoticeRow[] =>
  policy.notices
    .map((notice, i) => ({
      key: `${i} ${notice.firedAt}`,
      fired: formatInstant(msOfIso(notice.firedAt), zone),
      rule: `${notice.severity}, ${notice.rule}`,
      lasted: notice.resolvedAt === null ? "still open" : durationText((msOfIso(notice.resolvedAt) - msOfIso(notice.firedAt)) / MINUTE_MS),
      what: [
        notice.episode === null ? "no episode" : `episode of ${formatInstant(msOfIso(notice.episode), zone)}`,
        notice.suppressed ? "not told: a page was open" : "",
      ]
        .filter((part) => part !== "")
        .join(", "),
    }))
    .reverse();

/** "3 notices"; more were left off when there are too many. */
export const noticesText = (policy: Pick<Policy, "notices" | "noticeCount">): string =>
  policy.noticeCount > policy.notices.length
    ? `the first ${policy.notices.length} of ${policy.noticeCount} notices`
    : plural(policy.notices.length, "notice");
