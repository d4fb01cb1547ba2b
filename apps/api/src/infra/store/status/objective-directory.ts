import type { MissingReason, TermsDefinition } from "@solvent/domain";
import type pg from "pg";
import type {
  BackfillState,
  DirectoryEntry,
  DirectoryFingerprint,
  ObjectiveDirectory,
} from "../../../usecases/status/objective-directory.ts";
import { mutedUntilOf } from "../alerts/muted-until.ts";
import { makeAttachedPolicies, policyStampOf } from "../definitions/attached-policies.ts";
import { StoredTerms } from "../definitions/stored-json.ts";
import { askPrepared, prepared } from "../prepared.ts";

/** Sums are enough: watermarks and cursors only move. Of an adjustment every change is a row more. */
const FINGERPRINT = `
  select concat_ws('|',
    (select concat_ws('/', count(*), max(updated_at)) from objective),
    (select concat_ws('/', count(*), max(updated_at)) from service),
    (select concat_ws('/', count(*), max(updated_at)) from source),
    (select concat_ws('/', count(*), max(updated_at)) from alert_policy),
    (select concat_ws('/', count(*), sum(extract(epoch from ends_at))) from mute where ends_at > now()),
    (select concat_ws('/', count(*), max(created_at)) from adjustment_version)) as definitions,
  concat_ws('|',
    (select concat_ws('/', count(*), sum(watermark::bigint), sum(first_minute::bigint), sum(generated_until::bigint)) from stream),
    (select concat_ws('/', count(*), sum(firing_since::bigint)) from rule_state),
    (select concat_ws('/', count(*), sum(cursor::bigint), count(*) filter (where state in ('queued', 'running'))) from backfill),
    (select concat_ws('/', count(*) filter (where failing_since is not null), max(failing_since)) from source_health)) as figures`;

/** Whether adjustments may apply to any of many objectives: that they are asked for together is one question. */
const ANY_ADJUSTED = "exists (select from adjustment_version where newest and not removed)";
const ONE_ADJUSTED = `exists (select from adjustment_version a where a.newest and not a.removed
  and (a.scope = 'all' or a.objective_id = o.id or a.service_id = o.service_id or a.team_id = o.team_id))`;

/* In two parts, which OFFSET 0 keeps apart: planning one join of everything takes several times as long as reading one objective, and two still do. */
const entriesWhere = (condition: "where o.archived_at is null" | "where o.name = $1", isAdjusted: string): string => `
  select o.id, o.revision, o.name, o.archived_ms, o.group_name, o.group_labels, o.definition->>'displayName' as display_name, o.service, o.team,
         src.name as source, src.kind as source_kind, case when h.failing_since is not null then h.message end as source_trouble,
         jsonb_build_object('targetPercent', o.definition->'targetPercent', 'window', o.definition->'window', 'method', o.definition->'method',
           'slices', o.definition->'slices', 'sloStart', o.definition->'sloStart')::text as terms,
         ${policyStampOf("o.id")} as policies, o.definition->'labels' as labels, st.id as stream_id, st.first_minute, st.watermark, st.minutes_from,
         coalesce(sl.id, own.id) as slices_id, coalesce(sl.first_minute, own.first_minute) as slices_first_minute,
         coalesce(sl.watermark, own.watermark) as slices_watermark, st.generated_until, o.muted_until_ms,
         b.id::text as backfill_id, b.state as backfill_state, b.from_minute as backfill_from, b.to_minute as backfill_to,
         b.cursor as backfill_cursor, b.message as backfill_message,
         (extract(epoch from b.started_at) * 1000)::float8 as backfill_started_ms,
         coalesce((select json_agg(json_build_object('rule', rule, 'firingSince', firing_since)) from rule_state where objective_id = o.id),
           '[]'::json) as firing,
         (select reason from gap where stream_id = st.id and filled_at is null and to_minute >= st.watermark - 1
           order by to_minute desc limit 1) as gap_reason,
         ${isAdjusted} as is_adjusted
    from (
      select o.id, o.revision, o.name, (extract(epoch from o.archived_at) * 1000)::float8 as archived_ms, o.stream_id, o.slice_key, o.service_id, s.team_id, g.name as group_name, o.group_labels, r.definition,
             s.name as service, t.name as team,
             (extract(epoch from ${mutedUntilOf({ objective: "o.id", service: "s.id", team: "s.team_id" })}) * 1000)::float8 as muted_until_ms
        from objective o
        join objective_revision r on r.objective_id = o.id and r.revision = o.revision
        join service s on s.id = o.service_id
        left join team t on t.id = s.team_id
        left join objective_group g on g.id = o.group_id ${condition} offset 0) o
    join stream st on st.id = o.stream_id
    left join source src on src.id = st.source_id
    left join stream sl on sl.parent_id = st.id and sl.slice_key = o.slice_key
    left join lateral (select st.id, st.first_minute, st.watermark where st.kind = 'composite') own on true
    left join source_health h on h.source_id = src.id
    left join lateral (select * from backfill where stream_id = st.id order by id desc limit 1) b on true`;
