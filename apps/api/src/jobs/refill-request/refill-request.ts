import type { Minute } from "@solvent/domain";
import type { Outcome, QueryProbe, ReadValue, SourceFailure, StreamQuery } from "@solvent/metric-sources";
import type { AppliedAdjustments } from "../../usecases/adjustment/applied-adjustments.ts";
import { type RefillFigures, readRefillFigures } from "../../usecases/correction/refill-figures.ts";
import type { MinuteTransaction } from "../../usecases/minutes/minute-store.ts";
import { storeAgain } from "../reconcile/store-again.ts";
import type { RefilledMarker } from "../refill/refill.ts";
import type { EvaluatorMetrics } from "../shared/evaluator-metrics.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import { LOST_QUERY, type QueryBook } from "../shared/query-book.ts";
import type { SourceHandle, SourceHandles } from "../shared/source-handle.ts";
import { storeApart } from "../shared/store-apart.ts";
import { LEAST_WINDOW_MINUTES, type WindowLimit } from "../shared/window-limit.ts";
import type { OpenRefill, RefillRequestStore } from "./refill-request-store.ts";

export interface RefillRequestDeps {
  readonly handles: SourceHandles;
  readonly queries: QueryBook;
  readonly writer: FencedWriter;
  readonly store: RefillRequestStore;
  readonly adjustments: AppliedAdjustments;
  readonly refilled: RefilledMarker;
  readonly limit: WindowLimit;
  readonly metrics: EvaluatorMetrics;
  readonly databaseNowMs: () => number;
  /** Told about minutes that could not be stored. */
  readonly onError: (error: unknown) => void;
}

/** One step: what is read in it is written in the same term or not at all. */
interface Step {
  readonly sourceId: string;
  readonly handle: SourceHandle;
  readonly writer: FencedWriter;
}

/** A request whose source can be asked and that has been begun. */
interface Begun extends OpenRefill {
  readonly query: StreamQuery;
  readonly probe: QueryProbe;
  readonly before: RefillFigures;
}

const MOST_WINDOW_MINUTES = 1_440;
const NOT_LOOKED_AT = "The data source has not been asked about this query yet: try again in a minute";

const isTooLong = ({ class: kind }: SourceFailure): boolean => kind === "too-large" || kind === "timeout";

function doneMessage(kept: number): string | null {
  if (kept === 0) return null;
  const minutes = kept === 1 ? "1 minute" : `${kept} minutes`;
  return `The data source has nothing for ${minutes} any more; what is stored of them was kept`;
}

/** A source that was not asked, because it has just failed several times, has said why before. */
const wordsOf = ({ class: kind, message }: SourceFailure, { trouble }: OpenRefill): string =>
  kind === "circuit-open" && trouble !== null ? trouble : message;

/** The newest minutes of a stream belong to the tick, which reads them again anyway. */
const endOf = ({ interval, watermark }: OpenRefill, { settleMinutes }: SourceHandle): Minute =>
  Math.min(interval.end, watermark - settleMinutes);

/**
 * Reads what somebody asked for again, oldest minutes first, one stretch per call, and writes the differences as corrections. The figures
 * before and after are taken at the same instant, so that nothing but what was corrected lies between them. Rules are not judged. After a
 * crash the next leader goes on where this one stopped. Returns whether there may be more to do at once.
 */
