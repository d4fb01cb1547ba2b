import type { Minute } from "@solvent/domain";
import type { PushedMinute, PushInbox } from "@solvent/metric-sources";
import type pg from "pg";
import { minuteNames, minuteSummary } from "./minute-names.ts";
import { readSeries, seriesCount, seriesNames } from "./series.ts";

interface Row {
  readonly minute: Minute;
  readonly good: bigint;
  readonly total: bigint;
}

const MINUTES = `
  SELECT minute, good, total FROM push_minute WHERE source_id = $1 AND name = $2 AND minute >= $3 AND minute < $4 ORDER BY minute`;

const IS_KNOWN = "SELECT EXISTS (SELECT 1 FROM push_minute WHERE source_id = $1 AND name = $2) AS known";

/* What is stored is at most Number.MAX_SAFE_INTEGER. */
const toPushed = ({ minute, good, total }: Row): PushedMinute => ({ minute, good: Number(good), total: Number(total) });

const later = (first: number | null, second: number | null): number | null =>
  first === null || second === null ? (first ?? second) : Math.max(first, second);

/** What was sent to one source, as it is stored. A database that does not answer is an exception; so is a signal that has aborted. */
export const makeInboxOf =
  (pool: pg.Pool) =>
  (sourceId: string): PushInbox => ({
    async minutes(name, { from, to }, signal) {
      signal.throwIfAborted();
      const { rows } = await pool.query<Row>(MINUTES, [sourceId, name, from, to]);
      if (rows.length > 0) return rows.map(toPushed);
      const known = await pool.query<{ known: boolean }>(IS_KNOWN, [sourceId, name]);
      return known.rows[0]?.known === true ? [] : null;
    },
    series: (ask, signal) => readSeries(pool, sourceId, ask, signal),
    async names({ of, text, limit }, signal) {
      signal.throwIfAborted();
      return of === "minutes" ? minuteNames(pool, sourceId, { text, limit }) : seriesNames(pool, sourceId, { text, limit });
    },
    async summary(signal) {
      signal.throwIfAborted();
      const minutes = await minuteSummary(pool, sourceId);
      const { series, lastAtMs } = await seriesCount(pool, sourceId);
      return { lastReceivedMs: later(minutes.receivedMs, lastAtMs), minuteNames: minutes.names, series };
    },
  });