const ALL_ENTRIES = entriesWhere("where o.archived_at is null", ANY_ADJUSTED);
const ONE_ENTRY = prepared(entriesWhere("where o.name = $1", ONE_ADJUSTED));

interface Row {
  readonly id: string;
  readonly revision: number;
  readonly name: string;
  readonly archived_ms: number | null;
  readonly display_name: string | null;
  readonly service: string;
  readonly team: string | null;
  readonly source: string | null;
  readonly source_kind: string | null;
  readonly source_trouble: string | null;
  readonly terms: string;
  readonly policies: string;
  readonly group_name: string | null;
  readonly group_labels: Record<string, string> | null;
  readonly labels: Record<string, string>;
  readonly stream_id: number;
  readonly first_minute: number;
  readonly watermark: number;
  readonly minutes_from: number | null;
  readonly slices_id: number | null;
  readonly slices_first_minute: number;
  readonly slices_watermark: number;
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
  readonly is_adjusted: boolean;
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

const toSlicesStream = (row: Row): DirectoryEntry["slicesStream"] =>
  row.slices_id === null ? null : { streamId: row.slices_id, firstMinute: row.slices_first_minute, watermark: row.slices_watermark };

const toEntry = (row: Row, { terms, policies }: Pick<DirectoryEntry, "terms" | "policies">): DirectoryEntry => ({
  id: row.id,
  revision: row.revision,
  name: row.name,
  archivedAtMs: row.archived_ms,
  displayName: row.display_name,
  service: row.service,
  team: row.team,
  source: row.source,
  sourceKind: row.source_kind,
  sourceTrouble: row.source_trouble,
  targetPercent: terms.targetPercent,
  terms,
  policies,
  group: row.group_name,
  groupLabels: row.group_labels,
  labels: row.labels,
  streamId: row.stream_id,
  firstMinute: row.first_minute,
  watermark: row.watermark,
  minutesFrom: row.minutes_from,
  slicesStream: toSlicesStream(row),
  generatedUntil: row.generated_until,
  mutedUntilMs: row.muted_until_ms,
  backfill: toBackfill(row),
  firing: row.firing,
  openGapReason: row.gap_reason,
  isAdjusted: row.is_adjusted,
});

/** More different terms than this are no company's, but somebody's experiment. */
const REMEMBERED_TERMS = 10_000;

/** A company uses few different terms: each text is parsed once. */
function makeTermsReader(): (text: string) => TermsDefinition {
  const known = new Map<string, TermsDefinition>();
  return (text) => {
    const terms = known.get(text) ?? StoredTerms.parse(JSON.parse(text));
    if (known.size >= REMEMBERED_TERMS) known.clear();
    known.set(text, terms);
    return terms;
  };
}

export function makeObjectiveDirectory(pool: pg.Pool): ObjectiveDirectory {
  const termsOf = makeTermsReader();
  const attached = makeAttachedPolicies(pool);
  async function toEntries(rows: readonly Row[]): Promise<DirectoryEntry[]> {
    const policiesOf = await attached.read(rows.map(({ policies }) => policies));
    return rows.map((row) => toEntry(row, { terms: termsOf(row.terms), policies: policiesOf(row.policies) }));
  }
  return {
    fingerprint: async () => {
      const { rows } = await pool.query<DirectoryFingerprint>(FINGERPRINT);
      return rows[0] ?? { definitions: "", figures: "" };
    },
    entries: async () => toEntries((await pool.query<Row>(ALL_ENTRIES)).rows),
    findEntry: async (name) => {
      const { rows } = await askPrepared<Row>(pool, ONE_ENTRY, [name]);
      const [entry = null] = await toEntries(rows);
      return entry;
    },
  };
}
