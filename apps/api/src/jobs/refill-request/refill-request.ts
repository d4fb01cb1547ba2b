import type { Minute } from "@solvent/domain";
import type { Outcome, QueryProbe, ReadValue, SourceFailure, StreamQuery } from "@solvent/metric-sources";
import type { RefillFigures } from "../../usecases/correction/refill-figures.ts";
import { storeAgain } from "../reconcile/store-again.ts";
import type { RefilledMarker } from "../refill/refill.ts";
import type { EvaluatorMetrics } from "../shared/evaluator-metrics.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import { checkStore, MOST_WINDOW_MINUTES, type PastDeps, type PastStep, shortened } from "../shared/past-reading.ts";
import { LOST_QUERY } from "../shared/query-book.ts";
import type { SourceHandle } from "../shared/source-handle.ts";
import { storeApart } from "../shared/store-apart.ts";
import { makeReceiptFigures, type ReceiptFiguresDeps } from "./receipt-figures.ts";
import type { OpenRefill, RefillRequestStore } from "./refill-request-store.ts";

export interface RefillRequestDeps extends PastDeps, Omit<ReceiptFiguresDeps, "store"> {
  readonly store: RefillRequestStore;
  readonly refilled: RefilledMarker;
  readonly metrics: EvaluatorMetrics;
}

/** A request whose source can be asked and that has been begun. */
interface Begun extends OpenRefill {
  readonly query: StreamQuery;
  readonly probe: QueryProbe;
  readonly before: RefillFigures;
}

const NOT_LOOKED_AT = "The data source has not been asked about this query yet: try again in a minute";
const NOT_STORABLE = "These minutes cannot be stored";
const NOT_WORKED_OUT = "The budgets that these minutes move cannot be worked out";

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

const isRead = ({ cursor, interval }: OpenRefill): boolean => cursor >= interval.end;

/**
 * Reads what somebody asked for again, oldest minutes first, one stretch per call, and writes the differences as corrections. Then the receipt
 * is closed, once what is put together from them has followed. The figures before and after are taken at the same instants, so that nothing
 * but what was corrected lies between them. Rules are not judged. After a crash the next leader goes on where this one stopped. Returns
 * whether there may be more to do at once.
 */
export function makeRefillRequest(deps: RefillRequestDeps): (sourceId: string, signal: AbortSignal) => Promise<boolean> {
  const figures = makeReceiptFigures(deps);

  async function fail(writer: FencedWriter, { id }: OpenRefill, message: string): Promise<void> {
    const atMs = deps.databaseNowMs();
    await writer.write("background", (tx) => deps.store.end(tx.scope, { id, state: "failed", message, after: null, atMs }));
  }

  /** Ends the request where this cannot be stored, whatever is wrong with it; not where nothing can. */
  async function storeOrFail(of: { writer: FencedWriter; asked: OpenRefill; message: string }, store: () => Promise<void>): Promise<void> {
    const [refused] = await storeApart([of.asked], { store, checkStore: () => checkStore(of) });
    if (refused === undefined) return;
    deps.onError(refused.error);
    await fail(of.writer, of.asked, of.message);
  }

  const begin = ({ handle, writer }: PastStep, asked: OpenRefill): Promise<void> =>
    storeOrFail({ writer, asked, message: NOT_WORKED_OUT }, async () => {
      await figures.before(writer, { asked, handle }, (tx, before) =>
        deps.store.begin(tx.scope, asked.id, { before, atMs: deps.databaseNowMs() }),
      );
    });

  const finish = (writer: FencedWriter, asked: OpenRefill, before: RefillFigures): Promise<void> =>
    storeOrFail({ writer, asked, message: NOT_WORKED_OUT }, async () => {
      await figures.after(writer, { asked, before }, (tx, after) =>
        deps.store.end(tx.scope, { id: asked.id, state: "done", message: doneMessage(asked.kept), after, atMs: deps.databaseNowMs() }),
      );
    });

  const store = ({ writer }: PastStep, asked: Begun, { value, isLast }: { value: ReadValue; isLast: boolean }): Promise<void> =>
    storeOrFail({ writer, asked, message: NOT_STORABLE }, async () => {
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

  async function take(
    step: PastStep,
    asked: Begun,
    read: { outcome: Outcome<ReadValue>; minutes: number; isLast: boolean },
  ): Promise<void> {
    const { outcome, minutes, isLast } = read;
    const { sourceId, writer } = step;
    if (outcome.ok) {
      deps.limit.managed(sourceId);
      await store(step, asked, { value: outcome.value, isLast });
    } else if (!shortened(deps, { sourceId, minutes }, [outcome.failure])) await fail(writer, asked, wordsOf(outcome.failure, asked));
  }

  async function goOn(step: PastStep, asked: Begun, signal: AbortSignal): Promise<boolean> {
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
  }

  /** Null: the request is over, and says why. */
  async function connect(
    writer: FencedWriter,
    sourceId: string,
    asked: OpenRefill,
  ): Promise<(PastStep & { readonly ready: OpenRefill }) | null> {
    const connection = await deps.handles.get(sourceId);
    const found = connection.ok ? (await deps.queries.ready(connection.value, [asked])).ready[0] : undefined;
    if (connection.ok && found !== undefined) return { sourceId, handle: connection.value, writer, ready: found };
    await fail(writer, asked, connection.ok ? LOST_QUERY.message : connection.failure.message);
    return null;
  }

  async function read(step: PastStep, asked: OpenRefill, signal: AbortSignal): Promise<boolean> {
    const { probe, before } = asked;
    if (probe === null) await fail(step.writer, asked, NOT_LOOKED_AT);
    else if (before === null) await begin(step, asked);
    else return goOn(step, { ...asked, probe, before }, signal);
    return true;
  }

  return async (sourceId, signal) => {
    const asked = await deps.store.next(sourceId);
    if (asked === null) return false;
    const writer = deps.writer.inThisTerm();
    if (asked.before !== null && isRead(asked)) {
      await finish(writer, asked, asked.before);
      return true;
    }
    const connected = await connect(writer, sourceId, asked);
    return connected === null || read(connected, connected.ready, signal);
  };
}
