import type { Correction, Count, RefillInput, RefillReceipt } from "@solvent/api-contract";
import { parseDecimal } from "@solvent/domain";
import { budgetText, countText, durationText, pointsText } from "../../lib/figures.ts";
import {
  formatClock,
  formatDay,
  formatInstant,
  formatMoment,
  instantOfLocal,
  isoMinuteOfMs,
  localTimeOf,
  msOfIso,
} from "../../lib/time.ts";
import { capital, plural } from "../../lib/words.ts";

type View = { readonly nowMs: number; readonly zone: string };
type Counts = Correction["changes"][number]["old"];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const CAUSES: Readonly<Record<Correction["cause"], string>> = {
  settle: "Late samples, read again while the minutes settled",
  refill: "A gap was filled",
  reconcile: "Late data, found when the last days were read again",
  request: "Somebody had it read again",
  import: "Written by a test",
};

export interface CorrectionRow {
  readonly id: string;
  readonly at: string;
  readonly why: string;
  /** "24 Nov 18:02 – 18:07, 5 minutes". */
  readonly minutes: string;
  /** "+40 good, +43 in all". */
  readonly effect: string;
  /** "2 became known", or nothing. */
  readonly known: string;
  readonly changes: readonly { readonly minute: string; readonly before: string; readonly after: string }[];
}

const countsText = (counts: Counts): string =>
  counts === null ? "missing" : `${countText(counts.good)} good of ${countText(counts.total)}`;

/** With its sign: a change. */
export function deltaText(count: Count): string {
  const { num } = parseDecimal(String(count));
  return num > 0n ? `+${countText(count)}` : countText(count);
}

export function toCorrectionRow(correction: Correction, { nowMs, zone }: View): CorrectionRow {
  const { changes } = correction;
  const became = changes.filter((change) => change.old === null && change.new !== null).length;
  const lost = changes.filter((change) => change.old !== null && change.new === null).length;
  return {
    id: correction.id,
    at: formatMoment(msOfIso(correction.at), nowMs, zone),
    why: CAUSES[correction.cause],
    minutes: `${spanText(changes, zone)}, ${plural(changes.length, "minute")}`,
    effect: `${deltaText(correction.goodDelta)} good, ${deltaText(correction.totalDelta)} in all`,
    known: [became === 0 ? "" : `${became} became known`, lost === 0 ? "" : `${lost} no longer known`]
      .filter((part) => part !== "")
      .join(", "),
    changes: changes.map((change) => ({
      minute: formatClock(msOfIso(change.minute), zone),
      before: countsText(change.old),
      after: countsText(change.new),
    })),
  };
}

/** From the first minute to the end of the last one. */
function spanText(changes: Correction["changes"], zone: string): string {
  const minutes = changes.map(({ minute }) => msOfIso(minute)).sort((a, b) => a - b);
  const [from, last] = [minutes[0], minutes.at(-1)];
  if (from === undefined || last === undefined) return "no minute";
  return `${formatDay(from, zone)} ${formatClock(from, zone)} – ${formatClock(last + MINUTE_MS, zone)}`;
}

interface RefillValues {
  /** Local times of the viewer's zone. */
  readonly from: string;
  readonly to: string;
}

/** The last hour that is measured. */
export const initialRefill = (watermarkMs: number, zone: string): RefillValues => ({
  from: localTimeOf(watermarkMs - HOUR_MS, zone),
  to: localTimeOf(watermarkMs, zone),
});

const MAX_DAYS = 31;
type RefillProblems = Readonly<Record<"from" | "to", string | null>>;
type ParsedRefill = { readonly input: RefillInput } | { readonly problems: RefillProblems };

export function parseRefill(values: RefillValues, zone: string): ParsedRefill {
  const [fromMs, toMs] = [instantOfLocal(values.from, zone), instantOfLocal(values.to, zone)];
  const problems: RefillProblems = {
    from: fromMs === null ? `There is no such time in ${zone}` : null,
    to: toMs === null ? `There is no such time in ${zone}` : endProblem(fromMs, toMs),
  };
  if (fromMs === null || toMs === null || problems.to !== null) return { problems };
  return { input: { from: isoMinuteOfMs(fromMs), to: isoMinuteOfMs(toMs) } };
}

function endProblem(fromMs: number | null, toMs: number): string | null {
  if (fromMs === null) return null;
  if (toMs <= fromMs) return "It has to end after it begins";
  return toMs - fromMs > MAX_DAYS * 24 * HOUR_MS ? `At most ${MAX_DAYS} days at once` : null;
}

export interface ReceiptView {
  readonly title: string;
  readonly detail: string;
  /** 0 to 1 while it runs, null once it is over. */
  readonly fraction: number | null;
  readonly failed: boolean;
  readonly figures: readonly { readonly term: string; readonly before: string; readonly after: string }[];
  readonly objectives: readonly { readonly name: string; readonly before: string; readonly after: string; readonly difference: string }[];
}

export function toReceipt(receipt: RefillReceipt, zone: string): ReceiptView {
  const [fromMs, toMs, readMs] = [receipt.from, receipt.to, receipt.readTo].map(msOfIso) as [number, number, number];
  const running = receipt.state === "queued" || receipt.state === "running";
  const fraction = toMs > fromMs ? Math.min(1, Math.max(0, (readMs - fromMs) / (toMs - fromMs))) : 0;
  return {
    title: titleOf(receipt, fraction),
    detail: [
      `${formatInstant(fromMs, zone)} to ${formatInstant(toMs, zone)}, ${durationText((toMs - fromMs) / MINUTE_MS)} from ${receipt.source}`,
      receipt.message === null ? "" : capital(receipt.message),
    ]
      .filter((part) => part !== "")
      .join(". "),
    fraction: running ? fraction : null,
    failed: receipt.state === "failed",
    figures: figuresOf(receipt),
    objectives: receipt.objectives.map(({ name, remainingBefore, remainingAfter, difference }) => ({
      name,
      before: remainingBefore === null ? "–" : budgetText(remainingBefore),
      after: remainingAfter === null ? "–" : budgetText(remainingAfter),
      difference: difference === null ? "–" : pointsText(difference),
    })),
  };
}

function titleOf({ state, minutesChanged }: RefillReceipt, fraction: number): string {
  switch (state) {
    case "queued":
      return "It waits for its turn";
    case "running":
      return `Reading again: ${Math.floor(fraction * 100)}\u202f% read`;
    case "failed":
      return "It could not be read";
    case "done":
      return minutesChanged === 0 ? "Nothing differs from what was stored" : `${plural(minutesChanged, "minute")} changed`;
  }
}

function figuresOf({ before, after }: RefillReceipt): ReceiptView["figures"] {
  if (before === null || after === null) return [];
  const row = (term: string, text: (of: NonNullable<RefillReceipt["before"]>) => string) => ({
    term,
    before: text(before),
    after: text(after),
  });
  return [
    row("Good", ({ good }) => countText(good)),
    row("All", ({ total }) => countText(total)),
    row("Known minutes", ({ known, minutes }) => `${countText(known)} of ${countText(minutes)}`),
  ];
}
