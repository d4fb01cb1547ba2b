import type { RefillInput, RefillReceipt } from "@solvent/api-contract";
import type { IconName } from "../../components/icon.tsx";
import { budgetText, countText, durationText, pointsText, progressText } from "../../lib/figures.ts";
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
import { capital, plural, type Tone } from "../../lib/words.ts";

type View = { readonly nowMs: number; readonly zone: string };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

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

const isOver = ({ state }: RefillReceipt): boolean => state === "done" || state === "failed";

export function toReceipt(receipt: RefillReceipt, zone: string): ReceiptView {
  const [fromMs, toMs, readMs] = [receipt.from, receipt.to, receipt.readTo].map(msOfIso) as [number, number, number];
  const fraction = toMs > fromMs ? Math.min(1, Math.max(0, (readMs - fromMs) / (toMs - fromMs))) : 0;
  return {
    title: titleOf(receipt, fraction),
    detail: [
      `${formatInstant(fromMs, zone)} to ${formatInstant(toMs, zone)}, ${durationText((toMs - fromMs) / MINUTE_MS)} from ${receipt.source}`,
      receipt.message === null ? "" : capital(receipt.message),
    ]
      .filter((part) => part !== "")
      .join(". "),
    fraction: isOver(receipt) ? null : fraction,
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

const STATES: Readonly<Record<RefillReceipt["state"], { readonly word: string; readonly icon: IconName; readonly tone: Tone }>> = {
  queued: { word: "Waits", icon: "waiting", tone: "unknown" },
  running: { word: "Reads", icon: "waiting", tone: "unknown" },
  done: { word: "Done", icon: "tick", tone: "ink-2" },
  failed: { word: "Failed", icon: "exhausted", tone: "spent" },
};

export interface RefillRow {
  readonly id: string;
  readonly at: string;
  readonly author: string;
  /** "24 Nov 15:00 – 16:00". */
  readonly interval: string;
  readonly state: (typeof STATES)["done"];
  /** What came of it, or why nothing did. */
  readonly outcome: string;
  /** Budgets that moved; empty while that is not known. */
  readonly effect: string;
  readonly receipt: ReceiptView;
}

/** "24 Nov 22:00 – 25 Nov 02:00": the day of the end only where it is another one. */
function intervalText(fromMs: number, toMs: number, zone: string): string {
  const [first, last] = [formatDay(fromMs, zone), formatDay(toMs, zone)];
  const end = formatClock(toMs, zone);
  return `${first} ${formatClock(fromMs, zone)} – ${first === last ? end : `${last} ${end}`}`;
}

function effectText({ state, objectives }: RefillReceipt): string {
  if (state !== "done" || objectives.length === 0) return "";
  const moved = objectives.filter(({ difference }) => difference !== null && difference.value !== 0).length;
  return moved === 0 ? "no budget moved" : `${plural(moved, "budget")} moved`;
}

/** The words of the source say more than a title where it gave nothing. */
function outcomeOf({ state, message, minutesChanged }: RefillReceipt, { title }: ReceiptView): string {
  const gaveNothing = state === "failed" || (state === "done" && minutesChanged === 0);
  return message !== null && gaveNothing ? capital(message) : title;
}

export function toRefillRow(refill: RefillReceipt, { nowMs, zone }: View): RefillRow {
  const receipt = toReceipt(refill, zone);
  return {
    id: refill.id,
    at: formatMoment(msOfIso(refill.requestedAt), nowMs, zone),
    author: refill.author,
    interval: intervalText(msOfIso(refill.from), msOfIso(refill.to), zone),
    state: STATES[refill.state],
    outcome: outcomeOf(refill, receipt),
    effect: effectText(refill),
    receipt,
  };
}

/** Where the source had nothing any more, nothing was compared. */
const wasCompared = ({ message }: RefillReceipt): boolean => message === null;

function titleOf(receipt: RefillReceipt, fraction: number): string {
  const { state, minutesChanged } = receipt;
  switch (state) {
    case "queued":
      return "It waits for its turn";
    case "running":
      return fraction === 1 ? "All is read, composites follow" : `Reading again: ${progressText(fraction)} read`;
    case "failed":
      return "It could not be read";
    case "done":
      if (minutesChanged > 0) return `${plural(minutesChanged, "minute")} changed`;
      return wasCompared(receipt) ? "Nothing differs from what was stored" : "Nothing was changed";
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
