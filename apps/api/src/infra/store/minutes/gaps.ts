import { MISSING_REASONS, type Minute, type MissingReason } from "@solvent/domain";
import type pg from "pg";
import type { StoredGap } from "../../../usecases/minutes/minute-store.ts";
import { IntArray } from "./array-parameters.ts";
import type { Fill } from "./correct-minutes.ts";
import { fillGaps, type OpenGap, openGap, type Stretch } from "./gap-arithmetic.ts";

export interface GapStretch extends Stretch {
  readonly streamId: number;
  readonly reason: MissingReason;
}

/** Records stretches as open gaps, see openGap. The streams must be locked. */
export async function openGaps(client: pg.PoolClient, stretches: readonly GapStretch[]): Promise<void> {
  if (stretches.length === 0) return;
  const stored = await readOpenGaps(client, stretches);
  const writes = new GapWrites();
  for (const [streamId, added] of groupByStream(stretches)) {
    const before = stored.get(streamId) ?? [];
    const after = added.reduce<readonly OpenGap[]>(openGap, before);
    writes.note(streamId, before, after);
  }
  await writes.run(client);
}

/** Notes in the gaps that minutes of them are known now. The streams must be locked. */
export async function closeGaps(client: pg.PoolClient, fills: readonly Fill[]): Promise<void> {
  if (fills.length === 0) return;
  const stored = await readOpenGaps(client, fills);
  const writes = new GapWrites();
  for (const [streamId, filled] of groupByStream(fills)) {
    const before = stored.get(streamId) ?? [];
    const { open, whole, pieces } = fillGaps(before, filled);
    writes.note(
      streamId,
      before.filter(({ id }) => id === null || !whole.includes(id)),
      open,
    );
    writes.filled.push(...whole);
    for (const { origin, from, to } of pieces) writes.copies.push({ origin, from, to, filled: true });
  }
  await writes.run(client);
}

/** All gaps of a stream that overlap [from, to), also filled ones, by their start. */
export async function readGaps(client: pg.PoolClient | pg.Pool, streamId: number, { from, to }: Stretch): Promise<readonly StoredGap[]> {
  const { rows } = await client.query<GapRow & { opened_at: Date; filled_at: Date | null }>(
    `SELECT from_minute, to_minute, reason, opened_at, filled_at FROM gap
     WHERE stream_id = $1 AND from_minute < $3 AND to_minute > $2 ORDER BY from_minute, id`,
    [streamId, from, to],
  );
  return rows.map((row) => ({
    from: row.from_minute,
    to: row.to_minute,
    reason: toReason(row.reason),
    openedAtMs: row.opened_at.getTime(),
    filledAtMs: row.filled_at?.getTime() ?? null,
  }));
}

interface GapRow {
  readonly from_minute: Minute;
  readonly to_minute: Minute;
  readonly reason: string;
}

/** A reason that this release does not know was written by a later one. */
const toReason = (text: string): MissingReason => MISSING_REASONS.find((reason) => reason === text) ?? "not-read";

/** The changes to the table of one statement each. */
class GapWrites {
  readonly filled: string[] = [];
  readonly copies: { origin: string; from: Minute; to: Minute; filled: boolean }[] = [];
  readonly #resized: { id: string; from: Minute; to: Minute }[] = [];
  readonly #removed: string[] = [];
  readonly #opened: GapStretch[] = [];

  note(streamId: number, before: readonly OpenGap[], after: readonly OpenGap[]): void {
    const kept = new Map(after.map((gap) => [gap.id, gap]));
    for (const { id, from, to } of before) {
      if (id === null) continue;
      const gap = kept.get(id);
      if (gap === undefined) this.#removed.push(id);
      else if (gap.from !== from || gap.to !== to) this.#resized.push({ id, from: gap.from, to: gap.to });
    }
    for (const { id, origin, from, to, reason } of after) {
      if (id !== null) continue;
      if (origin === null) this.#opened.push({ streamId, from, to, reason });
      else this.copies.push({ origin, from, to, filled: false });
    }
  }

