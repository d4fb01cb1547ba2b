import { createHash, randomUUID } from "node:crypto";
import {
  COUNT_SCALE,
  type CompositeKind,
  type Indicator,
  type PolicyCondition,
  RATIO_SCALE,
  type SliceJudging,
  type SliceSettings,
  sliceKey,
  type TermsDefinition,
} from "@solvent/domain";
import type pg from "pg";

const only = <T>(rows: readonly T[]): T => {
  const [row] = rows;
  if (row === undefined) throw new Error("the statement returned nothing");
  return row;
};

export async function addSource(
  pool: pg.Pool,
  name: string,
  source: { kind: string; connection: object } = { kind: "fake", connection: {} },
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>("INSERT INTO source (name, kind, connection) VALUES ($1, $2, $3) RETURNING id", [
    name,
    source.kind,
    source.connection,
  ]);
  return only(rows).id;
}

export async function addStream(pool: pg.Pool, stream: { sourceId: string; query: string; firstMinute: number }): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    "INSERT INTO stream (source_id, spec_hash, query, first_minute, watermark) VALUES ($1, $2, $3, $4, $4) RETURNING id",
    [stream.sourceId, createHash("sha256").update(stream.query).digest("hex"), stream.query, stream.firstMinute],
  );
  return only(rows).id;
}

export interface SeedObjective {
  readonly streamId: number;
  readonly indicator: Indicator;
  readonly targetPercent?: string;
  readonly windowMinutes?: number;
  readonly nextStreamId?: number;
  /** Left out: a rolling window of `windowMinutes`, and events from the beginning. */
  readonly terms?: Partial<Omit<TermsDefinition, "targetPercent">>;
}

const keyOf = ({ method = "occurrences", slices = null }: { method?: TermsDefinition["method"]; slices?: SliceSettings | null }) =>
  method === "occurrences" || slices === null ? null : sliceKey({ method, slices });

async function serviceId(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    "INSERT INTO service (name) VALUES ('shop') ON CONFLICT (name) DO UPDATE SET name = EXCLUDED.name RETURNING id",
  );
  return only(rows).id;
}

export interface SeedComposite {
  readonly how: CompositeKind;
  /** Ids of objectives; each has the weight 1. */
  readonly parts: readonly string[];
  readonly firstMinute: number;
  readonly terms: Pick<TermsDefinition, "window"> & SliceJudging & { readonly slices: SliceSettings };
  readonly targetPercent?: string;
}

/** A composite that nothing has been put together of yet, and an objective that reads it. */
export async function addComposite(
  pool: pg.Pool,
  { how, parts, firstMinute, terms, targetPercent }: SeedComposite,
): Promise<{ readonly streamId: number; readonly objectiveId: string }> {
  const query = JSON.stringify({ how, parts: parts.map((objective) => ({ objective, weight: "1" })), sliceKey: sliceKey(terms) });
  const { rows } = await pool.query<{ id: number }>(
    "INSERT INTO stream (spec_hash, kind, query, scale, first_minute, watermark) VALUES ($1, 'composite', $2, $3, $4, $4) RETURNING id",
    [createHash("sha256").update(query).digest("hex"), query, how === "allSlices" ? COUNT_SCALE : RATIO_SCALE, firstMinute],
  );
  const streamId = only(rows).id;
  await pool.query(
    `INSERT INTO composite_part (stream_id, position, objective_id, weight)
     SELECT $1, position - 1, objective_id, '1' FROM unnest($2::uuid[]) WITH ORDINALITY AS p (objective_id, position)`,
    [streamId, parts],
  );
  const seed = { streamId, indicator: { kind: "composite", how, parts: [] } as const, terms: { sloStart: null, ...terms } };
  const objectiveId = await addObjective(pool, targetPercent === undefined ? seed : { ...seed, targetPercent });
  return { streamId, objectiveId };
}

/** One objective and its revision; answers its id. */
export async function addObjective(pool: pg.Pool, seed: SeedObjective): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    "INSERT INTO objective (name, service_id, revision, stream_id, next_stream_id, slice_key) VALUES ($1, $2, 1, $3, $4, $5) RETURNING id",
    [`o-${randomUUID()}`, await serviceId(pool), seed.streamId, seed.nextStreamId ?? null, keyOf(seed.terms ?? {})],
  );
  const { id } = only(rows);
  await addRevision(pool, id, 1, seed);
  return id;
}

export async function addRevision(
  pool: pg.Pool,
  objectiveId: string,
  revision: number,
  seed: Omit<SeedObjective, "streamId">,
): Promise<void> {
  const window = { kind: "rolling", minutes: seed.windowMinutes ?? 43_200 };
  const targetPercent = seed.targetPercent ?? "99.9";
  const definition = {
    indicator: seed.indicator,
    targetPercent,
    window,
    method: "occurrences",
    slices: null,
    sloStart: null,
    ...seed.terms,
  };
  await pool.query(
    "INSERT INTO objective_revision (objective_id, revision, definition, changes, author) VALUES ($1, $2, $3, '[]', 'test')",
    [objectiveId, revision, definition],
  );
}

