import type { MissingReason } from "@solvent/domain";
import type pg from "pg";
import type {
  BackfillState,
  DirectoryEntry,
  DirectoryFingerprint,
  ObjectiveDirectory,
} from "../../../usecases/status/objective-directory.ts";
import { mutedUntilOf } from "../alerts/muted-until.ts";

/** Sums are enough: watermarks and cursors only move. */
const FINGERPRINT = `
  select concat_ws('|',
    (select concat_ws('/', count(*), max(updated_at)) from objective),
    (select concat_ws('/', count(*), max(updated_at)) from service),
    (select concat_ws('/', count(*), max(updated_at)) from source),
    (select concat_ws('/', count(*), sum(extract(epoch from ends_at))) from mute where ends_at > now())) as definitions,
  concat_ws('|',
    (select concat_ws('/', count(*), sum(watermark::bigint), sum(first_minute::bigint), sum(generated_until::bigint)) from stream),
    (select concat_ws('/', count(*), sum(firing_since::bigint)) from rule_state),
    (select concat_ws('/', count(*), sum(cursor::bigint), count(*) filter (where state in ('queued', 'running'))) from backfill),
    (select concat_ws('/', count(*) filter (where failing_since is not null), max(failing_since)) from source_health)) as figures`;

const ENTRIES = `
  select o.id, o.revision, o.name, r.definition->>'displayName' as display_name, s.name as service, t.name as team,
         src.name as source, src.kind as source_kind, case when h.failing_since is not null then h.message end as source_trouble,
         r.definition->>'targetPercent' as target_percent, (r.definition->'window'->>'minutes')::int as window_minutes,
         r.definition->'labels' as labels, st.id as stream_id, st.first_minute, st.watermark,
         st.generated_until, (extract(epoch from ${mutedUntilOf({ objective: "o.id", service: "s.id", team: "s.team_id" })}) * 1000)::float8 as muted_until_ms,
         b.id::text as backfill_id, b.state as backfill_state, b.from_minute as backfill_from, b.to_minute as backfill_to,
         b.cursor as backfill_cursor, b.message as backfill_message,
         (extract(epoch from b.started_at) * 1000)::float8 as backfill_started_ms,
         coalesce(f.firing, '[]'::json) as firing, g.reason as gap_reason
    from objective o
    join objective_revision r on r.objective_id = o.id and r.revision = o.revision
    join service s on s.id = o.service_id
    left join team t on t.id = s.team_id
    join stream st on st.id = o.stream_id
    join source src on src.id = st.source_id
    left join source_health h on h.source_id = src.id
    left join lateral (select * from backfill where stream_id = st.id order by id desc limit 1) b on true
    left join lateral (
      select json_agg(json_build_object('rule', rule, 'firingSince', firing_since)) as firing from rule_state where objective_id = o.id) f on true
    left join lateral (
      select reason from gap where stream_id = st.id and filled_at is null and to_minute >= st.watermark - 1 order by to_minute desc limit 1) g on true`;

interface Row {
  readonly id: string;
  readonly revision: number;
  readonly name: string;
  readonly display_name: string | null;
  readonly service: string;
  readonly team: string | null;
  readonly source: string;
  readonly source_kind: string;
  readonly source_trouble: string | null;
  readonly target_percent: string;
  readonly window_minutes: number;
  readonly labels: Record<string, string>;
  readonly stream_id: number;
  readonly first_minute: number;
  readonly watermark: number;
  readonly generated_until: number | null;
  readonly muted_until_ms: number | null;
  readonly backfill_id: string | null;
  readonly backfill_state: BackfillState;
  readonly backfill_from: number;
  readonly backfill_to: number;
  readonly backfill_cursor: number;
  readonly backfill_message: string | null;
  readonly backfill_started_ms: number | null;
  readonly firing: DirectoryEntry["firing"];
  readonly gap_reason: MissingReason | null;
}

const toBackfill = (row: Row): DirectoryEntry["backfill"] =>
  row.backfill_id === null
    ? null
    : {
        id: row.backfill_id,
        state: row.backfill_state,
        fromMinute: row.backfill_from,
        toMinute: row.backfill_to,
        cursor: row.backfill_cursor,
        message: row.backfill_message,
        startedAtMs: row.backfill_started_ms,
      };

const toEntry = (row: Row): DirectoryEntry => ({
  id: row.id,
  revision: row.revision,
  name: row.name,
  displayName: row.display_name,
  service: row.service,
  team: row.team,
  source: row.source,
  sourceKind: row.source_kind,
  sourceTrouble: row.source_trouble,
  targetPercent: row.target_percent,
  windowMinutes: row.window_minutes,
  labels: row.labels,
  streamId: row.stream_id,
  firstMinute: row.first_minute,
  watermark: row.watermark,
  generatedUntil: row.generated_until,
  mutedUntilMs: row.muted_until_ms,
  backfill: toBackfill(row),
  firing: row.firing,
  openGapReason: row.gap_reason,
});

export const makeObjectiveDirectory = (pool: pg.Pool): ObjectiveDirectory => ({
  fingerprint: async () => {
    const { rows } = await pool.query<DirectoryFingerprint>(FINGERPRINT);
    return rows[0] ?? { definitions: "", figures: "" };
  },
  entries: async () => (await pool.query<Row>(ENTRIES)).rows.map(toEntry),
  findEntry: async (name) => {
    const { rows } = await pool.query<Row>(`${ENTRIES} where o.name = $1`, [name]);
    return rows[0] === undefined ? null : toEntry(rows[0]);
  },
});
