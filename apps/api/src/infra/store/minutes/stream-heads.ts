import type pg from "pg";
import type { StreamHead } from "../../../usecases/minutes/minute-store.ts";
import { IntArray, toInts } from "./array-parameters.ts";

/**
 * Locks the streams in ascending id and returns what they cover as of then; streams that do not exist are left out. Every
 * writing transaction locks in this order, so two of them cannot wait for each other.
 */
export const lockHeads = (client: pg.PoolClient, streamIds: readonly number[]): Promise<Map<number, StreamHead>> =>
  queryHeads(client, "FOR UPDATE", streamIds);

/** A slices stream: the slices of `parentId`, judged as `sliceKey` says. */
export interface SlicesHead extends StreamHead {
  readonly parentId: number;
  readonly sliceKey: string;
}

export interface Families {
  readonly heads: Map<number, StreamHead>;
  /** Slices streams of the streams that were asked for. */
  readonly slices: readonly SlicesHead[];
}

/**
 * Locks the streams together with their slices streams, all of them in ascending id, and returns what they cover as of then. One that
 * is made at this moment is not seen: it covers nothing, and is filled later.
 */
export async function lockFamilies(client: pg.PoolClient, streamIds: readonly number[]): Promise<Families> {
  const { rows } = await client.query<FamilyColumns>(LOCK_FAMILIES, [new IntArray(streamIds).toParameter()]);
  const columns = rows[0];
  const heads = toHeads(columns);
  const parents = toInts(columns?.parents ?? null);
  const keys = columns?.keys ?? [];
  const slices = [...heads.values()].flatMap((head, i): SlicesHead[] => {
    const sliceKey = keys[i] ?? null;
    return sliceKey === null ? [] : [{ ...head, parentId: parents[i] ?? 0, sliceKey }];
  });
  return { heads, slices };
}

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
  /** 0: all minutes are kept. */
  readonly kept: Buffer | null;
}

async function queryHeads(client: pg.PoolClient | pg.Pool, lock: "" | "FOR UPDATE", streamIds: readonly number[]) {
  const { rows } = await client.query<HeadColumns>(
    `WITH s AS MATERIALIZED (SELECT id, first_minute, watermark, minutes_from FROM stream WHERE id = ANY($1::int[]) ORDER BY id ${lock})
     SELECT array_send(array_agg(id)) AS ids, array_send(array_agg(first_minute)) AS first, array_send(array_agg(watermark)) AS watermarks,
       array_send(array_agg(coalesce(minutes_from, 0))) AS kept
     FROM s`,
    [new IntArray(streamIds).toParameter()],
  );
  return toHeads(rows[0]);
}

const keptFrom = (minute: number | undefined): Pick<StreamHead, "minutesFrom"> => (minute ? { minutesFrom: minute } : {});

/** In the order of the columns. */
function toHeads(columns: HeadColumns | undefined): Map<number, StreamHead> {
  const heads = new Map<number, StreamHead>();
  const first = toInts(columns?.first ?? null);
  const watermarks = toInts(columns?.watermarks ?? null);
  const kept = toInts(columns?.kept ?? null);
  toInts(columns?.ids ?? null).forEach((streamId, i) => {
    heads.set(streamId, { streamId, firstMinute: first[i] ?? 0, watermark: watermarks[i] ?? 0, ...keptFrom(kept[i]) });
  });
  return heads;
}

interface FamilyColumns extends HeadColumns {
  readonly parents: Buffer | null;
  readonly keys: (string | null)[] | null;
}

const LOCK_FAMILIES = `
  WITH s AS MATERIALIZED (
    SELECT id, first_minute, watermark, minutes_from, parent_id, slice_key FROM stream
    WHERE id = ANY($1::int[]) OR parent_id = ANY($1::int[]) ORDER BY id FOR UPDATE)
  SELECT array_send(array_agg(id)) AS ids, array_send(array_agg(first_minute)) AS first, array_send(array_agg(watermark)) AS watermarks,
    array_send(array_agg(coalesce(minutes_from, 0))) AS kept, array_send(array_agg(coalesce(parent_id, 0))) AS parents, CASE WHEN count(slice_key) > 0 THEN array_agg(slice_key) END AS keys
  FROM s`;

const UPDATE = `
  UPDATE stream AS s SET first_minute = h.first_minute, watermark = h.watermark
  FROM unnest($1::int[], $2::int[], $3::int[]) AS h(id, first_minute, watermark) WHERE s.id = h.id`;
