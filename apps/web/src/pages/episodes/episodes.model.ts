import type { Episode, EpisodeLedger, EpisodeNoteInput, ObjectiveWindow } from "@solvent/api-contract";
import type { EpisodeSpan } from "../../charts/event-layers.tsx";
import type { CsvTable } from "../../components/csv-link.tsx";
import {
  amountText,
  burnText,
  durationText,
  plainDecimal,
  plainPercent,
  restText,
  spentText,
  unitWord,
  windowText,
} from "../../lib/figures.ts";
import { formatClock, formatDay, formatInstant, formatMoment, msOfIso } from "../../lib/time.ts";
import { wholePeriod } from "../../lib/window-text.ts";
import { type HappenedView, happenedCell, toHappened } from "../annotations/annotations.model.ts";

/** Where the budget went, row by row: episodes, what is too small to be one, and their sum. */
type View = { readonly nowMs: number; readonly zone: string };

export interface LedgerRow {
  readonly id: string;
  /** The oldest is A; the same letter stands in the chart. */
  readonly letter: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly started: string;
  readonly lasted: string;
  readonly open: boolean;
  readonly share: string;
  /** Of the widest bar of the table, 0 to 1. */
  readonly bar: number;
  readonly bad: string;
  readonly peak: { readonly text: string; readonly detail: string };
  readonly alerts: readonly { readonly id: string; readonly text: string }[];
  /** In it or up to an hour before. */
  readonly happened: readonly HappenedView[];
  readonly cause: string | null;
  readonly owner: string | null;
}

export interface LedgerView {
  readonly rows: readonly LedgerRow[];
  readonly background: { readonly share: string; readonly bar: number; readonly bad: string };
  readonly total: { readonly share: string; readonly bad: string; readonly detail: string };
  /** "bad requests": the head of the column. */
  readonly counted: string;
  /** What costs are a share of: the head of the column, and what it means where that is not plain. */
  readonly shareOf: { readonly head: string; readonly meaning: string };
}

const MINUTE_MS = 60_000;
const LETTERS = 26;

/** A to Z, then AA, AB, … */
export const letterOf = (index: number): string =>
  (index < LETTERS ? "" : letterOf(Math.floor(index / LETTERS) - 1)) + String.fromCharCode(65 + (index % LETTERS));

/** Episodes come newest first. */
const letterAt = (episodes: readonly Episode[], index: number): string => letterOf(episodes.length - 1 - index);

export const minutesOf = (episode: Pick<Episode, "from" | "to">): number => (msOfIso(episode.to) - msOfIso(episode.from)) / MINUTE_MS;
export const knownShare = (share: Episode["share"]): string => (share === null ? "–" : spentText(share));

/** `projected`: the window whose whole budget is projected, as of a calendar period that counts requests; null: the budget is known. */
export function toLedger(ledger: EpisodeLedger, view: View, projected: ObjectiveWindow | null = null): LedgerView {
  const { episodes, backgroundShare, spentShare } = ledger;
  const widest = Math.max(0, backgroundShare?.value ?? 0, ...episodes.map(({ share }) => share?.value ?? 0));
  const barOf = (share: Episode["share"]) => (share === null || widest === 0 ? 0 : share.value / widest);
  const whole = projected === null ? "" : ` in ${wholePeriod(projected)} as projected`;
  const parts = episodes.flatMap(({ share }) => (share === null ? [] : [share]));
  return {
    rows: episodes.map((episode, i) => toRow(episode, { letter: letterAt(episodes, i), bar: barOf(episode.share) }, view)),
    background: {
      share: backgroundShare === null || spentShare === null ? "–" : restText({ parts, rest: backgroundShare, total: spentShare }),
      bar: barOf(backgroundShare),
      bad: amountText(ledger.backgroundBad),
    },
    total: { share: knownShare(spentShare), bad: amountText(ledger.totalBad), detail: `of ${amountText(ledger.allowed)} allowed${whole}` },
    counted: `Bad ${unitWord(ledger.unit)}`,
    shareOf: shareOf(projected),
  };
}

