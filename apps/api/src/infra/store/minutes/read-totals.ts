import type { Minute } from "@solvent/domain";
import type pg from "pg";
import type { StreamHead, TotalsTable } from "../../../usecases/minutes/minute-store.ts";
import { findAnchors } from "./anchors.ts";
import { planLookUps, positionOf } from "./plan-look-ups.ts";
import { runLookUps } from "./run-look-ups.ts";
import { startOfHour } from "./split-write.ts";
import { readHeads } from "./stream-heads.ts";
import { clampToCoverage, TotalsColumns } from "./totals-table.ts";

/** Cells whose minute lies inside an hour that is not kept. */
interface BeyondCell {
  readonly head: StreamHead;
  readonly row: number;
  readonly column: number;
  readonly minute: Minute;
}

/**
 * Running totals of streams at instants: S(m) = anchor(floor(m / 60) * 60) + hour(floor(m / 60))[m mod 60]. Where minutes are not kept
 * there may be an anchor at m itself, else the one of its hour answers. For a transaction that sees one state of the database.
 */
export async function readTotals(client: pg.PoolClient, streamIds: readonly number[], instants: readonly Minute[]): Promise<TotalsTable> {
  const heads = await readHeads(client, [...new Set(streamIds)]);
  const streams: readonly StreamHead[] = [...heads.values()];
  const rowOf = new Map(streams.map(({ streamId }, row) => [streamId, row]));
  const rows = Int32Array.from(streamIds, (id) => rowOf.get(id) ?? -1);
  const table = new TotalsColumns(rows, { streams: streams.length, instants: instants.length });
  const cells = beyondCells(streams, instants, table);
  if (cells.length === 0) {
    await runLookUps(client, planLookUps(streams, instants), table);
    return table;
  }
  const own = await takeOwnAnchors(client, cells, table);
  const minuteOf = (instant: Minute, head: StreamHead): Minute | null => {
    const minute = clampToCoverage(instant, head);
    if (minute >= (head.minutesFrom ?? 0)) return minute;
    return own.has(keyOf(head.streamId, minute)) ? null : startOfHour(minute);
  };
  await runLookUps(client, planLookUps(streams, instants, minuteOf), table);
  return table;
}

const keyOf = (streamId: number, minute: Minute): string => `${streamId} ${minute}`;

/** Tells the table which streams and instants lie before the minutes that are kept; returns those inside an hour. */
function beyondCells(streams: readonly StreamHead[], instants: readonly Minute[], table: TotalsColumns): BeyondCell[] {
  return streams.flatMap((head, row) => {
    const { minutesFrom } = head;
    if (minutesFrom === undefined) return [];
    return instants.flatMap((instant, column): BeyondCell[] => {
      if (instant >= minutesFrom) return [];
      table.lieBeyond(row, column, { minutesFrom, floor: null });
      const minute = clampToCoverage(instant, head);
      return minute < minutesFrom && positionOf(minute) > 0 ? [{ head, row, column, minute }] : [];
    });
  });
}

/** Fills the cells that have an anchor at their own minute, which are returned by `keyOf`, and marks the others as floored. */
async function takeOwnAnchors(client: pg.PoolClient, cells: readonly BeyondCell[], table: TotalsColumns): Promise<ReadonlySet<string>> {
  const found = await findAnchors(
    client,
    cells.map(({ head: { streamId }, minute }) => ({ streamId, minute })),
  );
  const own = new Set<string>();
  cells.forEach(({ head: { streamId, minutesFrom = 0 }, row, column, minute }, i) => {
    const anchor = found[i] ?? null;
    if (anchor === null) {
      table.lieBeyond(row, column, { minutesFrom, floor: startOfHour(minute) });
      return;
    }
    own.add(keyOf(streamId, minute));
    table.set(row, column, anchor);
  });
  return own;
}
