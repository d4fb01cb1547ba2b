import { type AlertSeverity, nominalMinutes } from "@solvent/domain";
import type { AlertStore, AlertTransition, ClosedAlert, NewAlert, OpenAlert } from "../../../../jobs/alerts/alert-store.ts";
import type { AlertSubject, BlindAlert } from "../../../../usecases/alert/alert-record.ts";
import { StoredTerms } from "../../definitions/stored-json.ts";
import { pgClientOf } from "../../minutes/transaction-scope.ts";
import { enqueueFired, enqueueResolved } from "./outbox.ts";

/* The share lock keeps the definition as it is until the verdict on it is committed. */
const SUBJECTS = `
  SELECT o.id, o.name, s.name AS service, t.name AS team, src.name AS source, r.definition
  FROM unnest($1::uuid[], $2::int[], $3::int[]) AS j (objective_id, stream_id, revision)
  JOIN objective o ON o.id = j.objective_id AND o.stream_id = j.stream_id AND o.revision = j.revision
  JOIN objective_revision r ON r.objective_id = o.id AND r.revision = o.revision
  JOIN service s ON s.id = o.service_id LEFT JOIN team t ON t.id = s.team_id
  JOIN stream st ON st.id = o.stream_id LEFT JOIN source src ON src.id = st.source_id
  ORDER BY o.id FOR SHARE OF o`;

interface SubjectRow {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly team: string | null;
  readonly source: string | null;
  readonly definition: { readonly displayName?: string | null };
}

function toSubject({ name, service, team, source, definition }: SubjectRow): AlertSubject {
  const { targetPercent, ...terms } = StoredTerms.parse(definition);
  const { displayName = null } = definition;
  return {
    objective: { name, displayName, service, team, targetPercent, windowMinutes: nominalMinutes(terms.window), terms },
    source,
  };
}

const FIND_OPEN = `
  SELECT id, open_key, severity, onset, opened_at, (evidence ->> 'revision')::int AS revision, (evidence ->> 'streamId')::int AS stream_id
  FROM alert WHERE open_key = ANY($1::text[]) ORDER BY id`;

interface OpenRow {
  readonly id: bigint;
  readonly open_key: string;
  readonly severity: AlertSeverity;
  readonly onset: number | null;
  readonly opened_at: number;
  readonly revision: number | null;
  readonly stream_id: number | null;
}

const toOpen = (row: OpenRow): OpenAlert => ({
  id: row.id,
  openKey: row.open_key,
  severity: row.severity,
  onset: row.onset,
  openedAt: row.opened_at,
  revision: row.revision,
  streamId: row.stream_id,
});

const OPEN = `
  INSERT INTO alert (kind, severity, open_key, objective_id, source_id, subject, onset, opened_at, evidence)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::jsonb[], $7::int[], $8::int[], $9::jsonb[])
  ON CONFLICT (open_key) DO NOTHING RETURNING id`;

/* Only under the fence, hence by one writer at a time: the next number is the next one. */
const RECORD = `
  INSERT INTO alert_transition (alert_id, subject, rule, sequence, "to", minute, evidence)
  SELECT a.id, n.subject, n.rule,
    coalesce((SELECT max(b.sequence) FROM alert_transition b WHERE b.subject = n.subject AND b.rule = n.rule), 0)
      + row_number() OVER (PARTITION BY n.subject, n.rule ORDER BY n.place),
    n.moved_to, n.minute, coalesce(n.evidence, 'null'::jsonb)
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::jsonb[])
    WITH ORDINALITY AS n (open_key, subject, rule, moved_to, minute, evidence, place)
  JOIN alert a ON a.open_key = n.open_key ORDER BY n.place`;

const CLOSE = `
  UPDATE alert a SET closed_at = c.closed_at, close_reason = c.reason, bill = c.bill, open_key = NULL, blind_since = NULL
  FROM unnest($1::int8[], $2::int[], $3::text[], $4::jsonb[]) AS c (id, closed_at, reason, bill)
  WHERE a.id = c.id AND a.closed_at IS NULL RETURNING a.id`;

const WERE_REFILLED = `
  SELECT EXISTS (SELECT 1 FROM gap g WHERE g.stream_id = s.stream AND g.from_minute < s.to_minute AND g.to_minute > s.from_minute
    AND g.filled_at IS NOT NULL AND g.refilled) AS refilled
  FROM unnest($1::int[], $2::int[], $3::int[]) WITH ORDINALITY AS s (stream, from_minute, to_minute, place) ORDER BY s.place`;

