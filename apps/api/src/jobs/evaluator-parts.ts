import type { AppliedAdjustments } from "../usecases/adjustment/applied-adjustments.ts";
import type { SyncGroup } from "../usecases/group/sync-group.ts";
import type { LeaseStore } from "../usecases/lease/lease.ts";
import { type MinuteReader, type MinuteWriter, StaleFenceError } from "../usecases/minutes/minute-store.ts";
import type { AlertStore } from "./alerts/alert-store.ts";
import { makeAlertThreads } from "./alerts/alert-threads.ts";
import { makeEvaluatorWatch, type WatchStore } from "./alerts/evaluator-watch.ts";
import { makeCloseOrphans, type OrphanReader } from "./alerts/orphans.ts";
import { makeReviewRefills, type ReviewStore } from "./alerts/review-refills.ts";
import { type FailingSourceReader, makeSourceAlerts } from "./alerts/source-alerts.ts";
import { makeBackfill } from "./backfill/backfill.ts";
import type { BackfillStore } from "./backfill/backfill-store.ts";
import { type Background, makeBackground } from "./background/background.ts";
import type { CompositeStore } from "./composites/composite-store.ts";
import { makeExtendComposites, makeRunComposites } from "./composites/run-composites.ts";
import type { GroupQueue } from "./groups/group-queue.ts";
import { makeListGroups } from "./groups/list-groups.ts";
import { makeBatchGate } from "./lease/batch-gate.ts";
import { type LeaseKeeper, makeLeaseKeeper } from "./lease/lease-keeper.ts";
import { makeHourlyProbe } from "./probe/hourly-probe.ts";
import { makeProbeStreams, type ProbeStore } from "./probe/probe-streams.ts";
import { makeReconcile } from "./reconcile/reconcile.ts";
import type { ReconcileStore } from "./reconcile/reconcile-store.ts";
import { makeRefill, type RefilledMarker, type RefillStore } from "./refill/refill.ts";
import { makeRefillRequest } from "./refill-request/refill-request.ts";
import type { RefillRequestStore } from "./refill-request/refill-request-store.ts";
import { makeBatchSizer } from "./shared/batch-sizer.ts";
import type { Clock } from "./shared/clock.ts";
import type { EvaluatorMetrics } from "./shared/evaluator-metrics.ts";
import { type FencedWriter, makeFencedWriter, NotLeaderError } from "./shared/fenced-writer.ts";
import type { GapStore } from "./shared/gap-store.ts";
import type { GeneratedStore } from "./shared/mark-generated.ts";
import { type IndicatorReader, makeQueryBook, type QueryBook } from "./shared/query-book.ts";
import type { SourceHandles } from "./shared/source-handle.ts";
import { makeWindowLimit } from "./shared/window-limit.ts";
import { makeFillSlices, makeSourcesWithSlices } from "./slices/fill-slices.ts";
import type { SlicesStore } from "./slices/slices-store.ts";
import { makeJudge, type RuleStateStore } from "./tick/judge.ts";
import { type EndedAdjustments, makeLiveOnly, type RefilledReader } from "./tick/live-only.ts";
import type { PlanReader } from "./tick/plan.ts";
import { makeRecordHealth, type SourceHealthStore } from "./tick/record-health.ts";
import { makeRuleBook } from "./tick/rule-book.ts";
import { makeSourcePass } from "./tick/source-pass.ts";
import { type ClampStore, makeStoreBatch } from "./tick/store-batch.ts";
import { makeSwitchStreams, type SwitchStore } from "./tick/switch-streams.ts";
import { makeTick, type Tick } from "./tick/tick.ts";
import { makeUpkeep, type UpkeepStore } from "./upkeep/upkeep.ts";

