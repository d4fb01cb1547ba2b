import { sliceKey, type TermsDefinition } from "@solvent/domain";
import type pg from "pg";
import { END } from "../store/workload.ts";

const DAY = 1440;
const ROLLING: TermsDefinition = {
  targetPercent: "99",
  window: { kind: "rolling", minutes: 28 * DAY },
  method: "occurrences",
  slices: null,
  sloStart: null,
};
const SLICES = { minutes: 5, targetPercent: "99.5", noTraffic: "good", missing: "exclude" } as const;
const SLICED: TermsDefinition = { ...ROLLING, method: "timeslices", slices: SLICES };
const CALENDAR: TermsDefinition = { ...ROLLING, window: { kind: "calendar", unit: "month", zone: "Europe/Paris", weekStart: "monday" } };
const SLICE_KEY = sliceKey({ method: "timeslices", slices: SLICES });

/** A tenth counts slices, a tenth calendar months, the rest events of the last four weeks. */
const kindOf = (number: number, count: number): "slices" | "calendar" | "rolling" =>
  number < count / 10 ? "slices" : number < count / 5 ? "calendar" : "rolling";
const TERMS = { slices: SLICED, calendar: CALENDAR, rolling: ROLLING } as const;
/** One of twenty has adjustments: some of every kind. */
const isAdjusted = (number: number): boolean => number % 20 === 7;

export const nameOf = (number: number): string => `o${number}`;
/** Objectives whose window the plain sums of the workload tell. */
export const isPlain = (number: number, count: number): boolean => kindOf(number, count) === "rolling" && !isAdjusted(number);
export const PLAIN_WINDOW_MINUTES = 28 * DAY;

/** One objective for each stream, and a slices stream for those that need one; all streams are still empty. */
export async function seedObjectives(pool: pg.Pool, streamIds: readonly number[]): Promise<void> {
  const numbers = streamIds.map((_, number) => number);
  const kinds = numbers.map((number) => kindOf(number, streamIds.length));
  const definitions = numbers.map((number, index) =>
    JSON.stringify({ name: nameOf(number), displayName: null, labels: {}, ...TERMS[kinds[index] ?? "rolling"] }),
  );
  await pool.query(
    `WITH t AS (INSERT INTO team (name) VALUES ('bench') RETURNING id),
       s AS (INSERT INTO service (name, team_id) SELECT 'shop', id FROM t RETURNING id),
       o AS (INSERT INTO objective (name, service_id, revision, stream_id, slice_key) SELECT u.name, s.id, 1, u.stream, u.slice_key
         FROM s, unnest($1::text[], $2::int[], $3::text[]) AS u (name, stream, slice_key) RETURNING id, name)
     INSERT INTO objective_revision (objective_id, revision, definition, changes, author)
     SELECT o.id, 1, d.definition, '[]', 'bench' FROM unnest($1::text[], $4::jsonb[]) AS d (name, definition) JOIN o USING (name)`,
    [numbers.map(nameOf), streamIds, kinds.map((kind) => (kind === "slices" ? SLICE_KEY : null)), definitions],
  );
  await pool.query(
    `INSERT INTO stream (source_id, spec_hash, query, kind, parent_id, slice_key, first_minute, watermark)
     SELECT p.source_id, 'slices ' || p.id, o.slice_key, 'slices', p.id, o.slice_key, p.first_minute, p.watermark
     FROM objective o JOIN stream p ON p.id = o.stream_id WHERE o.slice_key IS NOT NULL`,
  );
  await pool.query(
    `INSERT INTO adjustment_version (adjustment_id, version, scope, objective_id, mode, from_minute, to_minute, category, reason, author, newest)
     SELECT gen_random_uuid(), 1, 'objective', o.id, CASE n % 2 WHEN 0 THEN 'exclude' ELSE 'forgive' END,
            $2::int - u.number * 37 - n * 5000, $2::int - u.number * 37 - n * 5000 + 90, 'maintenance', 'bench', 'bench', true
     FROM unnest($1::text[], $3::int[]) AS u (name, number) JOIN objective o USING (name), generate_series(1, 2) AS n`,
    [numbers.filter(isAdjusted).map(nameOf), END, numbers.filter(isAdjusted)],
  );
}
