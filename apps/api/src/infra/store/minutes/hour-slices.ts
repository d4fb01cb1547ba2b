import type pg from "pg";
import { arrayBytes, arrayLengthAt, elementOffset, IntArray, toInts, viewOf } from "./array-parameters.ts";
import type { Tally } from "./tally.ts";

/** Elements `first` to `last` (from 1, inclusive) of the row of a stream's hour. */
export interface SliceRequest {
  readonly hour: number;
  readonly streamId: number;
  readonly first: number;
  readonly last: number;
}

/** Part of a stored hour. */
export interface HourSlice {
  /** How many elements there are, from the first asked for. */
  readonly length: number;
  /** Running totals of element `index`, from 0. */
  read(index: number, into: Tally): void;
}

/** Some hours behind each other. */
interface SliceColumns {
  readonly ordinals: Buffer;
  readonly good: Buffer;
  readonly total: Buffer;
  readonly known: Buffer;
  readonly active: Buffer;
}

/** Slices in the order asked for; null where the hour has no row. */
export async function readHourSlices(client: pg.PoolClient, requests: readonly SliceRequest[]): Promise<readonly (HourSlice | null)[]> {
  const slices = new Array<HourSlice | null>(requests.length).fill(null);
  if (requests.length === 0) return slices;
  const hours = requests.map((r) => r.hour);
  const columns = [hours, requests.map((r) => r.streamId), requests.map((r) => r.first), requests.map((r) => r.last)];
  const bounds = [hours.reduce((a, b) => Math.min(a, b)), hours.reduce((a, b) => Math.max(a, b))];
  const parameters = [...columns.map((values) => new IntArray(values).toParameter()), ...bounds];
  const { rows } = await client.query<SliceColumns>(READ, parameters);
  for (const row of rows) takeSlices(row, slices);
  return slices;
}

function takeSlices({ ordinals, good, total, known, active }: SliceColumns, slices: (HourSlice | null)[]): void {
  const views = { good: viewOf(good), total: viewOf(total), known: viewOf(known), active: viewOf(active) };
  let countsAt = 0;
  let minutesAt = 0;
  for (const ordinal of toInts(ordinals)) {
    const length = arrayLengthAt(views.good, countsAt);
    slices[ordinal - 1] = new BinarySlice(views, { countsAt, minutesAt, length });
    countsAt += arrayBytes(length, 8);
    minutesAt += arrayBytes(length, 2);
  }
}

interface Views {
  readonly good: DataView;
  readonly total: DataView;
  readonly known: DataView;
  readonly active: DataView;
}

/** Reads straight from the answer: four arrays in binary format that start at the same element and are equally long. */
class BinarySlice implements HourSlice {
  readonly length: number;
  readonly #views: Views;
  readonly #countsAt: number;
  readonly #minutesAt: number;

  constructor(views: Views, { countsAt, minutesAt, length }: { countsAt: number; minutesAt: number; length: number }) {
    this.length = length;
    this.#views = views;
    this.#countsAt = countsAt;
    this.#minutesAt = minutesAt;
  }

  read(index: number, into: Tally): void {
    const counts = elementOffset(this.#countsAt, index, 8);
    const minutes = elementOffset(this.#minutesAt, index, 2);
    into.goodHigh = this.#views.good.getInt32(counts);
    into.goodLow = this.#views.good.getUint32(counts + 4);
    into.totalHigh = this.#views.total.getInt32(counts);
    into.totalLow = this.#views.total.getUint32(counts + 4);
    into.known = this.#views.known.getInt16(minutes);
    into.active = this.#views.active.getInt16(minutes);
  }
}

/*
 * OFFSET 0 keeps the planner from turning the look-ups into a join over whole partitions. All aggregates of a row see the hours in the
 * same order, whatever it is. A row is about a day of hours: one row with months of them costs the client more to put together than to read.
 */
const READ = `
  SELECT array_send(array_agg(p.ordinal::int)) AS ordinals,
    string_agg(array_send(r.good), ''::bytea) AS good, string_agg(array_send(r.total), ''::bytea) AS total,
    string_agg(array_send(r.known), ''::bytea) AS known, string_agg(array_send(r.active), ''::bytea) AS active
  FROM unnest($1::int[], $2::int[], $3::int[], $4::int[]) WITH ORDINALITY AS p(hour, stream, first, last, ordinal)
  CROSS JOIN LATERAL (
    SELECT t.good[p.first:p.last] AS good, t.total[p.first:p.last] AS total,
      t.known[p.first:p.last] AS known, t.active[p.first:p.last] AS active
    FROM stream_hour AS t WHERE t.hour = p.hour AND t.stream = p.stream AND t.hour BETWEEN $5 AND $6 OFFSET 0) AS r
  GROUP BY (p.ordinal - 1) / 24`;
