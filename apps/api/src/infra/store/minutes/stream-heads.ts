import type pg from "pg";
import type { StreamHead } from "../../../usecases/minutes/minute-store.ts";
import { IntArray, toInts } from "./array-parameters.ts";

/**
 * Locks the streams in ascending id and returns what they cover as of then; streams that do not exist are left out. Every
 * writing transaction locks in this order, so two of them cannot wait for each other.
 */
export const lockHeads = (client: pg.PoolClient, streamIds: readonly number[]): Promise<Map<number, StreamHead>> =>
  queryHeads(client, "FOR UPDATE", streamIds);

/** What the streams cover; streams that do not exist are left out. */
export const readHeads = (client: pg.PoolClient | pg.Pool, streamIds: readonly number[]): Promise<Map<number, StreamHead>> =>
  queryHeads(client, "", streamIds);

export async function updateHeads(client: pg.PoolClient, heads: readonly StreamHead[]): Promise<void> {
  if (heads.length === 0) return;
  const columns = [heads.map((h) => h.streamId), heads.map((h) => h.firstMinute), heads.map((h) => h.watermark)];
  await client.query(
    UPDATE,
    columns.map((values) => new IntArray(values).toParameter()),
  );
}

interface HeadColumns {
  readonly ids: Buffer | null;
  readonly first: Buffer | null;
  readonly watermarks: Buffer | null;
}

async function queryHeads(client: pg.PoolClient | pg.Pool, lock: "" | "FOR UPDATE", streamIds: readonly number[]) {
  const { rows } = await client.query<HeadColumns>(
    `WITH s AS MATERIALIZED (SELECT id, first_minute, watermark FROM stream WHERE id = ANY($1::int[]) ORDER BY id ${lock})
     SELECT array_send(array_agg(id)) AS ids, array_send(array_agg(first_minute)) AS first, array_send(array_agg(watermark)) AS watermarks
     FROM s`,
    [new IntArray(streamIds).toParameter()],
  );
  const heads = new Map<number, StreamHead>();
  const first = toInts(rows[0]?.first ?? null);
  const watermarks = toInts(rows[0]?.watermarks ?? null);
  toInts(rows[0]?.ids ?? null).forEach((streamId, i) => {
    heads.set(streamId, { streamId, firstMinute: first[i] ?? 0, watermark: watermarks[i] ?? 0 });
  });
  return heads;
}

const UPDATE = `
  UPDATE stream AS s SET first_minute = h.first_minute, watermark = h.watermark
  FROM unnest($1::int[], $2::int[], $3::int[]) AS h(id, first_minute, watermark) WHERE s.id = h.id`;
