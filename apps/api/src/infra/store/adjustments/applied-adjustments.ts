import type { AdjustmentMode, MinuteInterval } from "@solvent/domain";
import type pg from "pg";
import type { AppliedAdjustment, AppliedAdjustments } from "../../../usecases/adjustment/applied-adjustments.ts";
import type { Recurrences } from "../../../usecases/adjustment/recurrences.ts";
import type { Scope } from "../../../usecases/notification/route-store.ts";
import { askPrepared, prepared } from "../prepared.ts";

/* One look at an index where nothing is recorded. One that recurs may have an occurrence at any time after its first. */
const recordedWhere = (condition: string): string => `
  SELECT adjustment_id AS id, version, scope, coalesce(objective_id, service_id, team_id) AS subject, mode, from_minute AS "from",
         to_minute AS "to", rule, zone, category, reason, author
    FROM adjustment_version
   WHERE newest AND NOT removed AND from_minute < $2 AND (to_minute > $1 OR rule IS NOT NULL) ${condition}
   ORDER BY created_at, adjustment_id`;

const RECORDED = prepared(recordedWhere(""));

const RECORDED_FOR = prepared(
  recordedWhere(`
     AND (scope = 'all' OR objective_id = $3 OR service_id = (SELECT service_id FROM objective WHERE id = $3)
       OR team_id = (SELECT s.team_id FROM objective o JOIN service s ON s.id = o.service_id WHERE o.id = $3))`),
);

const SUBJECTS = `
  SELECT o.id AS objective, o.service_id AS service, s.team_id AS team FROM objective o JOIN service s ON s.id = o.service_id
   WHERE $1::uuid[] IS NULL OR o.id = ANY($1)`;

interface RecordedRow {
  readonly id: string;
  readonly version: number;
  readonly scope: Scope;
  readonly subject: string | null;
  readonly mode: AdjustmentMode;
  readonly from: number;
  readonly to: number;
  readonly rule: string | null;
  readonly zone: string | null;
  readonly category: string;
  readonly reason: string;
  readonly author: string;
}

interface SubjectRow {
  readonly objective: string;
  readonly service: string;
  readonly team: string | null;
}

function occurrencesOf(row: RecordedRow, range: MinuteInterval, recurrences: Pick<Recurrences, "within">): AppliedAdjustment[] {
  const { id, version, mode, from, to, rule, zone, category, reason, author } = row;
  const recurrence = rule === null || zone === null ? null : { rule, zone };
  const occurrences = recurrences.within({ from, to, recurrence }, range);
  return occurrences.map(({ start, end }) => ({ id, version, mode, from: start, to: end, category, reason, author }));
}

const EVERYTHING = "";

/** Occurrences by what they are for: the id of a team, service or objective; the empty text for everything. */
function bySubject(rows: readonly RecordedRow[], range: MinuteInterval, recurrences: Pick<Recurrences, "within">) {
  const found = new Map<string, AppliedAdjustment[]>();
  for (const row of rows) {
    const subject = row.subject ?? EVERYTHING;
    const list = found.get(subject) ?? [];
    list.push(...occurrencesOf(row, range, recurrences));
    found.set(subject, list);
  }
  return found;
}

const inOrder = (adjustments: readonly AppliedAdjustment[]) => adjustments.toSorted((a, b) => a.from - b.from || a.to - b.to);

/** Objectives to which the same adjustments apply share one list. */
function perObjective(
  objectives: readonly SubjectRow[],
  found: ReadonlyMap<string, readonly AppliedAdjustment[]>,
): Map<string, readonly AppliedAdjustment[]> {
  const lists = new Map<string, readonly AppliedAdjustment[]>();
  const applied = new Map<string, readonly AppliedAdjustment[]>();
  for (const { objective, service, team } of objectives) {
    const subjects = [EVERYTHING, team ?? EVERYTHING, service, objective].filter(
      (id, index, all) => found.has(id) && all.indexOf(id) === index,
    );
    const key = subjects.join(" ");
    const list = lists.get(key) ?? inOrder(subjects.flatMap((id) => found.get(id) ?? []));
    lists.set(key, list);
    if (list.length > 0) applied.set(objective, list);
  }
  return applied;
}

/** Reads the newest versions; occurrences of a rule are worked out once (see `Recurrences`). */
export function makeAppliedAdjustments(pool: Pick<pg.Pool, "query">, recurrences: Pick<Recurrences, "within">): AppliedAdjustments {
  async function toOne(range: MinuteInterval, objectiveId: string): Promise<ReadonlyMap<string, readonly AppliedAdjustment[]>> {
    const { rows } = await askPrepared<RecordedRow>(pool, RECORDED_FOR, [range.start, range.end, objectiveId]);
    const applied = rows.flatMap((row) => occurrencesOf(row, range, recurrences));
    return new Map(applied.length === 0 ? [] : [[objectiveId, inOrder(applied)]]);
  }

  async function toMany(range: MinuteInterval, objectiveIds: readonly string[] | undefined) {
    const { rows } = await askPrepared<RecordedRow>(pool, RECORDED, [range.start, range.end]);
    if (rows.length === 0) return new Map();
    const subjects = await pool.query<SubjectRow>(SUBJECTS, [objectiveIds ?? null]);
    return perObjective(subjects.rows, bySubject(rows, range, recurrences));
  }

  return {
    within: async (range, objectiveIds) => {
      const [only, second] = objectiveIds ?? [];
      if (range.start >= range.end || objectiveIds?.length === 0) return new Map();
      return only !== undefined && second === undefined ? toOne(range, only) : toMany(range, objectiveIds);
    },
  };
}
