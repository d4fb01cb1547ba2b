import { randomUUID } from "node:crypto";
import { MINUTES_PER_HOUR, type Minute } from "@solvent/domain";
import type pg from "pg";
import type { LeaseStore } from "../../../usecases/lease/lease.ts";
import type { Fence, MinuteWriter, WrittenBlock } from "../../../usecases/minutes/minute-store.ts";
import type { ImportedMinutes, MinuteImporter } from "../../../usecases/test-import/replace-minutes.ts";
import { inTransaction } from "../minutes/fence.ts";

export interface MinuteImporterDeps {
  readonly pool: pg.Pool;
  readonly leases: LeaseStore;
  readonly minutes: MinuteWriter;
}

const LEASE_MS = 60_000;
/** One transaction writes so many minutes at most. */
const CHUNK_MINUTES = 31 * 1440;

/** Its streams: the one it reads, and the slices of that one. */
const STREAMS = `
  SELECT s.id FROM stream s JOIN objective o ON s.id = o.stream_id OR s.parent_id = o.stream_id WHERE o.name = $1 ORDER BY s.id`;
const MEASURED = "SELECT stream_id FROM objective WHERE name = $1";

async function forget(pool: pg.Pool, objective: string, from: Minute): Promise<number | null> {
  return inTransaction(pool, "BEGIN", async (client) => {
    const streams = (await client.query<{ id: number }>(`${STREAMS} FOR UPDATE OF s`, [objective])).rows.map(({ id }) => id);
    for (const table of ["stream_hour", "stream_anchor"]) await client.query(`DELETE FROM ${table} WHERE stream = ANY($1)`, [streams]);
    for (const table of ["gap", "backfill"]) await client.query(`DELETE FROM ${table} WHERE stream_id = ANY($1)`, [streams]);
    await client.query("UPDATE stream SET first_minute = $2, watermark = $2 WHERE id = ANY($1)", [streams, from]);
    const { rows } = await client.query<{ stream_id: number }>(MEASURED, [objective]);
    return rows[0]?.stream_id ?? null;
  });
}

/** The runs painted one after the other over missing minutes. */
function paint({ at, runs }: ImportedMinutes, from: Minute): WrittenBlock {
  const length = at - from;
  const good: bigint[] = new Array(length).fill(0n);
  const total: bigint[] = new Array(length).fill(0n);
  const missing: WrittenBlock["missing"][number][] = new Array(length).fill("not-read");
  for (const run of runs) {
    const [start, end] = [run.from - from, run.from - from + run.minutes];
    good.fill(run.counts?.good ?? 0n, start, end);
    total.fill(run.counts?.total ?? 0n, start, end);
    missing.fill(run.counts === null ? "not-read" : null, start, end);
  }
  return { from, good, total, missing };
}

const part = (block: WrittenBlock, start: number): WrittenBlock => ({
  from: block.from + start,
  good: block.good.slice(start, start + CHUNK_MINUTES),
  total: block.total.slice(start, start + CHUNK_MINUTES),
  missing: block.missing.slice(start, start + CHUNK_MINUTES),
});

/** Writes minutes the way the evaluator does, under a lease of its own: nothing else may be writing. */
export const makeMinuteImporter = ({ pool, leases, minutes }: MinuteImporterDeps): MinuteImporter => ({
  async replace(objective, imported) {
    const first = imported.runs.reduce((least, run) => Math.min(least, run.from), imported.at);
    const from = first - (first % MINUTES_PER_HOUR);
    const streamId = await forget(pool, objective, from);
    if (streamId === null) return false;
    const grant = await leases.acquire(randomUUID(), LEASE_MS);
    if (grant === null) throw new Error("the minutes cannot be written: somebody else is writing");
    try {
      await writeAll(minutes, grant.fence, { streamId, block: paint(imported, from) });
    } finally {
      await leases.release(grant.fence);
    }
    return true;
  },
});

async function writeAll(
  minutes: MinuteWriter,
  fence: Fence,
  { streamId, block }: { streamId: number; block: WrittenBlock },
): Promise<void> {
  for (let start = 0; start < block.good.length; start += CHUNK_MINUTES) {
    await minutes.inFence(fence, (tx) => tx.writeMinutes([{ streamId, block: part(block, start) }]));
  }
}
