import type { MeasuredIndicator, Minute, MinuteBlock } from "@solvent/domain";
import { type MetricSource, pushSource, type StreamQuery } from "@solvent/metric-sources";
import type pg from "pg";
import { makeInboxOf } from "../../src/infra/store/push/inbox.ts";

const never = (): AbortSignal => new AbortController().signal;

export async function sourceIdOf(pool: pg.Pool, name: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>("SELECT id FROM source WHERE name = $1", [name]);
  if (rows[0] === undefined) throw new Error(`there is no source ${name}`);
  return rows[0].id;
}

export function toQuery(indicator: MeasuredIndicator): StreamQuery {
  const parsed = pushSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const http = {
  send: (): Promise<never> => {
    throw new Error("nothing is asked of anybody");
  },
};

/** The adapter over what is stored of a source. */
export const connectPush = (pool: pg.Pool, sourceId: string, now = Date.now): MetricSource =>
  pushSource.connect(pushSource.connection.parse({}), {}, { http, now, inbox: makeInboxOf(pool)(sourceId) });

/** Minutes [from, to) of an indicator as the adapter reads them. */
export async function readMinutes(
  pool: pg.Pool,
  name: string,
  indicator: MeasuredIndicator,
  { from, to }: { readonly from: Minute; readonly to: Minute },
): Promise<MinuteBlock> {
  const source = connectPush(pool, await sourceIdOf(pool, name));
  const query = toQuery(indicator);
  const probe = await source.probe(query, never());
  if (!probe.ok) throw new Error(probe.failure.message);
  const [read] = await source.read({ items: [{ query, probe: probe.value }], from, to, purpose: "live" }, never());
  if (read?.ok !== true) throw new Error(JSON.stringify(read));
  return read.value.block;
}
