import { definitionTerms, parseSliceKey } from "@solvent/domain";
import type pg from "pg";
import type { KeptReasons, ReadStream } from "../../../jobs/upkeep/kept-instants.ts";
import { StoredTerms } from "../definitions/stored-json.ts";

const ZONES = "SELECT DISTINCT zone FROM agreement";

/* Every objective with the streams that it reads or will read, and the bounds of its closed periods. */
const OBJECTIVES = `
  SELECT o.id, r.definition AS terms,
    (SELECT json_agg(json_build_object('streamId', s.id, 'sliceKey', s.slice_key, 'kind', s.kind)) FROM stream s
      WHERE s.id IN (o.stream_id, o.next_stream_id) OR s.parent_id IN (o.stream_id, o.next_stream_id)) AS streams,
    ARRAY(SELECT unnest(ARRAY[p.period_start, p.period_end, p.from_minute]) FROM (
      SELECT period_start, period_end, from_minute FROM objective_period WHERE objective_id = o.id
      UNION ALL
      SELECT ap.period_start, ap.period_end, ap.from_minute FROM agreement_period ap JOIN agreement a ON a.id = ap.agreement_id
      WHERE a.objective_id = o.id) AS p) AS bounds
  FROM objective o JOIN objective_revision r ON r.objective_id = o.id AND r.revision = o.revision`;

interface ObjectiveRow {
  readonly id: string;
  readonly terms: unknown;
  readonly streams: readonly { readonly streamId: number; readonly sliceKey: string | null; readonly kind: string }[] | null;
  readonly bounds: readonly number[];
}

/** What asks for exact figures inside hours: see `KeptReasons`. */
export async function readKeptReasons(pool: pg.Pool): Promise<KeptReasons> {
  const agreements = await pool.query<{ zone: string }>(ZONES);
  const { rows } = await pool.query<ObjectiveRow>(OBJECTIVES);
  const read = rows.map((row) => ({ row, terms: definitionTerms(StoredTerms.parse(row.terms)) }));
  const zones = read.flatMap(({ terms: { window } }) => (window.kind === "calendar" ? [window.zone] : []));
  return {
    zones: [...new Set([...agreements.rows.map(({ zone }) => zone), ...zones])],
    objectives: read.map(({ row, terms: { sloStart, slices } }) => ({
      id: row.id,
      bounds: sloStart === null ? row.bounds : [...row.bounds, sloStart],
      streams: (row.streams ?? []).map(({ streamId, sliceKey, kind }): ReadStream => {
        const composite = kind === "composite" ? (slices?.minutes ?? 1) : 1;
        return { streamId, sliceMinutes: sliceKey === null ? composite : parseSliceKey(sliceKey).slices.minutes };
      }),
    })),
  };
}
