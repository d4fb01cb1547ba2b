import { totalsBetween, type WindowCounts, windowCounts, ZERO_TOTALS } from "@solvent/domain";
import type { MinuteReader, TotalsTable } from "../minutes/minute-store.ts";

/** Counts of the last `minutes` minutes before the watermark; all missing where the stream holds nothing. */
export type CountsOf = (minutes: number) => WindowCounts;

export interface WindowRequest {
  readonly streamId: number;
  readonly watermark: number;
  /** Lengths in minutes. */
  readonly windows: readonly number[];
}

interface Reading {
  readonly table: TotalsTable;
  readonly rowOf: ReadonlyMap<number, number>;
  readonly columnOf: ReadonlyMap<number, number>;
}

const indexOf = (values: Iterable<number>): Map<number, number> => new Map([...new Set(values)].map((value, index) => [value, index]));

function groupByWatermark(requests: readonly WindowRequest[]): Map<number, WindowRequest[]> {
  const groups = new Map<number, WindowRequest[]>();
  for (const request of requests) {
    const group = groups.get(request.watermark);
    if (group === undefined) groups.set(request.watermark, [request]);
    else group.push(request);
  }
  return groups;
}

async function readGroup(minutes: Pick<MinuteReader, "totalsAt">, watermark: number, group: readonly WindowRequest[]): Promise<Reading> {
  const rowOf = indexOf(group.map((request) => request.streamId));
  const columnOf = indexOf([0, ...group.flatMap((request) => request.windows)]);
  const instants = [...columnOf.keys()].map((length) => watermark - length);
  return { table: await minutes.totalsAt([...rowOf.keys()], instants), rowOf, columnOf };
}

function countsOf(reading: Reading, streamId: number): CountsOf {
  const row = reading.rowOf.get(streamId) ?? -1;
  const end = reading.table.at(row, 0);
  return (length) => {
    const column = reading.columnOf.get(length);
    if (column === undefined) throw new RangeError(`a window of ${length} minutes was not asked for`);
    const start = reading.table.at(row, column);
    return windowCounts(start === null || end === null ? ZERO_TOTALS : totalsBetween(start, end), length);
  };
}

/**
 * Reads every window of many objectives: one question to the store per watermark, because the streams of a healthy source
 * share one. Objectives of one stream share its totals. The result is in the order of the requests.
 */
export async function readWindows(
  minutes: Pick<MinuteReader, "totalsAt">,
  requests: readonly WindowRequest[],
): Promise<readonly CountsOf[]> {
  const readings = new Map<number, Reading>();
  for (const [watermark, group] of groupByWatermark(requests)) readings.set(watermark, await readGroup(minutes, watermark, group));
  return requests.map((request) => {
    const reading = readings.get(request.watermark);
    if (reading === undefined) throw new RangeError(`no reading at watermark ${request.watermark}`);
    return countsOf(reading, request.streamId);
  });
}
