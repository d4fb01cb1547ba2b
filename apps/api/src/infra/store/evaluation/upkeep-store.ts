import { MINUTES_PER_HOUR, type Minute } from "@solvent/domain";
import type pg from "pg";
import type { UpkeepStore } from "../../../jobs/upkeep/upkeep.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";
import { dropSent } from "../push/drop-sent.ts";
import { dropAnchors, dropDay, partitionsBefore } from "./drop-minutes.ts";
import { readKeptReasons } from "./kept-reasons.ts";
import { toInstant } from "./to-instant.ts";
import { makeUnreadStore } from "./unread-store.ts";

const DROP_ATTEMPTS = `
  DELETE FROM delivery d WHERE d.started_at < $1 AND NOT EXISTS (SELECT 1 FROM notification n WHERE n.delivery_id = d.id)`;

export interface UpkeepStoreDeps {
  readonly pool: pg.Pool;
  /** Makes the partitions of the coming days. */
  readonly prepareAhead: (now: Minute) => Promise<void>;
}

/** Retention and removal, each in transactions short enough to hold up nobody. */
export const makeUpkeepStore = ({ pool, prepareAhead }: UpkeepStoreDeps): UpkeepStore => ({
  ...makeUnreadStore(pool),
  prepareAhead,
  async daysBefore(cut) {
    const partitions = await partitionsBefore(pool, "stream_hour", Math.floor(cut / MINUTES_PER_HOUR));
    return partitions.map(({ end }) => end * MINUTES_PER_HOUR);
  },
  keptReasons: () => readKeptReasons(pool),
  dropDay: (scope, dayEnd, instants) => dropDay(pgClientOf(scope), dayEnd, instants),
  dropAnchors: (scope, cut) => dropAnchors(pgClientOf(scope), cut),
  async dropAttempts(scope, cutMs) {
    await pgClientOf(scope).query(DROP_ATTEMPTS, [toInstant(cutMs)]);
  },
  dropSent: (scope, cut) => dropSent(pgClientOf(scope), cut),
});
