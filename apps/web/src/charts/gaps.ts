import { durationText } from "../lib/figures.ts";
import { msOfIso } from "../lib/time.ts";
import { gapReason } from "../lib/words.ts";

export interface GapSpan {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** A stretch in which nothing is known, in milliseconds. */
export interface GapBand {
  readonly fromMs: number;
  readonly toMs: number;
  readonly label: string;
  readonly reason: string;
}

const MINUTE_MS = 60_000;

/** Touching spans become one band with all their reasons; the part outside the range is cut off. */
export function toGapBands(spans: readonly GapSpan[], range: { fromMs: number; toMs: number }): GapBand[] {
  const cut = spans
    .map((s) => ({
      fromMs: Math.max(msOfIso(s.from), range.fromMs),
      toMs: Math.min(msOfIso(s.to), range.toMs),
      reason: gapReason(s.reason),
    }))
    .filter((s) => s.toMs > s.fromMs)
    .sort((a, b) => a.fromMs - b.fromMs);
  const bands: { fromMs: number; toMs: number; reasons: Set<string> }[] = [];
  for (const span of cut) {
    const last = bands.at(-1);
    if (last !== undefined && span.fromMs <= last.toMs) {
      last.toMs = Math.max(last.toMs, span.toMs);
      last.reasons.add(span.reason);
    } else bands.push({ fromMs: span.fromMs, toMs: span.toMs, reasons: new Set([span.reason]) });
  }
  return bands.map(({ fromMs, toMs, reasons }) => ({
    fromMs,
    toMs,
    label: `no data ${durationText(Math.round((toMs - fromMs) / MINUTE_MS))}`,
    reason: [...reasons].join(", "),
  }));
}

export const bandAt = (bands: readonly GapBand[], ms: number): GapBand | null =>
  bands.find((band) => ms >= band.fromMs && ms < band.toMs) ?? null;

/**
 * Points with the series interrupted inside every band: values strictly inside become null, and a band that falls between
 * two points gets a null of its own, so that no line is ever drawn across it.
 */
export function interruptAt<P extends { readonly ms: number }>(
  points: readonly P[],
  bands: readonly GapBand[],
  nothing: (ms: number) => P,
): P[] {
  const inside = (ms: number) => bands.some((band) => ms > band.fromMs && ms < band.toMs);
  const kept = points.map((point) => (inside(point.ms) ? nothing(point.ms) : point));
  const between = bands
    .filter((band) => !points.some((point) => point.ms > band.fromMs && point.ms < band.toMs))
    .map((band) => nothing((band.fromMs + band.toMs) / 2));
  return [...kept, ...between].sort((a, b) => a.ms - b.ms);
}

export interface PlacedLabel {
  readonly x: number;
  readonly text: string;
}

interface LabelledBand {
  readonly x: number;
  readonly width: number;
  readonly text: string;
}

/** Labels centred on their bands but within the plot, widest band first; one that would overlap a placed label is dropped. */
export function placeLabels(
  bands: readonly LabelledBand[],
  plot: { readonly x: number; readonly width: number },
  charWidth: number,
): PlacedLabel[] {
  const placed: { x: number; half: number; text: string }[] = [];
  for (const band of [...bands].sort((a, b) => b.width - a.width)) {
    const half = (band.text.length * charWidth) / 2 + 4;
    const middle = band.x + band.width / 2;
    const label = { x: Math.max(plot.x + half, Math.min(middle, plot.x + plot.width - half)), half, text: band.text };
    if (placed.every((other) => Math.abs(other.x - label.x) >= other.half + label.half)) placed.push(label);
  }
  return placed.sort((a, b) => a.x - b.x).map(({ x, text }) => ({ x, text }));
}
