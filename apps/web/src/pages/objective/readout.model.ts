import type { AnnotationMark } from "../../charts/annotation-marks.tsx";
import type { BurnDownSeries } from "../../charts/burn-down.series.ts";
import { bandAt } from "../../charts/gaps.ts";
import type { RangeSeries } from "../../charts/range.series.ts";
import { burnNumberText, countText, shareText, sliNumberText } from "../../lib/figures.ts";
import { formatClock, formatInstant } from "../../lib/time.ts";

const MINUTE_MS = 60_000;

interface BurnDownView {
  readonly zone: string;
  readonly marks: readonly AnnotationMark[];
}

/**
 * One line for the instant under the crosshair: time in two zones, value; over a gap its reason; and what began since the point before it,
 * so that every mark is read by arrow keys. Null without crosshair.
 */
export function burnDownReadout(series: BurnDownSeries, activeMs: number | null, { zone, marks }: BurnDownView): string | null {
  if (activeMs === null) return null;
  const beforeMs = series.points.findLast((point) => point.ms < activeMs)?.ms ?? Number.NEGATIVE_INFINITY;
  const begun = textsOf(marks, (ms) => ms > beforeMs && ms <= activeMs);
  const band = bandAt(series.bands, activeMs);
  if (band !== null) return line(twoZones(activeMs, zone), `${band.label}: ${band.reason}`, ...begun);
  const left = series.points.find((point) => point.ms === activeMs)?.left ?? null;
  const adjusted = series.adjusted.find((one) => activeMs >= one.fromMs && activeMs < one.toMs);
  return line(twoZones(activeMs, zone), left === null ? "not known" : `${shareText(left)} left`, adjusted?.label ?? "", ...begun);
}

interface RangeView extends BurnDownView {
  readonly targetPercent: string;
}

/** The column under the crosshair, with what began in it. */
export function rangeReadout(series: RangeSeries, activeMs: number | null, view: RangeView): string | null {
  const { zone } = view;
  if (activeMs === null) return null;
  const stepMs = series.stepMinutes * MINUTE_MS;
  const column = series.columns.find((c) => activeMs >= c.ms && activeMs < c.ms + stepMs) ?? series.columns.at(-1);
  if (column === undefined) return null;
  const begun = textsOf(view.marks, (ms) => ms >= column.ms && (ms < column.ms + stepMs || column === series.columns.at(-1)));
  const band = bandAt(series.bands, activeMs);
  if (band !== null) return line(twoZones(activeMs, zone), `${band.label}: ${band.reason}`, ...begun);
  const burn = series.burn.find((point) => point.ms >= column.ms + stepMs || point.ms === series.toMs);
  return line(
    twoZones(column.ms, zone),
    burn === undefined ? "" : `burn 1\u202fh ${burnNumberText(burn.hour)}, 5\u202fmin ${burnNumberText(burn.short)}`,
    column.sli === null ? "no SLI" : `SLI ${sliNumberText(column.sli, view.targetPercent)}`,
    `${countText(whole(column.total))} requests, ${countText(whole(column.bad))} bad`,
    column.known === column.minutes ? "" : `${column.known} of ${column.minutes} minutes known`,
    ...begun,
  );
}

const line = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" · ");
const textsOf = (marks: readonly AnnotationMark[], began: (ms: number) => boolean): string[] =>
  marks.filter(({ ms }) => began(ms)).map(({ text }) => text);

const whole = (value: number): number => Math.round(value);
const twoZones = (ms: number, zone: string): string =>
  zone === "UTC" ? `${formatInstant(ms, zone)} UTC` : `${formatInstant(ms, zone)} · ${formatClock(ms, "UTC")} UTC`;