/* A silence keeps its first minute; nothing is written while nothing changed. */
const NOTE_SILENCE = `
  UPDATE alert a SET blind_since = CASE WHEN n.since IS NULL THEN NULL ELSE coalesce(a.blind_since, n.since) END
  FROM unnest($1::uuid[], $2::int[]) AS n (objective_id, since)
  WHERE a.objective_id = n.objective_id AND a.kind = 'burn' AND a.closed_at IS NULL AND (a.blind_since IS NULL) <> (n.since IS NULL)`;

const OPEN_BURNS = `
  SELECT objective_id, severity, subject FROM alert
  WHERE objective_id = ANY($1::uuid[]) AND kind = 'burn' AND closed_at IS NULL ORDER BY severity, opened_at`;

const toJson = (values: readonly unknown[]): (string | null)[] => values.map((value) => (value === null ? null : JSON.stringify(value)));

function toBlind({ severity, subject }: { severity: AlertSeverity; subject: AlertSubject }): BlindAlert[] {
  const { objective } = subject;
  return objective === null ? [] : [{ objective: objective.name, title: objective.displayName ?? objective.name, severity }];
}

const openParameters = (alerts: readonly NewAlert[]) => [
  alerts.map(({ kind }) => kind),
  alerts.map(({ severity }) => severity),
  alerts.map(({ openKey }) => openKey),
  alerts.map(({ objectiveId }) => objectiveId),
  alerts.map(({ sourceId }) => sourceId),
  toJson(alerts.map(({ subject }) => subject)),
  alerts.map(({ onset }) => onset),
  alerts.map(({ openedAt }) => openedAt),
  toJson(alerts.map(({ evidence }) => evidence)),
];

const recordParameters = (transitions: readonly AlertTransition[]) => [
  transitions.map(({ openKey }) => openKey),
  transitions.map(({ subject }) => subject),
  transitions.map(({ rule }) => rule),
  transitions.map(({ to }) => to),
  transitions.map(({ minute }) => minute),
  toJson(transitions.map(({ evidence }) => evidence)),
];

const closeParameters = (alerts: readonly ClosedAlert[]) => [
  alerts.map(({ id }) => id),
  alerts.map(({ closedAt }) => closedAt),
  alerts.map(({ reason }) => reason),
  toJson(alerts.map(({ bill }) => bill)),
];

const idsOf = (rows: readonly { readonly id: bigint }[]): string[] => rows.map(({ id }) => String(id));

/** Alerts in the tables alert, alert_transition and notification. */
export const alertStore: AlertStore = {
  async presentSubjects(scope, judged) {
    const { rows } = await pgClientOf(scope).query<SubjectRow>(SUBJECTS, [
      judged.map(({ objectiveId }) => objectiveId),
      judged.map(({ streamId }) => streamId),
      judged.map(({ revision }) => revision),
    ]);
    return new Map(rows.map((row) => [row.id, toSubject(row)]));
  },
  async findOpen(scope, openKeys) {
    const { rows } = await pgClientOf(scope).query<OpenRow>(FIND_OPEN, [openKeys]);
    return new Map(rows.map((row) => [row.open_key, toOpen(row)]));
  },
  async open(scope, alerts) {
    if (alerts.length === 0) return;
    const client = pgClientOf(scope);
    const { rows } = await client.query<{ id: bigint }>(OPEN, openParameters(alerts));
    await enqueueFired(client, idsOf(rows));
  },
  async record(scope, transitions) {
    if (transitions.length > 0) await pgClientOf(scope).query(RECORD, recordParameters(transitions));
  },
  async close(scope, alerts) {
    if (alerts.length === 0) return;
    const client = pgClientOf(scope);
    const { rows } = await client.query<{ id: bigint }>(CLOSE, closeParameters(alerts));
    await enqueueResolved(client, idsOf(rows));
  },
  async wereRefilled(scope, stretches) {
    const { rows } = await pgClientOf(scope).query<{ refilled: boolean }>(WERE_REFILLED, [
      stretches.map(({ streamId }) => streamId),
      stretches.map(({ from }) => from),
      stretches.map(({ to }) => to),
    ]);
    return rows.map(({ refilled }) => refilled);
  },
  async noteSilence(scope, silences) {
    await pgClientOf(scope).query(NOTE_SILENCE, [silences.map(({ objectiveId }) => objectiveId), silences.map(({ since }) => since)]);
  },
  async openBurns(scope, objectiveIds) {
    const { rows } = await pgClientOf(scope).query<{ objective_id: string; severity: AlertSeverity; subject: AlertSubject }>(OPEN_BURNS, [
      objectiveIds,
    ]);
    const blind = new Map<string, BlindAlert[]>();
    for (const row of rows) blind.set(row.objective_id, [...(blind.get(row.objective_id) ?? []), ...toBlind(row)]);
    return blind;
  },
};
