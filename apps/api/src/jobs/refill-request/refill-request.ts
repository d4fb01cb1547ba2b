import type { FencedWriter } from "../shared/fenced-writer.ts";
import type { PastDeps, PastStep } from "../shared/past-reading.ts";
import { LOST_QUERY } from "../shared/query-book.ts";
import { makeReadStretch, type ReadStretchDeps } from "./read-stretch.ts";
import { makeReceipts, type ReceiptsDeps } from "./receipts.ts";
import type { OpenRefill, RefillRequestStore } from "./refill-request-store.ts";

export interface RefillRequestDeps extends PastDeps, ReceiptsDeps, ReadStretchDeps {
  readonly store: RefillRequestStore;
}

const NOT_LOOKED_AT = "The data source has not been asked about this query yet: try again in a minute";

const isRead = ({ cursor, interval }: OpenRefill): boolean => cursor >= interval.end;

/**
 * Reads what somebody asked for again, oldest minutes first, one stretch per call, and writes the differences as corrections. Then the receipt
 * is closed, once what is put together from them has followed. The figures before and after are taken at the same instants, so that nothing
 * but what was corrected lies between them. Rules are not judged. After a crash the next leader goes on where this one stopped. Returns
 * whether there may be more to do at once.
 */
export function makeRefillRequest(deps: RefillRequestDeps): (sourceId: string, signal: AbortSignal) => Promise<boolean> {
  const receipts = makeReceipts(deps);
  const readStretch = makeReadStretch(deps, receipts);

  /** Null: the request is over, and says why. */
  async function connect(
    writer: FencedWriter,
    sourceId: string,
    asked: OpenRefill,
  ): Promise<(PastStep & { readonly ready: OpenRefill }) | null> {
    const connection = await deps.handles.get(sourceId);
    const found = connection.ok ? (await deps.queries.ready(connection.value, [asked])).ready[0] : undefined;
    if (connection.ok && found !== undefined) return { sourceId, handle: connection.value, writer, ready: found };
    await receipts.fail(writer, asked, connection.ok ? LOST_QUERY.message : connection.failure.message);
    return null;
  }

  async function goOn(step: PastStep, asked: OpenRefill, signal: AbortSignal): Promise<boolean> {
    const { probe, before } = asked;
    if (probe === null) await receipts.fail(step.writer, asked, NOT_LOOKED_AT);
    else if (before === null) await receipts.open(step, asked);
    else return readStretch(step, { ...asked, probe }, signal);
    return true;
  }

  return async (sourceId, signal) => {
    const asked = await deps.store.next(sourceId);
    if (asked === null) return false;
    const writer = deps.writer.inThisTerm();
    if (asked.before !== null && isRead(asked)) {
      await receipts.close(writer, asked, asked.before);
      return true;
    }
    const connected = await connect(writer, sourceId, asked);
    return connected === null || goOn(connected, connected.ready, signal);
  };
}
