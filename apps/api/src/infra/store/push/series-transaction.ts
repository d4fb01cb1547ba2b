import type { Minute } from "@solvent/domain";
import type pg from "pg";
import type { InSeriesTransaction, SeriesTransaction } from "../../../usecases/push/series-store.ts";
import { inPushTransactions, pushTransactionOf } from "./minutes.ts";
import { makeWriteSeries } from "./write-series.ts";

interface Row {
  readonly id: number;
  readonly minutes_from: Minute;
  readonly watermark: Minute;
  readonly query: string;
}

const STREAMS = `
  SELECT id, greatest(first_minute, coalesce(minutes_from, 0)) AS minutes_from, watermark, query
  FROM stream WHERE source_id = $1 AND kind = 'measured' ORDER BY id`;

function seriesTransactionOf(client: pg.PoolClient): SeriesTransaction {
  const { hold, takeQueued, queue } = pushTransactionOf(client);
  return {
    hold,
    takeQueued,
    queue,
    writeSeries: makeWriteSeries(client),
    async measuredStreams(sourceId) {
      const { rows } = await client.query<Row>(STREAMS, [sourceId]);
      return rows.map(({ id, minutes_from, watermark, query }) => ({ streamId: id, minutesFrom: minutes_from, watermark, query }));
    },
  };
}

/** Transactions over series that others send. */
export const makeInSeriesTransaction = (pool: pg.Pool): InSeriesTransaction => inPushTransactions(pool, seriesTransactionOf);
