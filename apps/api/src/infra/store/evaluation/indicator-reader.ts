import type { Indicator } from "@solvent/domain";
import type pg from "pg";
import type { IndicatorReader } from "../../../jobs/shared/query-book.ts";

const INDICATORS = `
  SELECT DISTINCT o.stream, r.definition -> 'indicator' AS indicator
  FROM (
    SELECT id, stream_id AS stream FROM objective WHERE stream_id = ANY($1::int[])
    UNION SELECT id, next_stream_id FROM objective WHERE next_stream_id = ANY($1::int[])
  ) o JOIN objective_revision r ON r.objective_id = o.id`;

export const makeIndicatorReader = (pool: pg.Pool): IndicatorReader => ({
  async indicatorsOf(streamIds) {
    const { rows } = await pool.query<{ stream: number; indicator: Indicator }>(INDICATORS, [streamIds]);
    return rows.map(({ stream, indicator }) => ({ streamId: stream, indicator }));
  },
});