export function makeRefillRequest(deps: RefillRequestDeps): (sourceId: string, signal: AbortSignal) => Promise<boolean> {
  const figures = async (tx: MinuteTransaction, { streamId, interval }: OpenRefill, at: Minute): Promise<RefillFigures> =>
    readRefillFigures(
      { minutes: tx, adjustments: deps.adjustments },
      { streamId, interval, at, readers: await deps.store.readersOf(tx.scope, streamId) },
    );

  async function fail(writer: FencedWriter, { id }: OpenRefill, message: string): Promise<true> {
    const atMs = deps.databaseNowMs();
    await writer.write("background", (tx) => deps.store.end(tx.scope, { id, state: "failed", message, after: null, atMs }));
    return true;
  }

  async function begin({ handle, writer }: Step, asked: OpenRefill): Promise<RefillFigures> {
    if (asked.before !== null) return asked.before;
    const at = Math.max(asked.minutesFrom, asked.watermark - handle.settleMinutes);
    return writer.write("background", async (tx) => {
      const before = await figures(tx, asked, at);
      await deps.store.begin(tx.scope, asked.id, { before, atMs: deps.databaseNowMs() });
      return before;
    });
  }

  async function finish(tx: MinuteTransaction, asked: Begun, kept: number): Promise<void> {
    const after = await figures(tx, asked, asked.before.at);
    await deps.store.end(tx.scope, { id: asked.id, state: "done", message: doneMessage(kept), after, atMs: deps.databaseNowMs() });
  }

  async function store({ writer }: Step, asked: Begun, { value, isLast }: { value: ReadValue; isLast: boolean }): Promise<number> {
    return writer.write("background", async (tx) => {
      const { id, streamId } = asked;
      const { block } = value;
      const { changed, kept } = await storeAgain({ tx, refilled: deps.refilled, cause: "request" }, [{ streamId, block }]);
      const cursor = isLast ? asked.interval.end : block.from + block.good.length;
      await deps.store.progress(tx.scope, { id, cursor, changed, kept });
      if (isLast) await finish(tx, asked, asked.kept + kept);
      return changed;
    });
  }

  async function storeOrFail(step: Step, asked: Begun, answer: { value: ReadValue; isLast: boolean }): Promise<boolean> {
    const [refused] = await storeApart([answer], {
      store: async ([some]) => {
        if (some !== undefined) deps.metrics.corrections(await store(step, asked, some));
      },
      checkStore: () => step.writer.write("background", async () => undefined),
    });
    if (refused === undefined) return true;
    deps.onError(refused.error);
    return fail(step.writer, asked, "These minutes cannot be stored");
  }

  async function take(step: Step, asked: Begun, read: { outcome: Outcome<ReadValue>; minutes: number; isLast: boolean }): Promise<boolean> {
    const { outcome, minutes, isLast } = read;
    if (outcome.ok) {
      deps.limit.managed(step.sourceId);
      return storeOrFail(step, asked, { value: outcome.value, isLast });
    }
    if (!isTooLong(outcome.failure) || minutes <= LEAST_WINDOW_MINUTES) return fail(step.writer, asked, wordsOf(outcome.failure, asked));
    deps.limit.tooLong(step.sourceId, minutes);
    return true;
  }

  async function goOn(step: Step, asked: Begun, signal: AbortSignal): Promise<boolean> {
    const { handle, sourceId, writer } = step;
    const end = endOf(asked, handle);
    // Minutes may have been dropped meanwhile.
    const from = Math.max(asked.cursor, asked.minutesFrom);
    if (from >= end) {
      await writer.write("background", async (tx) => {
        await deps.store.progress(tx.scope, { id: asked.id, cursor: asked.interval.end, changed: 0, kept: 0 });
        await finish(tx, asked, asked.kept);
      });
      return true;
    }
    const longest = Math.max(1, Math.min(MOST_WINDOW_MINUTES, handle.backfillChunkMinutes(asked.probe)));
    const to = Math.min(end, from + deps.limit.limited(sourceId, longest));
    const { query, probe } = asked;
    const [outcome] = await handle.source.read({ items: [{ query, probe }], from, to, purpose: "refill" }, signal);
    if (signal.aborted || outcome === undefined) return false;
    return take(step, asked, { outcome, minutes: to - from, isLast: to === end });
  }

  return async (sourceId, signal) => {
    const asked = await deps.store.next(sourceId);
    if (asked === null) return false;
    const writer = deps.writer.inThisTerm();
    const connection = await deps.handles.get(sourceId);
    if (!connection.ok) return fail(writer, asked, connection.failure.message);
    const handle = connection.value;
    const [ready] = (await deps.queries.ready(handle, [asked])).ready;
    if (ready === undefined) return fail(writer, asked, LOST_QUERY.message);
    const { probe } = ready;
    if (probe === null) return fail(writer, asked, NOT_LOOKED_AT);
    const step = { sourceId, handle, writer };
    return goOn(step, { ...ready, probe, before: await begin(step, ready) }, signal);
  };
}
