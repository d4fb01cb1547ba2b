import { randomUUID } from "node:crypto";
import { MINUTES_PER_HOUR, type Minute } from "@solvent/domain";
import type pg from "pg";
import { invalidRequest } from "../../../errors/app-error.ts";
import type { LeaseStore } from "../../../usecases/lease/lease.ts";
import type { Fence, MinuteWriter, WrittenBlock } from "../../../usecases/minutes/minute-store.ts";
import type { ImportedMinutes, MinuteImporter } from "../../../usecases/test-import/replace-minutes.ts";
import { makeCompositeStore } from "../composites/composite-store.ts";
import { makeSlicesStore } from "../evaluation/slices-store.ts";
import { inTransaction } from "../minutes/fence.ts";

export interface MinuteImporterDeps {
  readonly pool: pg.Pool;
  readonly leases: LeaseStore;
  readonly minutes: MinuteWriter;
}

const LEASE_MS = 60_000;
/** One transaction writes so many minutes at most. */
const CHUNK_MINUTES = 31 * 1440;

/** Its streams: the one it reads, the slices of that one, and the composites that are put together from those. */
const STREAMS = `
  WITH RECURSIVE own AS (
    SELECT s.id FROM stream s JOIN objective o ON s.id = o.stream_id OR s.parent_id = o.stream_id WHERE o.name = $1
    UNION SELECT cp.stream_id FROM own JOIN composite_part cp ON cp.part_stream_id = own.id)
  SELECT s.id FROM stream s WHERE s.id IN (SELECT id FROM own) ORDER BY s.id`;
const IS_COMPOSITE = "SELECT 1 FROM objective o JOIN stream s ON s.id = o.stream_id WHERE o.name = $1 AND s.kind = 'composite'";
const MEASURED = "SELECT stream_id FROM objective WHERE name = $1";

async function forget(pool: pg.Pool, objective: string, from: Minute): Promise<number | null> {
  return inTransaction(pool, "BEGIN", async (client) => {
    const streams = (await client.query<{ id: number }>(`${STREAMS} FOR UPDATE OF s`, [objective])).rows.map(({ id }) => id);
    for (const table of ["stream_hour", "stream_anchor"]) await client.query(`DELETE FROM ${table} WHERE stream = ANY($1)`, [streams]);
    for (const table of ["gap", "backfill", "correction", "refill_request"])
      await client.query(`DELETE FROM ${table} WHERE stream_id = ANY($1)`, [streams]);
    await client.query("UPDATE stream SET first_minute = $2, watermark = $2, minutes_from = NULL WHERE id = ANY($1)", [streams, from]);
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

const IMPORT_REFUSAL = { path: "name", message: "is a composite: its minutes are put together from those of its parts" };

/** Slices that composites need, and the composites, as far as they go. */
async function putTogether({ pool, minutes }: Pick<MinuteImporterDeps, "pool" | "minutes">, fence: Fence): Promise<void> {
  const [slices, composites] = [makeSlicesStore(pool), makeCompositeStore(pool)];
  for (const sourceId of await slices.sourcesBehind()) {
    for (let behind = await slices.behind(sourceId, 100); behind.length > 0; behind = await slices.behind(sourceId, 100)) {
      const streams = behind;
      await minutes.inFence(fence, (tx) => slices.fill(tx.scope, streams));
    }
  }
  if (await composites.hasMovedParts()) await minutes.inFence(fence, (tx) => composites.moveParts(tx.scope));
  for (const work of ["live", "history"] as const) {
    for (let levels = await composites.behind(work); levels.length > 0; levels = await composites.behind(work)) {
      for (const level of levels) await minutes.inFence(fence, (tx) => composites.fill(tx.scope, level, work));
    }
  }
}

/** Writes minutes the way the evaluator does, under a lease of its own: nothing else may be writing. */
export const makeMinuteImporter = ({ pool, leases, minutes }: MinuteImporterDeps): MinuteImporter => ({
  async replace(objective, imported) {
    if (((await pool.query(IS_COMPOSITE, [objective])).rowCount ?? 0) > 0) throw invalidRequest([IMPORT_REFUSAL]);
    const first = imported.runs.reduce((least, run) => Math.min(least, run.from), imported.at);
    const from = first - (first % MINUTES_PER_HOUR);
    const streamId = await forget(pool, objective, from);
    if (streamId === null) return false;
    const grant = await leases.acquire(randomUUID(), LEASE_MS);
    if (grant === null) throw new Error("the minutes cannot be written: somebody else is writing");
    try {
      await writeAll(minutes, grant.fence, { streamId, block: paint(imported, from) });
      await putTogether({ pool, minutes }, grant.fence);
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
    await minutes.inFence(fence, (tx) => tx.writeMinutes([{ streamId, block: part(block, start) }], "import"));
  }
}
