import { type CountedMinutes, joinCounted } from "../counters/counted.ts";
import { succeeded } from "../failure.ts";
import type { Outcome } from "../source.ts";
import { countDifferences, type ServerReading, type Span } from "./differences.ts";
import { correctTargets, findIrregular } from "./irregular.ts";

/** Series times minutes of one query, so that the server answers within seconds. */
const MAX_SERIES_MINUTES = 600_000;
const DAY_MINUTES = 1440;

/** Minutes of one query over so many series. */
export const serverStretchMinutes = (series: number): number =>
  Math.max(1, Math.min(DAY_MINUTES, Math.floor(MAX_SERIES_MINUTES / Math.max(1, series))));

async function countStretch(reading: ServerReading, span: Span): Promise<Outcome<CountedMinutes>> {
  const [counted, irregular] = await Promise.all([countDifferences(reading, span), findIrregular(reading, span)]);
  if (!counted.ok) return counted;
  return irregular.ok ? correctTargets(reading, counted.value, irregular.value) : irregular;
}

/** Halves a stretch that the server finds too much or too slow. */
async function countOrHalve(reading: ServerReading, span: Span): Promise<Outcome<CountedMinutes>> {
  const counted = await countStretch(reading, span);
  const isTooMuch = !counted.ok && (counted.failure.class === "too-large" || counted.failure.class === "timeout");
  if (!isTooMuch || span.to - span.from <= 1 || reading.signal.aborted) return counted;
  const middle = span.from + Math.floor((span.to - span.from) / 2);
  const older = await countOrHalve(reading, { from: span.from, to: middle });
  if (!older.ok) return older;
  const newer = await countOrHalve(reading, { from: middle, to: span.to });
  return newer.ok ? succeeded(joinCounted([older.value, newer.value])) : newer;
}

/**
 * Counts minutes [from, to) of one stream inside the server, by the same rules as from raw samples. The server adds up the differences of
 * all series that just go on; the few targets with a restart, a birth or a return are read as raw samples for those minutes only.
 */
export async function countInServer(reading: ServerReading, span: Span): Promise<Outcome<CountedMinutes>> {
  const step = serverStretchMinutes(reading.item.seriesFound);
  const pieces: CountedMinutes[] = [];
  for (let from = span.from; from < span.to; from += step) {
    const piece = await countOrHalve(reading, { from, to: Math.min(from + step, span.to) });
    if (!piece.ok) return piece;
    pieces.push(piece.value);
  }
  return succeeded(joinCounted(pieces));
}
