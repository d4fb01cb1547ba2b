import type { Minute } from "@solvent/domain";
import type { Outcome, QueryProbe, ReadValue, SourceFailure } from "@solvent/metric-sources";
import { storeAgain } from "../reconcile/store-again.ts";
import type { RefilledMarker } from "../refill/refill.ts";
import type { EvaluatorMetrics } from "../shared/evaluator-metrics.ts";
import { MOST_WINDOW_MINUTES, type PastDeps, type PastStep, shortened } from "../shared/past-reading.ts";
import type { SourceHandle } from "../shared/source-handle.ts";
import type { Receipts } from "./receipts.ts";
import type { OpenRefill, RefillRequestStore } from "./refill-request-store.ts";

export interface ReadStretchDeps extends Pick<PastDeps, "limit"> {
  readonly store: Pick<RefillRequestStore, "progress">;
  readonly refilled: RefilledMarker;
  readonly metrics: EvaluatorMetrics;
}

/** A request whose source can be asked. */
interface Askable extends OpenRefill {
  readonly probe: QueryProbe;
}

/** The answer about a stretch of so many minutes. */
interface Answer {
  readonly outcome: Outcome<ReadValue>;
  readonly minutes: number;
  /** With it all is read that is the request's to read. */
  readonly isLast: boolean;
}

const NOT_STORABLE = "These minutes cannot be stored";

/** A source that was not asked, because it has just failed several times, has said why before. */
const wordsOf = ({ class: kind, message }: SourceFailure, { trouble }: OpenRefill): string =>
  kind === "circuit-open" && trouble !== null ? trouble : message;

/** The newest minutes of a stream belong to the tick, which reads them again anyway. */
const endOf = ({ interval, watermark }: OpenRefill, { settleMinutes }: SourceHandle): Minute =>
  Math.min(interval.end, watermark - settleMinutes);

/**
 * Reads the next stretch of a request again and stores the differences, with how far the request is. One that cannot go on ends, and its
 * receipt says why. Returns whether there may be more to do at once.
 */
export function makeReadStretch(deps: ReadStretchDeps, receipts: Pick<Receipts, "fail" | "storeOrFail">) {
  const store = ({ writer }: PastStep, asked: Askable, { value, isLast }: { value: ReadValue; isLast: boolean }): Promise<void> =>
    receipts.storeOrFail({ writer, asked, message: NOT_STORABLE }, async () => {
      const { id, streamId, interval } = asked;
      const { block } = value;
      const changed = await writer.write("background", async (tx) => {
        const stored = await storeAgain({ tx, refilled: deps.refilled, cause: "request" }, [{ streamId, block }]);
        const cursor = isLast ? interval.end : block.from + block.good.length;
        await deps.store.progress(tx.scope, { id, cursor, ...stored });
        return stored.changed;
      });
      deps.metrics.corrections(changed);
    });

  async function take(step: PastStep, asked: Askable, { outcome, minutes, isLast }: Answer): Promise<void> {
    const { sourceId, writer } = step;
    if (outcome.ok) {
      deps.limit.managed(sourceId);
      await store(step, asked, { value: outcome.value, isLast });
    } else if (!shortened(deps, { sourceId, minutes }, [outcome.failure])) {
      await receipts.fail(writer, asked, wordsOf(outcome.failure, asked));
    }
  }

  return async (step: PastStep, asked: Askable, signal: AbortSignal): Promise<boolean> => {
    const { handle, sourceId, writer } = step;
    const { id, interval, query, probe } = asked;
    const end = endOf(asked, handle);
    // Minutes may have been dropped meanwhile.
    const from = Math.max(asked.cursor, asked.minutesFrom);
    if (from >= end) {
      await writer.write("background", (tx) => deps.store.progress(tx.scope, { id, cursor: interval.end, changed: 0, kept: 0 }));
      return true;
    }
    const longest = Math.max(1, Math.min(MOST_WINDOW_MINUTES, handle.backfillChunkMinutes(probe)));
    const to = Math.min(end, from + deps.limit.limited(sourceId, longest));
    const [outcome] = await handle.source.read({ items: [{ query, probe }], from, to, purpose: "refill" }, signal);
    if (signal.aborted || outcome === undefined) return false;
    await take(step, asked, { outcome, minutes: to - from, isLast: to === end });
    return true;
  };
}
