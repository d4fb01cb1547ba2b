import { MINUTES_PER_HOUR, type Minute, type Totals } from "@solvent/domain";
import type pg from "pg";
import { BigIntArray, IntArray, toBigInts, toInts } from "./array-parameters.ts";
import { MinuteStoreCorruptError } from "./errors.ts";

/** Anchors to write: stream-wide running totals at whole hours. */
export class AnchorRows {
  readonly #streams = new IntArray();
  readonly #minutes = new IntArray();
  readonly #good = new BigIntArray();
  readonly #total = new BigIntArray();
  readonly #known = new IntArray();
  readonly #active = new IntArray();

  push(stream: number, minute: Minute, totals: Totals): void {
    this.#streams.push(stream);
    this.#minutes.push(minute);
    this.#good.push(totals.good);
    this.#total.push(totals.total);
    this.#known.push(totals.known);
    this.#active.push(totals.active);
  }

  get length(): number {
    return this.#streams.length;
  }

  async insert(client: pg.PoolClient): Promise<void> {
    if (this.length === 0) return;
    const columns = [this.#streams, this.#minutes, this.#good, this.#total, this.#known, this.#active];
    await client.query(
      INSERT,
      columns.map((column) => column.toParameter()),
    );
  }
}

/** Anchors of one stream at the whole hours from `first` to `last`, and what is to be added to them. */
export interface AnchorShift {
  readonly streamId: number;
  readonly first: Minute;
  readonly last: Minute;
  readonly by: Totals;
}

/** Adds to the anchors behind corrected minutes. They must exist, and shifts of one stream must not overlap. */
export async function shiftAnchors(client: pg.PoolClient, shifts: readonly AnchorShift[]): Promise<void> {
  if (shifts.length === 0) return;
  const good = new BigIntArray();
  const total = new BigIntArray();
  for (const { by } of shifts) {
    good.push(by.good);
    total.push(by.total);
  }
  const ints = [
    shifts.map((s) => s.streamId),
    shifts.map((s) => s.first),
    shifts.map((s) => s.last),
    shifts.map((s) => s.by.known),
    shifts.map((s) => s.by.active),
  ].map((values) => new IntArray(values).toParameter());
  await client.query(SHIFT, [...ints, good.toParameter(), total.toParameter()]);
}

/** Where an anchor may be. */
export interface AnchorKey {
  readonly streamId: number;
  readonly minute: Minute;
}

/** Anchors by (stream, minute) in the order asked for. One that is not there throws MinuteStoreCorruptError. */
export async function readAnchors(client: pg.PoolClient, wanted: readonly AnchorKey[]): Promise<Totals[]> {
  const found = await findAnchors(client, wanted);
  return found.map((anchor, i) => anchor ?? corrupt(wanted[i]));
}

/** Anchors by (stream, minute) in the order asked for, null where there is none. */
export async function findAnchors(client: pg.PoolClient, wanted: readonly AnchorKey[]): Promise<(Totals | null)[]> {
  if (wanted.length === 0) return [];
  const minutes = wanted.map((w) => w.minute);
  const streams = wanted.map((w) => w.streamId);
  const first = minutes.reduce((a, b) => Math.min(a, b));
  const last = minutes.reduce((a, b) => Math.max(a, b));
  const { rows } = await client.query<AnchorColumns>(READ, [
    new IntArray(streams).toParameter(),
    new IntArray(minutes).toParameter(),
    first,
    last,
  ]);
  const found = toTotalsByOrdinal(rows[0]);
  return wanted.map((_, i) => found.get(i + 1) ?? null);
}

interface AnchorColumns {
  readonly ordinals: Buffer | null;
  readonly good: Buffer | null;
  readonly total: Buffer | null;
  readonly known: Buffer | null;
  readonly active: Buffer | null;
}

function toTotalsByOrdinal(columns: AnchorColumns | undefined): Map<number, Totals> {
  const found = new Map<number, Totals>();
  if (columns === undefined) return found;
  const [good, total] = [toBigInts(columns.good), toBigInts(columns.total)];
  const [known, active] = [toInts(columns.known), toInts(columns.active)];
  toInts(columns.ordinals).forEach((ordinal, i) => {
    found.set(ordinal, { good: good[i] ?? 0n, total: total[i] ?? 0n, known: known[i] ?? 0, active: active[i] ?? 0 });
  });
  return found;
}

function corrupt(key: AnchorKey | undefined): never {
  throw new MinuteStoreCorruptError(`stream ${key?.streamId} has no anchor at minute ${key?.minute}, which lies in its coverage`);
}

const INSERT = `
  INSERT INTO stream_anchor (stream, minute, good, total, known, active)
  SELECT * FROM unnest($1::int[], $2::int[], $3::int8[], $4::int8[], $5::int[], $6::int[]) AS u(stream, minute, good, total, known, active)
  ORDER BY minute, stream`;

/*
 * An insertion that always conflicts finds each anchor by its key, whatever the planner believes about the sizes. In the order of the
 * key, which is the order of the pages.
 */
const SHIFT = `
  INSERT INTO stream_anchor AS a (stream, minute, good, total, known, active)
  SELECT s.stream, h.minute, s.good, s.total, s.known, s.active
  FROM unnest($1::int[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int8[], $7::int8[])
    AS s(stream, first, last, known, active, good, total)
  CROSS JOIN LATERAL generate_series(s.first, s.last, ${MINUTES_PER_HOUR}) AS h(minute)
  ORDER BY h.minute, s.stream
  ON CONFLICT (minute, stream) DO UPDATE SET
    good = a.good + EXCLUDED.good, total = a.total + EXCLUDED.total, known = a.known + EXCLUDED.known, active = a.active + EXCLUDED.active`;

/* OFFSET 0 keeps the planner from turning the look-ups into a join over whole partitions. */
const READ = `
  SELECT array_send(array_agg(p.ordinal::int)) AS ordinals, array_send(array_agg(r.good)) AS good, array_send(array_agg(r.total)) AS total,
    array_send(array_agg(r.known)) AS known, array_send(array_agg(r.active)) AS active
  FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS p(stream, minute, ordinal)
  CROSS JOIN LATERAL (
    SELECT a.good, a.total, a.known, a.active FROM stream_anchor AS a
    WHERE a.stream = p.stream AND a.minute = p.minute AND a.minute BETWEEN $3 AND $4 OFFSET 0) AS r`;
