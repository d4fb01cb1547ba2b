import { MINUTE_MS, type Minute } from "@solvent/domain";
import { failed, succeeded } from "../failure.ts";
import type { Outcome } from "../source.ts";
import type { SearchBody } from "./api.ts";
import { type Cell, toCell } from "./cells.ts";
import { timeRange } from "./dsl.ts";
import type { SearchPlace } from "./query.ts";
import { isRecord, type SearchAnswer } from "./search-answer.ts";
import type { NamedTerms } from "./terms.ts";

export interface Span {
  readonly from: Minute;
  readonly to: Minute;
}

/** The server gives up a little before we do, so that its own words arrive. */
const SERVER_TIMEOUT = "15s";

/** A search that gives no documents. */
export const searchBody = (filter: SearchBody, aggregations: SearchBody): SearchBody => ({
  size: 0,
  track_total_hits: false,
  timeout: SERVER_TIMEOUT,
  query: { bool: { filter: [filter] } },
  aggs: aggregations,
});

/** Every term in every minute of [from, to), minutes without documents included. */
export function histogramBody({ timeField }: SearchPlace, { from, to }: Span, { aggregations }: NamedTerms): SearchBody {
  const [fromMs, toMs] = [from * MINUTE_MS, to * MINUTE_MS];
  const bounds = { min: fromMs, max: toMs - 1 };
  return searchBody(timeRange(timeField, fromMs, toMs), {
    minutes: {
      date_histogram: {
        field: timeField,
        fixed_interval: "1m",
        format: "epoch_millis",
        min_doc_count: 0,
        extended_bounds: bounds,
        hard_bounds: bounds,
      },
      aggs: aggregations,
    },
  });
}

/** Per term its cells of the minutes of a span; null where no index was searched. */
export type Cells = ReadonlyMap<string, readonly Cell[]> | null;

function bucketsOf({ aggregations }: SearchAnswer): readonly unknown[] | null {
  const histogram = aggregations?.minutes;
  return isRecord(histogram) && Array.isArray(histogram.buckets) ? histogram.buckets : null;
}

/** The buckets in the order of the minutes: each minute has its own, and there is no other. */
function byMinute(buckets: readonly unknown[], { from, to }: Span): Outcome<readonly Readonly<Record<string, unknown>>[]> {
  const placed = new Array<Readonly<Record<string, unknown>> | undefined>(to - from).fill(undefined);
  for (const bucket of buckets) {
    const place = isRecord(bucket) && typeof bucket.key === "number" ? bucket.key / MINUTE_MS - from : Number.NaN;
    if (!isRecord(bucket) || !Number.isInteger(place) || place < 0 || place >= placed.length || placed[place] !== undefined)
      return failed("bad-answer", "the answer holds a minute that was not asked for");
    placed[place] = bucket;
  }
  const found = placed.filter((one) => one !== undefined);
  return found.length === placed.length
    ? succeeded(found)
    : failed("bad-answer", `the answer lacks ${placed.length - found.length} minutes`);
}

/** Takes the answer to `histogramBody` apart. */
export function readHistogram(answer: SearchAnswer, span: Span, { names }: NamedTerms): Outcome<Cells> {
  if (answer.aggregations === null) return succeeded(null);
  const buckets = bucketsOf(answer);
  if (buckets === null) return failed("bad-answer", "the answer has no minutes");
  const minutes = byMinute(buckets, span);
  if (!minutes.ok) return minutes;
  const found = new Map<string, Cell[]>();
  for (const [key, name] of names) {
    const cells: Cell[] = [];
    for (const bucket of minutes.value) {
      const cell = toCell(bucket[name]);
      if (!cell.ok) return cell;
      cells.push(cell.value);
    }
    found.set(key, cells);
  }
  return succeeded(found);
}
