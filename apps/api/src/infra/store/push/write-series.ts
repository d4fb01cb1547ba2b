import { createHash } from "node:crypto";
import type { PushedSample } from "@solvent/metric-sources";
import type pg from "pg";
import type { ReceivedFamily, ReceivedSeries, SeriesTransaction, WrittenSeries } from "../../../usecases/push/series-store.ts";

type Changed = WrittenSeries["changed"][number];

/* Their rows are locked in one order, so that two requests never wait for each other. */
const KNOWN = `
  SELECT id, encode(fingerprint, 'hex') AS fingerprint FROM push_series WHERE source_id = $1 AND fingerprint = ANY($2::bytea[])
  ORDER BY id FOR NO KEY UPDATE`;

/* Two requests with new series come one after the other: both would see room for theirs. */
const ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtext('push_series'), hashtext($1::text))";

const ROOM = "SELECT count(*)::int AS series FROM push_series WHERE source_id = $1";

const ADD = `
  INSERT INTO push_series (source_id, fingerprint, metric, kind, labels, first_at_ms, last_at_ms)
  SELECT $1, s.fingerprint, s.metric, s.kind, s.labels::jsonb, s.first_ms, s.last_ms
    FROM unnest($2::bytea[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::int8[]) AS s (fingerprint, metric, kind, labels, first_ms, last_ms)
  ON CONFLICT (source_id, fingerprint) DO NOTHING
  RETURNING id, encode(fingerprint, 'hex') AS fingerprint`;

const WRITE = `
  WITH written AS (
    INSERT INTO push_sample AS stored (series_id, at_ms, start_ms, value)
    SELECT s.id, s.at_ms, s.start_ms, s.value FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::float8[]) AS s (id, at_ms, start_ms, value)
    ON CONFLICT (series_id, at_ms) DO UPDATE SET start_ms = EXCLUDED.start_ms, value = EXCLUDED.value
      WHERE (stored.start_ms, stored.value) IS DISTINCT FROM (EXCLUDED.start_ms, EXCLUDED.value)
    RETURNING series_id, at_ms)
  SELECT DISTINCT p.metric, (ceil(w.at_ms / 60000.0) - 1)::int AS minute FROM written w JOIN push_series p ON p.id = w.series_id`;

const SPAN = `
  UPDATE push_series p SET first_at_ms = least(p.first_at_ms, s.first_ms), last_at_ms = greatest(p.last_at_ms, s.last_ms)
    FROM unnest($1::int8[], $2::int8[], $3::int8[]) AS s (id, first_ms, last_ms)
   WHERE p.id = s.id AND (s.first_ms < p.first_at_ms OR s.last_ms > p.last_at_ms)`;

interface IdRow {
  readonly id: bigint;
  readonly fingerprint: string;
}

/** A series by what it is known by, in hex. */
interface Prepared extends ReceivedSeries {
  readonly fingerprint: string;
}

function fingerprintOf({ metric, kind, labels }: ReceivedSeries): string {
  const sorted = Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([metric, kind, sorted]))
    .digest("hex");
}

const prepare = ({ series }: ReceivedFamily): readonly Prepared[] => series.map((one) => ({ ...one, fingerprint: fingerprintOf(one) }));

/** Each series once: what two families say of one is put together. */
function joinTwins(series: readonly Prepared[]): readonly Prepared[] {
  const joined = new Map<string, Prepared>();
  for (const one of series) {
    const twin = joined.get(one.fingerprint);
    const samples = new Map([...(twin?.samples ?? []), ...one.samples].map((sample): [number, PushedSample] => [sample.atMs, sample]));
    joined.set(one.fingerprint, twin === undefined ? one : { ...one, samples: [...samples.values()].sort((a, b) => a.atMs - b.atMs) });
  }
  return [...joined.values()];
}

const bytesOf = (fingerprint: string): Buffer => Buffer.from(fingerprint, "hex");
const firstMs = ({ samples }: Prepared): number => samples[0]?.atMs ?? 0;
const lastMs = ({ samples }: Prepared): number => samples.at(-1)?.atMs ?? 0;

