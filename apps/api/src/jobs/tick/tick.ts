import { MINUTE_MS, minuteOfMs } from "@solvent/domain";
import type { AppliedAdjustments } from "../../usecases/adjustment/applied-adjustments.ts";
import type { CloseOrphans } from "../alerts/orphans.ts";
import type { RunComposites } from "../composites/run-composites.ts";
import type { Clock } from "../shared/clock.ts";
import type { EvaluatorMetrics } from "../shared/evaluator-metrics.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import { groupBy } from "../shared/group-by.ts";
import type { makeJudge } from "./judge.ts";
import type { Plan, PlannedStream, PlanReader } from "./plan.ts";
import type { RuleBook } from "./rule-book.ts";
import type { SourcePass, SourceWork } from "./source-pass.ts";
import type { SwitchStreams } from "./switch-streams.ts";

export interface TickDeps {
  readonly writer: FencedWriter;
  readonly plans: PlanReader;
  readonly book: RuleBook;
  readonly judge: ReturnType<typeof makeJudge>;
  readonly adjustments: AppliedAdjustments;
  readonly pass: SourcePass;
  readonly switchStreams: SwitchStreams;
  readonly closeOrphans: CloseOrphans;
  readonly runComposites: RunComposites;
  readonly clock: Clock;
  readonly metrics: EvaluatorMetrics;
  readonly databaseNowMs: () => number;
  readonly onError: (error: unknown) => void;
}

export interface TickReport {
  readonly streams: number;
  /** Names of the sources that failed in this tick. */
  readonly failedSources: readonly string[];
  /** Names of the sources that were left out because they are still busy with an earlier tick. */
  readonly busySources: readonly string[];
}

export interface Tick {
  /**
   * Starts one pass per source and returns when all of them are done. Does not wait for passes of earlier ticks: their sources
   * are left out and go on next minute, so that a slow source delays nobody.
   */
  run(startedForMs: number, signal: AbortSignal): Promise<TickReport>;
  /** Ingest delays of the sources of the last tick. */
  ingestDelaysSeconds(): Iterable<number>;
}

/** No stream is judged at a watermark so old: after a stop the newest minutes come first. */
const LATEST_WATERMARK_MINUTES = 60;

function lagSeconds(streams: readonly PlannedStream[], databaseNowMs: number): number {
  const least = streams.reduce((min, { watermark }) => Math.min(min, watermark), Number.POSITIVE_INFINITY);
  return Number.isFinite(least) ? Math.max(0, databaseNowMs / 1000 - (least * MINUTE_MS) / 1000) : 0;
}

export function makeTick(deps: TickDeps): Tick {
  const busy = new Set<string>();
  const delays = new Map<string, number>();

  async function runSource(work: SourceWork, signal: AbortSignal) {
    const { source } = work;
    busy.add(source.sourceId);
    try {
      const result = await deps.pass(work, signal);
      delays.set(source.sourceId, result.ingestDelaySeconds);
      return result;
    } catch (error) {
      deps.onError(error);
      return null;
    } finally {
      busy.delete(source.sourceId);
    }
  }

  async function currentPlan(): Promise<Plan> {
    const plan = await deps.plans.plan();
    return (await deps.switchStreams(plan.objectives)) > 0 ? deps.plans.plan() : plan;
  }

  /** One question for all batches of a tick: a verdict is on what was recorded when the tick began. */
  function presentAdjustments() {
    const now = minuteOfMs(deps.databaseNowMs());
    const { back, ahead } = deps.book.reach();
    return deps.adjustments.within({ start: now - back - LATEST_WATERMARK_MINUTES, end: now + ahead + 1 });
  }

  /** After all batches: what composites are put together from is there. What fails is tried again with the next tick. */
  async function composites(...input: Parameters<RunComposites>): Promise<void> {
    try {
      await deps.runComposites(...input);
    } catch (error) {
      deps.onError(error);
    }
  }

  async function run(startedForMs: number, signal: AbortSignal): Promise<TickReport> {
    const startedMs = deps.clock.monotonicMs();
    const writer = deps.writer.inThisTerm();
    const plan = await currentPlan();
    await deps.closeOrphans();
    await deps.book.refresh(plan.objectives);
    deps.metrics.watermarkLag(lagSeconds(plan.streams, deps.databaseNowMs()));
    const streams = groupBy(plan.streams, ({ sourceId }) => sourceId);
    for (const sourceId of delays.keys()) if (!streams.has(sourceId)) delays.delete(sourceId);
    const idle = plan.sources.filter(({ sourceId }) => streams.has(sourceId) && !busy.has(sourceId));
    const busySources = plan.sources.filter(({ sourceId }) => busy.has(sourceId)).map(({ name }) => name);
    const judge = deps.judge({ objectives: plan.objectives, adjustments: await presentAdjustments() });
    const shared = { writer, judge, startedForMs };
    const results = await Promise.all(
      idle.map(async (source) => ({
        source,
        result: await runSource({ ...shared, source, streams: streams.get(source.sourceId) ?? [] }, signal),
      })),
    );
    await composites(writer, judge);
    deps.metrics.tickDuration((deps.clock.monotonicMs() - startedMs) / 1000);
    return {
      streams: results.reduce((sum, { result }) => sum + (result?.streams ?? 0), 0),
      failedSources: results.filter(({ result }) => result === null || result.failure !== null).map(({ source }) => source.name),
      busySources,
    };
  }
  return { run, ingestDelaysSeconds: () => delays.values() };
}