  async run(client: pg.PoolClient): Promise<void> {
    const stretch = (rows: readonly Stretch[]) => [rows.map((r) => r.from), rows.map((r) => r.to)];
    const { copies, filled } = this;
    // Copies first: they read rows that the other statements change.
    if (copies.length > 0) await client.query(COPY, [copies.map((c) => c.origin), ...stretch(copies), copies.map((c) => c.filled)]);
    if (filled.length > 0) await client.query(MARK_FILLED, [filled]);
    if (this.#removed.length > 0) await client.query("DELETE FROM gap WHERE id = ANY($1::int8[])", [this.#removed]);
    if (this.#resized.length > 0) await client.query(RESIZE, [this.#resized.map((r) => r.id), ...stretch(this.#resized)]);
    if (this.#opened.length > 0)
      await client.query(OPEN, [this.#opened.map((o) => o.streamId), ...stretch(this.#opened), this.#opened.map((o) => o.reason)]);
  }
}

function groupByStream<T extends { readonly streamId: number }>(items: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(item.streamId);
    if (group === undefined) groups.set(item.streamId, [item]);
    else group.push(item);
  }
  return groups;
}

/** Open gaps that overlap or adjoin the stretches, by stream. */
async function readOpenGaps(client: pg.PoolClient, stretches: readonly (Stretch & { streamId: number })[]) {
  const { rows } = await client.query<GapRow & { id: string; stream_id: number; settled: boolean }>(
    READ_OPEN,
    [stretches.map((s) => s.streamId), stretches.map((s) => s.from), stretches.map((s) => s.to)].map((v) => new IntArray(v).toParameter()),
  );
  const found = new Map<number, OpenGap[]>();
  for (const { id, stream_id, from_minute, to_minute, reason, settled } of rows) {
    const gaps = found.get(stream_id) ?? [];
    found.set(stream_id, gaps);
    if (gaps.some((gap) => gap.id === id)) continue;
    gaps.push({ id, origin: null, from: from_minute, to: to_minute, reason: toReason(reason), settled });
  }
  return found;
}

const READ_OPEN = `
  SELECT g.* FROM unnest($1::int[], $2::int[], $3::int[]) AS s(stream, from_minute, to_minute)
  CROSS JOIN LATERAL (
    SELECT id::text AS id, stream_id, g.from_minute, g.to_minute, reason, retry_at IS NULL AS settled FROM gap AS g
    WHERE g.stream_id = s.stream AND g.from_minute <= s.to_minute AND g.to_minute >= s.from_minute AND filled_at IS NULL OFFSET 0) AS g`;

const COPY = `
  INSERT INTO gap (stream_id, from_minute, to_minute, reason, opened_at, attempts, retry_at, filled_at)
  SELECT g.stream_id, c.from_minute, c.to_minute, g.reason, g.opened_at, g.attempts,
    CASE WHEN NOT c.filled THEN g.retry_at END, CASE WHEN c.filled THEN clock_timestamp() END
  FROM unnest($1::int8[], $2::int[], $3::int[], $4::boolean[]) AS c(origin, from_minute, to_minute, filled) JOIN gap AS g ON g.id = c.origin`;

const MARK_FILLED = "UPDATE gap SET filled_at = clock_timestamp(), retry_at = NULL WHERE id = ANY($1::int8[])";

const RESIZE = `
  UPDATE gap AS g SET from_minute = r.from_minute, to_minute = r.to_minute
  FROM unnest($1::int8[], $2::int[], $3::int[]) AS r(id, from_minute, to_minute) WHERE g.id = r.id`;

const OPEN = `
  INSERT INTO gap (stream_id, from_minute, to_minute, reason, opened_at, retry_at)
  SELECT stream, from_minute, to_minute, reason, clock_timestamp(), clock_timestamp()
  FROM unnest($1::int[], $2::int[], $3::int[], $4::text[]) AS o(stream, from_minute, to_minute, reason)`;