/** Everything of the database that the jobs need beside minutes and lease. */
export interface EvaluationStore {
  readonly plans: PlanReader;
  readonly indicators: IndicatorReader;
  readonly rules: RuleStateStore;
  readonly alerts: AlertStore;
  readonly failingSources: FailingSourceReader;
  readonly orphans: OrphanReader;
  readonly reviews: ReviewStore;
  readonly watch: WatchStore;
  readonly refilled: RefilledReader & RefilledMarker;
  readonly gaps: GapStore;
  readonly gapQueue: RefillStore;
  readonly refillRequests: RefillRequestStore;
  readonly reconciliations: ReconcileStore;
  readonly backfills: BackfillStore;
  readonly health: SourceHealthStore;
  readonly probes: ProbeStore;
  readonly clamps: ClampStore;
  readonly generated: GeneratedStore;
  readonly switches: SwitchStore;
  readonly slices: SlicesStore;
  readonly composites: CompositeStore;
  readonly groups: GroupQueue;
  readonly upkeep: UpkeepStore;
}

export interface EvaluatorDeps {
  readonly leases: LeaseStore;
  readonly minutes: MinuteWriter & Pick<MinuteReader, "series">;
  readonly store: EvaluationStore;
  readonly adjustments: AppliedAdjustments & EndedAdjustments;
  readonly handles: SourceHandles;
  /** What this process asked of a source in the last whole minute. */
  readonly requestsPerMinute: (sourceId: string) => number;
  readonly clock: Clock;
  readonly metrics: EvaluatorMetrics;
  /** Random UUID of this process start. */
  readonly owner: string;
  /** Days for which minutes are kept. */
  readonly retentionDays: number;
  /** Records the periods of agreements and objectives that are over and settled. */
  readonly freezePeriods: () => Promise<void>;
  /** Makes the objectives of a group what its source answered. */
  readonly syncGroup: SyncGroup;
  /** Told about everything unexpected; what a source does wrong is not. */
  readonly onError: (error: unknown) => void;
}

