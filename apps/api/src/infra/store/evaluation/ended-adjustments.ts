import { type Minute, minuteOfMs } from "@solvent/domain";
import type pg from "pg";
import type { EndedAdjustments } from "../../../jobs/tick/live-only.ts";
import type { Recurrences } from "../../../usecases/adjustment/recurrences.ts";

/* Versions that another one has taken the place of. They say what was taken for granted until then. */
const ENDED = `
  SELECT v.from_minute AS "from", v.to_minute AS "to", v.rule, v.zone, next.created_at AS ended_at
  FROM objective o JOIN service s ON s.id = o.service_id
  JOIN adjustment_version v ON v.scope = 'all' OR v.objective_id = o.id OR v.service_id = o.service_id OR v.team_id = s.team_id
  JOIN adjustment_version next ON next.adjustment_id = v.adjustment_id AND next.version = v.version + 1
  WHERE o.id = $1 AND NOT v.removed AND v.from_minute < $3 AND (v.to_minute > $2 OR v.rule IS NOT NULL)
    AND next.created_at > to_timestamp($2::float8 * 60)`;

interface Row {
  readonly from: Minute;
  readonly to: Minute;
  readonly rule: string | null;
  readonly zone: string | null;
  readonly ended_at: Date;
}

/** Reads the versions that are no longer in force; nothing is there where nothing was ever changed. */
export const makeEndedAdjustments = (pool: Pick<pg.Pool, "query">, recurrences: Pick<Recurrences, "within">): EndedAdjustments => ({
  async endedWithin(objectiveId, range) {
    const { rows } = await pool.query<Row>(ENDED, [objectiveId, range.start, range.end]);
    return rows.flatMap(({ from, to, rule, zone, ended_at }) => {
      const recurrence = rule === null || zone === null ? null : { rule, zone };
      const ended = minuteOfMs(ended_at.getTime());
      return recurrences
        .within({ from, to, recurrence }, range)
        .map((occurrence) => ({ from: occurrence.start, to: Math.min(occurrence.end, ended) }))
        .filter((stretch) => stretch.from < stretch.to);
    });
  },
});
