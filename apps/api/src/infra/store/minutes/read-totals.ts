import type { Minute } from "@solvent/domain";
import type pg from "pg";
import type { StreamHead, TotalsTable } from "../../../usecases/minutes/minute-store.ts";
import { planLookUps } from "./plan-look-ups.ts";
import { runLookUps } from "./run-look-ups.ts";
import { readHeads } from "./stream-heads.ts";
import { TotalsColumns } from "./totals-table.ts";

/**
 * Running totals of streams at instants: S(m) = anchor(floor(m / 60) * 60) + hour(floor(m / 60))[m mod 60]. All of them come from
 * one statement, hence from one state of the database.
 */
export async function readTotals(client: pg.PoolClient, streamIds: readonly number[], instants: readonly Minute[]): Promise<TotalsTable> {
  const heads = await readHeads(client, [...new Set(streamIds)]);
  const streams: readonly StreamHead[] = [...heads.values()];
  const rowOf = new Map(streams.map(({ streamId }, row) => [streamId, row]));
  const rows = Int32Array.from(streamIds, (id) => rowOf.get(id) ?? -1);
  const table = new TotalsColumns(rows, { streams: streams.length, instants: instants.length });
  await runLookUps(client, planLookUps(streams, instants), table);
  return table;
}
