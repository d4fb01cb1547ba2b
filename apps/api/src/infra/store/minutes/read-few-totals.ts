import type { Minute } from "@solvent/domain";
import type pg from "pg";
import type { TotalsTable } from "../../../usecases/minutes/minute-store.ts";
import { askPrepared, prepared } from "../prepared.ts";
import { IntArray, toInts, viewOf } from "./array-parameters.ts";
import { hourOf, positionOf } from "./plan-look-ups.ts";
import { startOfHour } from "./split-write.ts";
import { TotalsColumns } from "./totals-table.ts";

/** Questions up to this size are one statement with a plan that the connection keeps: planning the large one takes longer than reading. */
const FEW_STREAMS = 8;
const FEW_CELLS = 2_048;

export const isFew = (streamIds: readonly number[], instants: readonly Minute[]): boolean =>
  streamIds.length > 0 && instants.length > 0 && streamIds.length <= FEW_STREAMS && streamIds.length * instants.length <= FEW_CELLS;

interface FewRow {
  readonly cells: Buffer | null;
  /** Start of the hour whose totals a cell shows instead; -1: its own. */
  readonly floor: Buffer | null;
  readonly kept_from: Buffer | null;
  readonly good: Buffer | null;
  readonly total: Buffer | null;
  readonly known: Buffer | null;
  readonly active: Buffer | null;
}

/**
 * As `readTotals`, for a question that `isFew`, in one statement. Null when not every cell is found where the instants let expect it: a
 * stream does not exist or holds nothing, or its coverage ends in another hour than theirs. Then `readTotals` knows more.
 */
export async function readFewTotals(pool: pg.Pool, streamIds: readonly number[], instants: readonly Minute[]): Promise<TotalsTable | null> {
  const streams = [...new Set(streamIds)];
  const hours = [...new Set(instants.filter((instant) => positionOf(instant) > 0).map(hourOf))];
  const lists = [streams, instants, hours].map((values) => new IntArray(values).toParameter());
  const [first, last] = [Math.min(...instants), Math.max(...instants)];
  const { rows } = await askPrepared<FewRow>(pool, READ, [...lists, startOfHour(first), last]);
  return rows[0] === undefined ? null : toTable(rows[0], { streamIds, streams, instants });
}

interface Asked {
  readonly streamIds: readonly number[];
  /** Each once. */
  readonly streams: readonly number[];
  readonly instants: readonly Minute[];
}

function toTable({ cells, floor, kept_from, good, total, known, active }: FewRow, { streamIds, streams, instants }: Asked) {
  const found = toInts(cells);
  if (found.length !== streams.length * instants.length) return null;
  if (good === null || total === null || known === null || active === null) return null;
  const table = new TotalsColumns(
    Int32Array.from(streamIds, (id) => streams.indexOf(id)),
    { streams: streams.length, instants: instants.length },
  );
  const answer = { good: viewOf(good), total: viewOf(total), known: viewOf(known), active: viewOf(active), countsAt: 0, minutesAt: 0 };
  const [floors, keptFrom] = [toInts(floor), toInts(kept_from)];
  found.forEach((cell, index) => {
    const [row, column] = [Math.floor(cell / instants.length), cell % instants.length];
    table.add(row, column, { answer, index });
    const from = keptFrom[index] ?? 0;
    const start = floors[index] ?? 0;
    if ((instants[column] ?? 0) < from) table.lieBeyond(row, column, { minutesFrom: from, floor: start < 0 ? null : start });
  });
  return table;
}

/*
 * Bounds by parameters alone leave partitions out before anything is looked up; OFFSET 0 keeps the planner from turning the look-ups into
 * a join over whole partitions. Of minutes that are not kept any more there may be an anchor of their own, else that of their hour counts.
 */
const READ = prepared(`
  SELECT array_send(array_agg(p.cell)) AS cells, array_send(array_agg(CASE WHEN p.is_beyond AND e.minute IS NULL THEN p.hour * 60 ELSE -1 END)) AS floor,
    array_send(array_agg(p.minutes_from)) AS kept_from,
    array_send(array_agg(coalesce(e.good, a.good + coalesce(h.good, 0)))) AS good,
    array_send(array_agg(coalesce(e.total, a.total + coalesce(h.total, 0)))) AS total,
    array_send(array_agg(coalesce(e.known, a.known + coalesce(h.known, 0)))) AS known,
    array_send(array_agg(coalesce(e.active, a.active + coalesce(h.active, 0)))) AS active
  FROM (
    SELECT q.stream, q.minute, q.cell, q.minutes_from, q.minute / 60 AS hour, q.is_beyond,
      CASE WHEN q.is_beyond THEN 0 ELSE q.minute % 60 END AS position
    FROM (
      SELECT s.id AS stream, c.minute, coalesce(s.minutes_from, 0) AS minutes_from,
        c.minute < coalesce(s.minutes_from, 0) AND c.minute % 60 > 0 AS is_beyond,
        ((u.ordinal - 1) * cardinality($2::int[]) + i.ordinal - 1)::int AS cell
      FROM unnest($1::int[]) WITH ORDINALITY AS u(id, ordinal)
      JOIN stream AS s ON s.id = u.id AND s.first_minute < s.watermark
      CROSS JOIN unnest($2::int[]) WITH ORDINALITY AS i(minute, ordinal)
      CROSS JOIN LATERAL (SELECT least(greatest(i.minute, s.first_minute), s.watermark) AS minute) AS c OFFSET 0) AS q OFFSET 0) AS p
  CROSS JOIN LATERAL (
    SELECT t.good, t.total, t.known, t.active FROM stream_anchor AS t
    WHERE t.minute = p.hour * 60 AND t.stream = p.stream AND t.minute BETWEEN $4 AND $5 OFFSET 0) AS a
  LEFT JOIN LATERAL (
    SELECT t.minute, t.good, t.total, t.known, t.active FROM stream_anchor AS t
    WHERE p.is_beyond AND t.minute = p.minute AND t.stream = p.stream AND t.minute BETWEEN $4 AND $5 OFFSET 0) AS e ON true
  LEFT JOIN LATERAL (
    SELECT t.good[p.position] AS good, t.total[p.position] AS total, t.known[p.position]::int AS known, t.active[p.position]::int AS active
    FROM stream_hour AS t WHERE p.position > 0 AND t.hour = p.hour AND t.stream = p.stream AND t.hour = ANY($3::int[]) OFFSET 0) AS h ON true
  WHERE p.position = 0 OR h.good IS NOT NULL`);
