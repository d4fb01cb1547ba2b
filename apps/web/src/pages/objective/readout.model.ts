import type { BurnDownSeries } from "../../charts/burn-down.series.ts";
import { bandAt } from "../../charts/gaps.ts";
import type { RangeSeries } from "../../charts/range.series.ts";
import { burnNumberText, countText, shareText, sliNumberText } from "../../lib/figures.ts";
import { formatClock, formatInstant } from "../../lib/time.ts";

const MINUTE_MS = 60_000;

/** One line for the instant under the crosshair: time in two zones, value; over a gap its reason. Null without crosshair. */
export function burnDownReadout(series: BurnDownSeries, activeMs: number | null, zone: string): string | null {
  if (activeMs === null) return null;
  const band = bandAt(series.bands, activeMs);
  if (band !== null) return `${twoZones(activeMs, zone)} · ${band.label}: ${band.reason}`;
  const left = series.points.find((point) => point.ms === activeMs)?.left ?? null;
  const adjusted = series.adjusted.find((one) => activeMs >= one.fromMs && activeMs < one.toMs);
  return [twoZones(activeMs, zone), left === null ? "not known" : `${shareText(left)} left`, adjusted?.label ?? ""]
    .filter((part) => part !== "")
    .join(" · ");
}

export function rangeReadout(series: RangeSeries, activeMs: number | null, view: { zone: string; targetPercent: string }): string | null {
  const { zone } = view;
  if (activeMs === null) return null;
  const band = bandAt(series.bands, activeMs);
  if (band !== null) return `${twoZones(activeMs, zone)} · ${band.label}: ${band.reason}`;
  const stepMs = series.stepMinutes * MINUTE_MS;
  const column = series.columns.find((c) => activeMs >= c.ms && activeMs < c.ms + stepMs) ?? series.columns.at(-1);
  if (column === undefined) return null;
  const burn = series.burn.find((point) => point.ms >= column.ms + stepMs || point.ms === series.toMs);
  const parts = [
    twoZones(column.ms, zone),
    burn === undefined ? "" : `burn 1\u202fh ${burnNumberText(burn.hour)}, 5\u202fmin ${burnNumberText(burn.short)}`,
    column.sli === null ? "no SLI" : `SLI ${sliNumberText(column.sli, view.targetPercent)}`,
    `${countText(whole(column.total))} requests, ${countText(whole(column.bad))} bad`,
    column.known === column.minutes ? "" : `${column.known} of ${column.minutes} minutes known`,
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

const whole = (value: number): number => Math.round(value);
const twoZones = (ms: number, zone: string): string =>
  zone === "UTC" ? `${formatInstant(ms, zone)} UTC` : `${formatInstant(ms, zone)} · ${formatClock(ms, "UTC")} UTC`;
