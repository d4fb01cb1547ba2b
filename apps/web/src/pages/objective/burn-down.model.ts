import type { BurnDown, ObjectiveStatus } from "@solvent/api-contract";
import { ADJUSTED_WORDS, type BurnDownSeries, type BurnDownWindow } from "../../charts/burn-down.series.ts";
import { budgetText, shareText } from "../../lib/figures.ts";
import { msOfIso } from "../../lib/time.ts";
import { windowLine, windowName } from "../../lib/window-text.ts";
import { capital, plural } from "../../lib/words.ts";

/** The window of the figures; before they are there, the answer's own range has to do. */
export function burnDownWindow(data: BurnDown, status: ObjectiveStatus | null): BurnDownWindow {
  if (status === null) {
    const [fromMs, toMs] = [msOfIso(data.from), msOfIso(data.to)];
    return { fromMs, toMs, nowMs: toMs, startMs: fromMs };
  }
  const { window, summary } = status;
  const [startMs, nowMs] = [msOfIso(window.from), msOfIso(window.to)];
  if (summary.window.kind === "rolling") return { fromMs: startMs, toMs: nowMs, nowMs, startMs };
  return { fromMs: msOfIso(window.periodStart), toMs: msOfIso(window.periodEnd), nowMs, startMs };
}

/** What 100 % is. */
export function burnDownTitle(status: ObjectiveStatus | null, data: BurnDown | undefined): string {
  const words = `100\u202f%${data?.projected === true ? " of the projected budget" : ""} at its start minus what was spent since`;
  if (status === null) return words;
  const { window } = status.summary;
  return `${capital(window.kind === "rolling" ? windowLine(window, status.window) : windowName(window))}, ${words}`;
}

/** What stands at the end of the line: what is left now, or of a projected budget the last point of the drawing. */
export function endOfLine(status: ObjectiveStatus | null, data: BurnDown): { readonly when: string; readonly left: string } | null {
  const left = status?.summary.budgetLeft ?? null;
  if (status === null || left === null) return null;
  const when = status.summary.state === "no-data" ? "last known" : "now";
  const projected = data.projected ? (data.left.findLast((share) => share !== null) ?? null) : null;
  return { when, left: projected === null ? `${budgetText(left)} left` : `${shareText(projected)} left as projected` };
}

/** What the empty ground of a calendar period says: "6 days left". */
export function futureText(status: ObjectiveStatus | null): string {
  if (status === null || status.summary.window.kind === "rolling") return "";
  return windowLine(status.summary.window, status.window).split(", ").at(-1) ?? "";
}

export interface AdjustedLegend {
  readonly adjusted: readonly { readonly mode: "exclude" | "forgive"; readonly text: string }[];
  /** For the chart's name: "1 gap", "2 stretches excluded". */
  readonly counts: readonly string[];
}

export function adjustedLegend(series: Pick<BurnDownSeries, "bands" | "adjusted">): AdjustedLegend {
  const adjusted = (["exclude", "forgive"] as const).flatMap((mode) => {
    const count = series.adjusted.filter((band) => band.mode === mode).length;
    return count === 0 ? [] : [{ mode, text: `${plural(count, "stretch", "stretches")} ${ADJUSTED_WORDS[mode]}` }];
  });
  return { adjusted, counts: [plural(series.bands.length, "gap"), ...adjusted.map(({ text }) => text)] };
}
