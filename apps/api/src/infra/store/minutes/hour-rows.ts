import type pg from "pg";
import type { WrittenBlock } from "../../../usecases/minutes/minute-store.ts";
import { BigIntArray, IntArray, SmallIntArray } from "./array-parameters.ts";
import type { Tally } from "./tally.ts";

/**
 * Rows for stream_hour in the making. The arrays of all rows lie behind each other in one array per column, `start` (from 1) and
 * `size` say which part is a row's: one statement cuts them out again.
 */
export class HourRows {
  readonly #hours = new IntArray();
  readonly #streams = new IntArray();
  readonly #starts = new IntArray();
  readonly #sizes: number[] = [];
  readonly #good = new BigIntArray();
  readonly #total = new BigIntArray();
  readonly #known = new SmallIntArray();
  readonly #active = new SmallIntArray();

  get length(): number {
    return this.#sizes.length;
  }

  open(hour: number, stream: number): void {
    this.#hours.push(hour);
    this.#streams.push(stream);
    this.#starts.push(this.#good.length + 1);
    this.#sizes.push(0);
  }

  /** Appends the totals after one more minute to the row opened last. */
  push(tally: Tally): void {
    this.#good.pushHalves(tally.goodHigh, tally.goodLow);
    this.#total.pushHalves(tally.totalHigh, tally.totalLow);
    this.#known.push(tally.known);
    this.#active.push(tally.active);
    const last = this.#sizes.length - 1;
    this.#sizes[last] = (this.#sizes[last] ?? 0) + 1;
  }

  /** Adds rows of hours that are not stored yet. */
  async insert(client: pg.PoolClient): Promise<void> {
    // In the order of the key, so that the minutes of all streams at one hour share pages.
    if (this.length > 0) await client.query(INSERT, this.#parameters());
  }

  /** Adds minutes to the end of rows that are stored. */
  async append(client: pg.PoolClient): Promise<void> {
    if (this.length > 0) await client.query(APPEND, this.#parameters());
  }

  /** Puts rows in the place of those that are stored. */
  async replace(client: pg.PoolClient): Promise<void> {
    if (this.length > 0) await client.query(REPLACE, this.#parameters());
  }

  #parameters() {
    const arrays = [
      this.#hours,
      this.#streams,
      this.#starts,
      new IntArray(this.#sizes),
      this.#good,
      this.#total,
      this.#known,
      this.#active,
    ];
    return arrays.map((array) => array.toParameter());
  }
}

/** Writes the minutes [from, to) of one hour. Minutes that the block does not have are missing. */
export function pushMinutes(rows: HourRows, tally: Tally, { block, from, to }: { block: WrittenBlock; from: number; to: number }): void {
  for (let i = from - block.from; i < to - block.from; i += 1) {
    if (block.missing[i] === null) tally.add(block.good[i] ?? 0, block.total[i] ?? 0);
    rows.push(tally);
  }
}

const ROWS = `
  SELECT hour, stream, ($5::int8[])[start:start + size - 1] AS good, ($6::int8[])[start:start + size - 1] AS total,
    ($7::int2[])[start:start + size - 1] AS known, ($8::int2[])[start:start + size - 1] AS active
  FROM (SELECT * FROM unnest($1::int[], $2::int[], $3::int[], $4::int[]) AS u(hour, stream, start, size) ORDER BY hour, stream) AS v`;

const INSERT = `INSERT INTO stream_hour AS t (hour, stream, good, total, known, active) ${ROWS}`;

/*
 * Written as insertions that always conflict, because those find each row by its key. For UPDATE … FROM the planner believes that
 * hours newer than its statistics are empty, and then scans the new rows once for every row of the hour.
 */
const APPEND = `${INSERT} ON CONFLICT (hour, stream) DO UPDATE SET
  good = t.good || EXCLUDED.good, total = t.total || EXCLUDED.total, known = t.known || EXCLUDED.known, active = t.active || EXCLUDED.active`;

const REPLACE = `${INSERT} ON CONFLICT (hour, stream) DO UPDATE SET
  good = EXCLUDED.good, total = EXCLUDED.total, known = EXCLUDED.known, active = EXCLUDED.active`;
