import type { Correction, Count } from "@solvent/api-contract";
import { parseDecimal } from "@solvent/domain";
import { countText } from "../../lib/figures.ts";
import { formatClock, formatDay, formatMoment, msOfIso } from "../../lib/time.ts";
import { plural } from "../../lib/words.ts";

type View = { readonly nowMs: number; readonly zone: string };
type Counts = Correction["changes"][number]["old"];

const MINUTE_MS = 60_000;

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