/** The jobs, each ready to do one step when it is called. The evaluator only decides when. */
export interface EvaluatorParts {
  readonly keeper: LeaseKeeper;
  readonly tick: Tick;
  readonly background: Background;
  readonly refill: (sourceId: string, signal: AbortSignal) => Promise<boolean>;
  readonly backfill: (sourceId: string, signal: AbortSignal) => Promise<boolean>;
  readonly hourlyProbe: (signal: AbortSignal) => Promise<void>;
  readonly upkeep: () => Promise<void>;
  /** Looks whether minutes are being evaluated at all. */
  readonly watch: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Lets errors through that say something new: somebody else leading is ordinary, and counted elsewhere. */
const unlessNotLeader =
  (onError: (error: unknown) => void) =>
  (error: unknown): void => {
    if (!(error instanceof NotLeaderError || error instanceof StaleFenceError)) onError(error);
  };

interface Wiring {
  readonly deps: EvaluatorDeps;
  readonly writer: FencedWriter;
  readonly queries: QueryBook;
  readonly databaseNowMs: () => number;
  readonly onError: (error: unknown) => void;
}

function wireTick({ deps, writer, queries, databaseNowMs, onError }: Wiring, probeStreams: ReturnType<typeof makeProbeStreams>): Tick {
  const { clock, handles, metrics, store } = deps;
  const book = makeRuleBook({ plans: store.plans, onError });
  const storeBatch = makeStoreBatch({ clamps: store.clamps, generated: store.generated, metrics });
  const recordHealth = makeRecordHealth({
    writer,
    health: store.health,
    alerts: makeSourceAlerts({ alerts: store.alerts, failing: store.failingSources }),
    databaseNowMs,
    requestsPerMinute: deps.requestsPerMinute,
  });
  const pass = makeSourcePass({
    handles,
    queries,
    storeBatch,
    probeStreams,
    recordHealth,
    sizer: makeBatchSizer(),
    clock,
    metrics,
    databaseNowMs,
    onError,
  });
  const judge = makeJudge({
    book,
    rules: store.rules,
    threads: makeAlertThreads({ alerts: store.alerts, adjustments: deps.adjustments }),
    liveOnly: makeLiveOnly({ refilled: store.refilled, ended: deps.adjustments }),
  });
  const closeOrphans = makeCloseOrphans({ writer, orphans: store.orphans, alerts: store.alerts, databaseNowMs });
  const switchStreams = makeSwitchStreams({ writer, store: store.switches });
  const runComposites = makeRunComposites({ store: store.composites });
  const { plans } = store;
  const { adjustments } = deps;
  const steps = { judge, pass, switchStreams, closeOrphans, runComposites };
  return makeTick({ writer, plans, book, adjustments, ...steps, clock, metrics, databaseNowMs, onError });
}

/** Whatever asks a source about its past; all of it learns together how much a source manages at once. */
function wirePast({ deps, writer, queries, databaseNowMs, onError }: Wiring) {
  const { adjustments, clock, handles, metrics, retentionDays, store } = deps;
  const { composites, gaps, generated, refilled } = store;
  const past = { handles, queries, writer, limit: makeWindowLimit(), databaseNowMs, onError, gaps, refilled, metrics };
  return {
    refill: makeRefill({ ...past, store: store.gapQueue }),
    backfill: makeBackfill({ ...past, store: store.backfills, generated, retentionDays }),
    request: makeRefillRequest({ ...past, store: store.refillRequests, composites, adjustments }),
    reconcile: makeReconcile({ ...past, store: store.reconciliations, monotonicMs: clock.monotonicMs }),
  };
}

/** Wires the jobs. `onLeadership` is called after every gain and loss of the lease. */
export function makeEvaluatorParts(deps: EvaluatorDeps, onLeadership: (leads: boolean) => void): EvaluatorParts {
  const { clock, handles, metrics, store } = deps;
  const onError = unlessNotLeader(deps.onError);
  const gate = makeBatchGate();
  const onChange = (leads: boolean) => {
    metrics.leaseChanged();
    onLeadership(leads);
  };
  const keeper = makeLeaseKeeper({ leases: deps.leases, gate, clock, owner: deps.owner, onChange, onError });
  const onStale = () => {
    metrics.staleWriteRefused();
    keeper.drop();
  };
  const writer = makeFencedWriter({ minutes: deps.minutes, gate, fence: keeper.fence, onStale });
  const databaseNowMs = () => keeper.databaseNowMs() ?? clock.wallMs();
  const probeStreams = makeProbeStreams({ writer, probes: store.probes, databaseNowMs });
  const queries = makeQueryBook(store.indicators);
  const { refill, backfill, request, reconcile } = wirePast({ deps, writer, queries, databaseNowMs, onError });
  const { alerts, plans } = store;
  const { minutes, adjustments } = deps;
  const review = makeReviewRefills({ writer, store: store.reviews, alerts, plans, minutes, adjustments });
  const slices = { writer, store: store.slices };
  const background = makeBackground({
    jobs: [
      { name: "request", sources: store.refillRequests.sourcesWithRequests, step: request },
      { name: "refill", sources: () => store.gapQueue.sourcesWithDueGaps(databaseNowMs()), step: refill },
      { name: "backfill", sources: () => store.backfills.sourcesWithBackfills(databaseNowMs()), step: backfill },
      { name: "review", sources: store.reviews.sourcesWithUnreviewed, step: review },
      makeListGroups({ handles, groups: store.groups, syncGroup: deps.syncGroup, writer, databaseNowMs }),
      { name: "slices", sources: makeSourcesWithSlices(slices), step: makeFillSlices(slices) },
      { name: "composites", ...makeExtendComposites({ writer, store: store.composites }) },
      { name: "reconcile", sources: reconcile.sources, step: reconcile.step, whenIdle: true },
    ],
    onError,
  });
  return {
    onError,
    keeper,
    tick: wireTick({ deps, writer, queries, databaseNowMs, onError }, probeStreams),
    background,
    refill,
    backfill,
    hourlyProbe: makeHourlyProbe({ handles, queries, probes: store.probes, probeStreams, health: store.health, writer, databaseNowMs }),
    watch: makeEvaluatorWatch({ store: store.watch, alerts: store.alerts, clock }),
    upkeep: makeUpkeep({
      writer,
      store: store.upkeep,
      adjustments,
      retentionDays: deps.retentionDays,
      monotonicMs: clock.monotonicMs,
      databaseNowMs,
    }),
  };
}