export interface SeedPolicy {
  readonly name: string;
  readonly conditions: readonly PolicyCondition[];
}

async function addPolicyRevision(pool: pg.Pool, id: string, { name, conditions }: SeedPolicy): Promise<void> {
  const definition = { name, displayName: null, description: null, conditions, labels: {}, annotations: {} };
  await pool.query(
    `INSERT INTO alert_policy_revision (policy_id, revision, definition, changes, author)
     SELECT id, revision, $2, '[]', 'test' FROM alert_policy WHERE id = $1`,
    [id, definition],
  );
}

/** A policy that the objective is attached to, after those it has; answers its id. */
export async function addPolicy(pool: pg.Pool, { objectiveId, ...policy }: SeedPolicy & { readonly objectiveId: string }): Promise<string> {
  const { rows } = await pool.query<{ id: string }>("INSERT INTO alert_policy (name, revision) VALUES ($1, 1) RETURNING id", [policy.name]);
  const { id } = only(rows);
  await addPolicyRevision(pool, id, policy);
  await pool.query(
    "INSERT INTO objective_policy (objective_id, policy_id, position) SELECT $1, $2, count(*) FROM objective_policy WHERE objective_id = $1",
    [objectiveId, id],
  );
  return id;
}

/** The next revision of a policy. */
export async function revisePolicy(pool: pg.Pool, { id, ...policy }: SeedPolicy & { readonly id: string }): Promise<void> {
  await pool.query("UPDATE alert_policy SET revision = revision + 1 WHERE id = $1", [id]);
  await addPolicyRevision(pool, id, policy);
}

export interface SeedAdjustment {
  readonly objectiveId: string;
  readonly mode: "exclude" | "forgive";
  readonly from: number;
  readonly to: number;
}

/** A recorded adjustment; answers its id. */
export async function addAdjustment(pool: pg.Pool, { objectiveId, mode, from, to }: SeedAdjustment): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO adjustment_version (adjustment_id, version, scope, objective_id, mode, from_minute, to_minute, category, reason, author, newest)
     VALUES (gen_random_uuid(), 1, 'objective', $1, $2, $3, $4, 'maintenance', 'test', 'test', true) RETURNING adjustment_id AS id`,
    [objectiveId, mode, from, to],
  );
  return only(rows).id;
}

/** As a removal at that minute does: a new version. */
export async function removeAdjustment(pool: pg.Pool, id: string, minute: number): Promise<void> {
  await pool.query("UPDATE adjustment_version SET newest = false WHERE adjustment_id = $1", [id]);
  await pool.query(
    `INSERT INTO adjustment_version (adjustment_id, version, scope, objective_id, mode, from_minute, to_minute, category, reason, author, newest, removed, created_at)
     SELECT adjustment_id, version + 1, scope, objective_id, mode, from_minute, to_minute, category, reason, author, true, true, to_timestamp($2::float8 * 60)
     FROM adjustment_version WHERE adjustment_id = $1`,
    [id, minute],
  );
}

export async function addBackfill(pool: pg.Pool, streamId: number, range: { from: number; to: number }): Promise<bigint> {
  const { rows } = await pool.query<{ id: bigint }>(
    "INSERT INTO backfill (stream_id, from_minute, to_minute, cursor) VALUES ($1, $2, $3, $3) RETURNING id",
    [streamId, range.from, range.to],
  );
  return only(rows).id;
}

/** A notification target of a kind that nobody sends to; answers its id. */
export async function addTarget(pool: pg.Pool, name: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    "INSERT INTO notification_target (name, kind, settings) VALUES ($1, 'fake', '{}') RETURNING id",
    [name],
  );
  return only(rows).id;
}

export interface SeedRoute {
  readonly scope: "all" | "service";
  /** Of the service. */
  readonly name?: string;
  readonly targets: readonly { readonly id: string; readonly severities: readonly ("page" | "ticket")[] }[];
}

export async function addRoute(pool: pg.Pool, { scope, name, targets }: SeedRoute): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO notification_route (scope, service_id, everything)
     VALUES ($1, (SELECT id FROM service WHERE $1 = 'service' AND name = $2), CASE WHEN $1 = 'all' THEN 'all' END) RETURNING id`,
    [scope, name ?? null],
  );
  for (const { id, severities } of targets) {
    for (const severity of severities) {
      await pool.query("INSERT INTO route_target (route_id, severity, target_id) VALUES ($1, $2, $3)", [only(rows).id, severity, id]);
    }
  }
}