const shareOf = (projected: ObjectiveWindow | null): LedgerView["shareOf"] =>
  projected === null
    ? { head: "Cost, share of the budget", meaning: "" }
    : {
        head: "Cost, share of the projected budget",
        meaning: `Of the budget of ${wholePeriod(projected)} as projected. What is spent "so far" is of what the requests up to now allow`,
      };

export function toRow(episode: Episode, place: { readonly letter: string; readonly bar: number }, view: View): LedgerRow {
  const [fromMs, toMs] = [msOfIso(episode.from), msOfIso(episode.to)];
  const { peakBurn } = episode;
  return {
    ...place,
    id: episode.id,
    fromMs,
    toMs,
    started: `${formatDay(fromMs, view.zone)} ${formatClock(fromMs, view.zone)}`,
    lasted: `${durationText(minutesOf(episode))}${episode.open ? " so far" : ""}`,
    open: episode.open,
    share: knownShare(episode.share),
    bad: amountText(episode.bad),
    peak:
      peakBurn === null
        ? { text: "–", detail: "" }
        : {
            text: burnText(peakBurn.burn),
            detail: `over ${windowText(peakBurn.minutes)} until ${formatInstant(msOfIso(peakBurn.at), view.zone)}`,
          },
    alerts: episode.alerts.map(({ id, severity, openedAt }) => ({
      id,
      text: `${severity} ${formatMoment(msOfIso(openedAt), view.nowMs, view.zone)}`,
    })),
    happened: toHappened(episode),
    cause: episode.note?.cause ?? null,
    owner: episode.note?.owner ?? null,
  };
}

/** The same episodes for the chart above the ledger. */
export const toEpisodeSpans = (ledger: EpisodeLedger | undefined): EpisodeSpan[] =>
  (ledger?.episodes ?? []).map((episode, i, all) => ({
    key: episode.id,
    fromMs: msOfIso(episode.from),
    toMs: msOfIso(episode.to),
    letter: letterAt(all, i),
    cost: episode.share === null ? "" : `−${spentText(episode.share)}`,
  }));

/** Exact figures, UTC; the last two rows are the background and the sum. */
export function toLedgerTable(ledger: EpisodeLedger): CsvTable {
  const share = (figure: Episode["share"]) => (figure === null ? null : plainPercent(figure, 3));
  return {
    header: [
      "Episode",
      "From, UTC",
      "To, UTC",
      "Minutes",
      "Share, %",
      `Bad ${unitWord(ledger.unit)}`,
      "Peak burn",
      "Alerts",
      "What happened",
      "Cause",
      "Owner",
    ],
    rows: [
      ...ledger.episodes.map((episode, i) => [
        letterAt(ledger.episodes, i),
        episode.from,
        episode.to,
        minutesOf(episode),
        share(episode.share),
        plainDecimal(episode.bad, 3),
        episode.peakBurn === null ? null : plainDecimal(episode.peakBurn.burn, 3),
        episode.alerts.map(({ severity, openedAt }) => `${severity} ${openedAt}`).join(" "),
        happenedCell(episode.annotations),
        episode.note?.cause ?? "",
        episode.note?.owner ?? "",
      ]),
      [
        "background",
        ledger.from,
        ledger.to,
        null,
        share(ledger.backgroundShare),
        plainDecimal(ledger.backgroundBad, 3),
        null,
        "",
        "",
        "",
        "",
      ],
      ["total", ledger.from, ledger.to, null, share(ledger.spentShare), plainDecimal(ledger.totalBad, 3), null, "", "", "", ""],
    ],
  };
}

/** An empty field says that nothing is known. */
export const toNoteInput = (values: { readonly cause: string; readonly owner: string }): EpisodeNoteInput => ({
  cause: values.cause.trim() === "" ? null : values.cause.trim(),
  owner: values.owner.trim() === "" ? null : values.owner.trim(),
});
