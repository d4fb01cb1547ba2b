import { type Prepared, prepared } from "../prepared.ts";
import type { Partition } from "./calendar-partitions.ts";

/** More tables than this are not worth a plan of their own. */
const MOST_TABLES = 8;
/** A plan is made several times before a connection keeps it, which costs more than it saves where hardly anybody asks. */
const WORTH_A_PLAN = 16;
/** Plans take memory in every connection: those of a few windows that are asked for all day, not those of every chart somebody looks at. */
const MOST_STATEMENTS = 64;
const MOST_COUNTED = 4_096;

const COLUMNS = "good, total, known, active";

const tableOf = (names: readonly string[], key: "hour" | "minute", parent: Partition["parent"]): string =>
  names.length === 0
    ? `(SELECT stream, ${key}, ${COLUMNS} FROM ${parent} WHERE false)`
    : `(${names.map((name) => `SELECT stream, ${key}, ${COLUMNS} FROM ${name}`).join(" UNION ALL ")})`;

/*
 * $1 streams, $2 instants, $3 hours and $4 minutes with anchors to be read, $5 those of $2 that are looked for among the anchors because
 * their hour is not kept. The start and the end of a coverage, to which instants are cut, are added; the start is a whole hour.
 * Lists out of a sub-select have the same estimate whatever they hold: so a plan for all values never looks worse than one for these,
 * and a connection keeps it. Every table is read once, by its key, and joined to the cells: a look-up for each would cost several times that.
 */
const textOf = (hours: string, anchors: string): string => `
  WITH s AS MATERIALIZED (
    SELECT u.ordinal, s.id, s.first_minute, s.watermark, coalesce(s.minutes_from, 0) AS minutes_from
    FROM unnest($1::int[]) WITH ORDINALITY AS u (id, ordinal) JOIN stream AS s ON s.id = u.id AND s.first_minute < s.watermark),
  p AS MATERIALIZED (
    SELECT q.*, q.minute / 60 AS hour, CASE WHEN q.is_beyond THEN 0 ELSE q.minute % 60 END AS position
    FROM (
      SELECT s.id AS stream, s.minutes_from, c.minute, c.minute < s.minutes_from AND c.minute % 60 > 0 AS is_beyond,
        ((s.ordinal - 1) * cardinality($2::int[]) + i.ordinal - 1)::int AS cell
      FROM s CROSS JOIN unnest($2::int[]) WITH ORDINALITY AS i (minute, ordinal)
      CROSS JOIN LATERAL (SELECT least(greatest(i.minute, s.first_minute), s.watermark) AS minute) AS c OFFSET 0) AS q),
  h AS MATERIALIZED (
    SELECT t.* FROM ${hours} AS t
    WHERE t.stream = ANY((SELECT $1::int[])::int[])
      AND t.hour = ANY((SELECT $3::int[] || array_agg(s.watermark / 60) FROM s)::int[])),
  a AS MATERIALIZED (
    SELECT t.* FROM ${anchors} AS t
    WHERE t.stream = ANY((SELECT $1::int[])::int[])
      AND t.minute = ANY((SELECT $4::int[] || array_agg(s.first_minute / 60 * 60) || array_agg(s.watermark / 60 * 60) FROM s)::int[]))
  SELECT array_send(array_agg(p.cell)) AS cells,
    array_send(array_agg(CASE WHEN p.is_beyond AND e.minute IS NULL THEN p.hour * 60 ELSE -1 END)) AS floor,
    array_send(array_agg(p.minutes_from)) AS kept_from,
    array_send(array_agg(coalesce(e.good, a.good + coalesce(h.good[p.position], 0)))) AS good,
    array_send(array_agg(coalesce(e.total, a.total + coalesce(h.total[p.position], 0)))) AS total,
    array_send(array_agg(coalesce(e.known, a.known + coalesce(h.known[p.position]::int, 0)))) AS known,
    array_send(array_agg(coalesce(e.active, a.active + coalesce(h.active[p.position]::int, 0)))) AS active
  FROM p
  JOIN a ON a.stream = p.stream AND a.minute = p.hour * 60
  LEFT JOIN a AS e ON p.is_beyond AND e.stream = p.stream AND e.minute = p.minute
  LEFT JOIN h ON p.position > 0 AND h.stream = p.stream AND h.hour = p.hour
  WHERE (p.position = 0 OR h.good[p.position] IS NOT NULL) AND (NOT p.is_beyond OR p.minute = ANY($5::int[]))`;

/** Of all partitions: each of them costs a little, wherever the instants lie. */
export const FROM_ALL: Prepared = prepared(textOf("stream_hour", "stream_anchor"));

/** The same question to some partitions alone, which costs the same however many there are. */
export interface FewTotalsStatements {
  /** Null for too many partitions, for some that are seldom asked, and when there are statements enough. */
  from(partitions: readonly Partition[]): Prepared | null;
}

const namesOf = (partitions: readonly Partition[], parent: Partition["parent"]): string[] =>
  partitions.flatMap((partition) => (partition.parent === parent ? [partition.name] : [])).sort();

/** Statements by sets of partitions. With a day come other partitions, and nobody asks for those of the day before: then it begins anew. */
export function makeFewTotalsStatements(): FewTotalsStatements {
  const statements = new Map<string, Prepared>();
  const asked = new Map<string, number>();
  let newest = "";

  function beginDay(day: string): void {
    newest = day;
    statements.clear();
    asked.clear();
  }

  /** Whether it has been asked often enough by now. */
  function isWorth(key: string): boolean {
    const times = (asked.get(key) ?? 0) + 1;
    if (asked.size >= MOST_COUNTED) asked.clear();
    asked.set(key, times);
    return times >= WORTH_A_PLAN;
  }

  return {
    from(partitions) {
      if (partitions.length > MOST_TABLES) return null;
      const [hours, anchors] = [namesOf(partitions, "stream_hour"), namesOf(partitions, "stream_anchor")];
      const last = hours.at(-1) ?? "";
      if (last > newest) beginDay(last);
      const key = [...hours, ...anchors].join(" ");
      const known = statements.get(key);
      if (known !== undefined) return known;
      if (statements.size >= MOST_STATEMENTS || !isWorth(key)) return null;
      const made = prepared(textOf(tableOf(hours, "hour", "stream_hour"), tableOf(anchors, "minute", "stream_anchor")));
      statements.set(key, made);
      return made;
    },
  };
}
