import type pg from "pg";
import type { CorrectionCause } from "../../../usecases/minutes/minute-store.ts";
import { BigIntArray, IntArray, SmallIntArray } from "./array-parameters.ts";

/** Exact scaled counts of a minute; null: missing. */
export interface LoggedCounts {
  readonly good: bigint;
  readonly total: bigint;
}

const MISSING: LoggedCounts = { good: -1n, total: -1n };

/**
 * Changes of stored minutes by one write, on their way to the table: a row per stream and hour. The arrays of all rows lie behind each
 * other in one array per column, as in HourRows. Minutes of a stream come in their order.
 */
export class CorrectionLog {
  readonly #streams = new IntArray();
  readonly #hours = new IntArray();
  readonly #starts = new IntArray();
  readonly #sizes: number[] = [];
  readonly #minutes = new SmallIntArray();
  readonly #counts = { oldGood: new BigIntArray(), oldTotal: new BigIntArray(), newGood: new BigIntArray(), newTotal: new BigIntArray() };
  #open: { readonly streamId: number; readonly hour: number } | null = null;

  note(
    place: { readonly streamId: number; readonly hour: number; readonly minute: number },
    before: LoggedCounts | null,
    after: LoggedCounts | null,
  ): void {
    this.#row(place);
    this.#minutes.push(place.minute);
    this.#counts.oldGood.push((before ?? MISSING).good);
    this.#counts.oldTotal.push((before ?? MISSING).total);
    this.#counts.newGood.push((after ?? MISSING).good);
    this.#counts.newTotal.push((after ?? MISSING).total);
    this.#sizes[this.#sizes.length - 1] = (this.#sizes.at(-1) ?? 0) + 1;
  }

  /** Nothing is asked of the database when nothing changed. */
  async insert(client: pg.PoolClient, cause: CorrectionCause): Promise<void> {
    if (this.#sizes.length === 0) return;
    const { oldGood, oldTotal, newGood, newTotal } = this.#counts;
    const arrays = [
      this.#streams,
      this.#hours,
      this.#starts,
      new IntArray(this.#sizes),
      this.#minutes,
      oldGood,
      oldTotal,
      newGood,
      newTotal,
    ];
    await client.query(INSERT, [...arrays.map((array) => array.toParameter()), cause]);
  }

  #row({ streamId, hour }: { readonly streamId: number; readonly hour: number }): void {
    if (this.#open?.streamId === streamId && this.#open.hour === hour) return;
    this.#open = { streamId, hour };
    this.#streams.push(streamId);
    this.#hours.push(hour);
    this.#starts.push(this.#minutes.length + 1);
    this.#sizes.push(0);
  }
}

/* Streams that are worked out from others follow their corrections and have none of their own. */
const INSERT = `
  INSERT INTO correction (stream_id, hour, cause, minutes, old_good, old_total, new_good, new_total)
  SELECT u.stream, u.hour, $10, ($5::int2[])[u.start:u.start + u.size - 1],
    ($6::int8[])[u.start:u.start + u.size - 1], ($7::int8[])[u.start:u.start + u.size - 1],
    ($8::int8[])[u.start:u.start + u.size - 1], ($9::int8[])[u.start:u.start + u.size - 1]
  FROM unnest($1::int[], $2::int[], $3::int[], $4::int[]) WITH ORDINALITY AS u(stream, hour, start, size, ordinal)
  JOIN stream s ON s.id = u.stream AND s.kind = 'measured' ORDER BY u.ordinal`;
