import type pg from "pg";
import type { EvaluationStore } from "../../../jobs/evaluator-parts.ts";
import { makeCompositeStore } from "../composites/composite-store.ts";
import { makeReconcileStore } from "../corrections/reconcile-store.ts";
import { makeRefillQueue } from "../corrections/refill-queue.ts";
import { alertStore } from "./alerts/alert-store.ts";
import { failingSources } from "./alerts/failing-source.ts";
import { makeOrphanReader } from "./alerts/orphans.ts";
import { makeReviewStore } from "./alerts/reviews.ts";
import { makeWatchStore } from "./alerts/watch-store.ts";
import { makeBackfills } from "./backfills.ts";
import { gapRows, makeGapQueue } from "./gap-queue.ts";
import { makeObjectiveGroups } from "./groups.ts";
import { makeIndicatorReader } from "./indicator-reader.ts";
import { makePlanReader } from "./plan-reader.ts";
import { refilledMarker, refilledReader } from "./refilled.ts";
import { ruleStates } from "./rule-states.ts";
import { makeSlicesStore } from "./slices-store.ts";
import { clamps, generated, makeProbeStore, sourceHealth } from "./source-notes.ts";
import { streamSwitch } from "./stream-switch.ts";
import { makeUpkeepStore, type UpkeepStoreDeps } from "./upkeep-store.ts";

/** What the evaluator needs of the database beside minutes and lease, on the hot path's pool. */
export const makeEvaluationStore = (pool: pg.Pool, minutes: Pick<UpkeepStoreDeps, "prepareAhead">): EvaluationStore => ({
  plans: makePlanReader(pool),
  indicators: makeIndicatorReader(pool),
  rules: ruleStates,
  alerts: alertStore,
  failingSources,
  orphans: makeOrphanReader(pool),
  reviews: makeReviewStore(pool),
  watch: makeWatchStore(pool),
  refilled: { ...refilledReader, ...refilledMarker },
  gaps: gapRows,
  gapQueue: makeGapQueue(pool),
  refillRequests: makeRefillQueue(pool),
  reconciliations: makeReconcileStore(pool),
  backfills: makeBackfills(pool),
  health: sourceHealth,
  probes: makeProbeStore(pool),
  clamps,
  generated,
  switches: streamSwitch,
  slices: makeSlicesStore(pool),
  composites: makeCompositeStore(pool),
  groups: makeObjectiveGroups(pool),
  upkeep: makeUpkeepStore({ pool, prepareAhead: minutes.prepareAhead }),
});
