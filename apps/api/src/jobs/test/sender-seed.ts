import { randomUUID } from "node:crypto";
import type { BudgetCondition } from "@solvent/domain";
import type pg from "pg";
import type { AlertKind, ConditionEvidence } from "../../usecases/alert/alert-record.ts";
import { addObjective, addSource, addStream } from "./seed.ts";

const COUNTS = { good: "990000", total: "1000000", counted: 60 };

const burnEvidence = (streamId: number) => ({
  kind: "burn",
  rule: "fast",
  longMinutes: 60,
  shortMinutes: 5,
  factor: "72/5",
  burnLong: "20/1",
  burnShort: "30/1",
  long: COUNTS,
  short: COUNTS,
  window: { good: "99990000", total: "100000000", counted: 43_200 },
  lastHour: COUNTS,
  sinceOnset: null,
  spark: null,
  streamId,
  revision: 1,
  ticketSince: null,
});

const conditionEvidence = (kind: BudgetCondition["kind"], streamId: number): ConditionEvidence => ({
  kind: "condition",
  rule: "budget/marks",
  condition: conditionOf(kind),
  value: kind === "time-to-exhaustion" ? "90/1" : kind === "no-traffic" ? "0/1" : "4/5",
  limit: kind === "time-to-exhaustion" ? "240/1" : kind === "no-traffic" ? "10/1" : "3/4",
  usual: kind === "no-traffic" ? "12/1" : null,
  stretch: { start: 940, end: 1_000, counts: COUNTS },
  window: { good: "99990000", total: "100000000", counted: 43_200 },
  streamId,
  revision: 1,
});

function conditionOf(kind: BudgetCondition["kind"]): BudgetCondition {
  const common = { name: "marks", severity: "page", resolveAfter: 5 } as const;
  switch (kind) {
    case "budget-consumed":
      return { kind, name: "marks", severity: "page", percent: "75", rearmPercent: "5" };
    case "budget-drop":
      return { kind, ...common, percent: "75", withinMinutes: 60 };
    case "time-to-exhaustion":
      return { kind, ...common, withinMinutes: 240, lookbackMinutes: 60 };
    case "no-traffic":
      return { kind, ...common, forMinutes: 10, leastPerMinute: "1" };
  }
}

const EVIDENCE = {
  "no-data": { kind: "no-data", since: 1000, reason: "no-series", blind: [] },
  "source-down": { kind: "source-down", sinceMs: 60_000_000, reason: "connection refused", objectives: 3, blind: [] },
  "evaluator-behind": { kind: "evaluator-behind", sinceMs: 60_000_000, objectives: 3 },
} as const;

export interface SeededObjective {
  readonly id: string;
  readonly sourceId: string;
  readonly streamId: number;
  readonly serviceId: string;
}

export async function addPromise(pool: pg.Pool): Promise<SeededObjective> {
  const sourceId = await addSource(pool, `source-${randomUUID()}`);
  const streamId = await addStream(pool, { sourceId, query: randomUUID(), firstMinute: 1_000 });
  const part = { source: "s", spec: { query: "q" } };
  const id = await addObjective(pool, { streamId, indicator: { kind: "ratio", counter: true, numerator: "bad", part, total: part } });
  const { rows } = await pool.query<{ service_id: string }>("SELECT service_id FROM objective WHERE id = $1", [id]);
  return { id, sourceId, streamId, serviceId: rows[0]?.service_id ?? "" };
}

export interface SeedAlert {
  readonly name: string;
  readonly kind?: AlertKind;
  readonly severity?: "page" | "ticket";
  readonly objective?: SeededObjective;
  readonly sourceId?: string;
  readonly openedAt?: number;
}

function openKeyOf({ kind = "burn", severity = "page", objective, sourceId }: SeedAlert): string {
  if (kind === "burn") return `burn/${objective?.id ?? randomUUID()}/${severity}`;
  if (kind !== "source-down" && kind !== "evaluator-behind") return `${kind}/${objective?.id ?? randomUUID()}`;
  return kind === "source-down" ? `source-down/${sourceId ?? randomUUID()}` : `evaluator-behind ${randomUUID()}`;
}

function evidenceOf(kind: AlertKind, streamId: number): object {
  if (kind === "burn") return burnEvidence(streamId);
  return kind === "no-data" || kind === "source-down" || kind === "evaluator-behind" ? EVIDENCE[kind] : conditionEvidence(kind, streamId);
}

/** An open alert. */
export async function addAlert(pool: pg.Pool, seed: SeedAlert): Promise<bigint> {
  const { kind = "burn", name, objective, severity = "page", sourceId = null, openedAt = 1_000 } = seed;
  const terms = { name, displayName: null, service: "shop", team: null, targetPercent: "99.9", windowMinutes: 43_200 };
  const subject = { objective: kind === "source-down" || kind === "evaluator-behind" ? null : terms, source: "prom" };
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO alert (kind, severity, objective_id, source_id, subject, open_key, opened_at, evidence)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
    [kind, severity, objective?.id ?? null, sourceId, subject, openKeyOf(seed), openedAt, evidenceOf(kind, objective?.streamId ?? 0)],
  );
  return rows[0]?.id ?? 0n;
}

export async function closeAlert(pool: pg.Pool, id: bigint, closedAt = 1_010): Promise<void> {
  await pool.query("UPDATE alert SET open_key = NULL, closed_at = $2, close_reason = 'resolved' WHERE id = $1", [id, closedAt]);
}

export async function addTarget(pool: pg.Pool, name: string, failoverId: string | null = null): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    "INSERT INTO notification_target (name, kind, settings, failover_id) VALUES ($1, 'test', '{}', $2) RETURNING id",
    [name, failoverId],
  );
  return rows[0]?.id ?? "";
}

export interface SeedNotices {
  readonly alertIds: readonly bigint[];
  readonly targetId: string;
  readonly event: "fired" | "resolved";
  readonly atMs: number;
}

/** Puts notifications into the outbox, as the judge does, in the order of the alerts. */
export async function addNotices(pool: pg.Pool, { alertIds, atMs, event, targetId }: SeedNotices): Promise<void> {
  await pool.query(
    `INSERT INTO notification (alert_id, target_id, target_name, event, created_at)
     SELECT a.id, t.id, t.name, $3, $4 FROM unnest($1::int8[]) WITH ORDINALITY AS a (id, n), notification_target t WHERE t.id = $2 ORDER BY a.n`,
    [alertIds, targetId, event, new Date(atMs).toISOString()],
  );
}

export interface SeedMute {
  readonly scope: "all" | "service" | "objective";
  readonly fromMs: number;
  readonly toMs: number;
  readonly objective?: SeededObjective;
}

export async function addMute(pool: pg.Pool, { fromMs, objective, scope, toMs }: SeedMute): Promise<void> {
  const [serviceId, objectiveId] = [scope === "service" ? objective?.serviceId : null, scope === "objective" ? objective?.id : null];
  await pool.query(
    `INSERT INTO mute (scope, service_id, objective_id, reason, author, created_at, ends_at) VALUES ($1, $2, $3, 'deploy', 'ada', $4, $5)`,
    [scope, serviceId, objectiveId, new Date(fromMs).toISOString(), new Date(toMs).toISOString()],
  );
}

export interface SeenNotice {
  readonly event: string;
  readonly target: string;
  readonly state: string;
  readonly reason: string | null;
}

/** All notifications in the order of their ids. */
export async function noticesIn(pool: pg.Pool): Promise<readonly SeenNotice[]> {
  const { rows } = await pool.query<SeenNotice>("SELECT event, target_name AS target, state, reason FROM notification ORDER BY id");
  return rows;
}