const toIds = (rows: readonly IdRow[]): readonly (readonly [string, bigint])[] => rows.map(({ fingerprint, id }) => [fingerprint, id]);

async function findKnown(client: pg.PoolClient, sourceId: string, fingerprints: readonly string[]): Promise<Map<string, bigint>> {
  const { rows } = await client.query<IdRow>(KNOWN, [sourceId, fingerprints.map(bytesOf)]);
  return new Map(toIds(rows));
}

async function addSeries(client: pg.PoolClient, sourceId: string, series: readonly Prepared[]): Promise<readonly IdRow[]> {
  const lists = [
    series.map(({ fingerprint }) => bytesOf(fingerprint)),
    series.map(({ metric }) => metric),
    series.map(({ kind }) => kind),
    series.map(({ labels }) => JSON.stringify(labels)),
    series.map(firstMs),
    series.map(lastMs),
  ];
  return (await client.query<IdRow>(ADD, [sourceId, ...lists])).rows;
}

interface Admitted {
  readonly series: readonly Prepared[];
  readonly refused: readonly ReceivedFamily[];
}

/** The families that find room, in their order. */
function admit(families: readonly ReceivedFamily[], known: ReadonlyMap<string, bigint>, room: number): Admitted {
  const refused: ReceivedFamily[] = [];
  const added = new Set<string>();
  const series = families.flatMap((family) => {
    const prepared = prepare(family);
    const fresh = prepared.filter(({ fingerprint }) => !known.has(fingerprint) && !added.has(fingerprint));
    if (fresh.length > 0 && added.size + fresh.length > room) {
      refused.push(family);
      return [];
    }
    for (const { fingerprint } of fresh) added.add(fingerprint);
    return prepared;
  });
  return { series: joinTwins(series), refused };
}

async function writeSamples(
  client: pg.PoolClient,
  series: readonly Prepared[],
  ids: ReadonlyMap<string, bigint>,
): Promise<readonly Changed[]> {
  const numbered = series.flatMap((one) => {
    const id = ids.get(one.fingerprint);
    return id === undefined ? [] : [{ id, one }];
  });
  const rows = numbered.flatMap(({ id, one }) => one.samples.map((sample) => ({ id, ...sample })));
  const lists = [
    rows.map(({ id }) => id),
    rows.map(({ atMs }) => atMs),
    rows.map(({ startMs }) => startMs),
    rows.map(({ value }) => value),
  ];
  const written = await client.query<Changed>(WRITE, lists);
  await client.query(SPAN, [numbered.map(({ id }) => id), numbered.map(({ one }) => firstMs(one)), numbered.map(({ one }) => lastMs(one))]);
  return written.rows;
}

/** Stores series inside a transaction, as SeriesTransaction promises it. */
export const makeWriteSeries =
  (client: pg.PoolClient): SeriesTransaction["writeSeries"] =>
  async (sourceId, families, most) => {
    const all = joinTwins(families.flatMap(prepare));
    const ids = await findKnown(
      client,
      sourceId,
      all.map(({ fingerprint }) => fingerprint),
    );
    let admitted: Admitted = { series: all, refused: [] };
    if (ids.size < all.length) {
      await client.query(ONE_BY_ONE, [sourceId]);
      const missing = all.flatMap(({ fingerprint }) => (ids.has(fingerprint) ? [] : [fingerprint]));
      for (const [fingerprint, id] of await findKnown(client, sourceId, missing)) ids.set(fingerprint, id);
      const { rows } = await client.query<{ series: number }>(ROOM, [sourceId]);
      admitted = admit(families, ids, most - (rows[0]?.series ?? 0));
      const fresh = admitted.series.filter(({ fingerprint }) => !ids.has(fingerprint));
      for (const [fingerprint, id] of toIds(await addSeries(client, sourceId, fresh))) ids.set(fingerprint, id);
    }
    return { refused: admitted.refused, changed: await writeSamples(client, admitted.series, ids) };
  };
