import type { RefillFigures } from "../../usecases/correction/refill-figures.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import { checkStore, type PastStep } from "../shared/past-reading.ts";
import { storeApart } from "../shared/store-apart.ts";
import { makeReceiptFigures, type ReceiptFiguresDeps } from "./receipt-figures.ts";
import type { OpenRefill, RefillRequestStore } from "./refill-request-store.ts";

export interface ReceiptsDeps extends Omit<ReceiptFiguresDeps, "store"> {
  readonly store: Pick<RefillRequestStore, "readersOf" | "begin" | "end">;
  readonly databaseNowMs: () => number;
  /** Told about what could not be stored. */
  readonly onError: (error: unknown) => void;
}

/** Where something about a request is stored, and what its receipt says when that cannot be done. */
interface Storing {
  readonly writer: FencedWriter;
  readonly asked: OpenRefill;
  readonly message: string;
}

/** What a request says of itself: the figures before, then those after it, or why there are none. */
export interface Receipts {
  /** Takes the figures before; what composites lack first may need further calls. */
  open(step: PastStep, asked: OpenRefill): Promise<void>;
  /** The same with the figures after, which end the request. */
  close(writer: FencedWriter, asked: OpenRefill, before: RefillFigures): Promise<void>;
  /** Ends the request with these words. */
  fail(writer: FencedWriter, asked: OpenRefill, message: string): Promise<void>;
  /** Ends the request where this cannot be stored, whatever is wrong with it; not where nothing can. */
  storeOrFail(storing: Storing, store: () => Promise<void>): Promise<void>;
}

const NOT_WORKED_OUT = "The budgets that these minutes move cannot be worked out";

function doneMessage(kept: number): string | null {
  if (kept === 0) return null;
  const minutes = kept === 1 ? "1 minute" : `${kept} minutes`;
  return `The data source has nothing for ${minutes} any more; what is stored of them was kept`;
}

export function makeReceipts(deps: ReceiptsDeps): Receipts {
  const figures = makeReceiptFigures(deps);

  async function fail(writer: FencedWriter, { id }: OpenRefill, message: string): Promise<void> {
    const atMs = deps.databaseNowMs();
    await writer.write("background", (tx) => deps.store.end(tx.scope, { id, state: "failed", message, after: null, atMs }));
  }

  async function storeOrFail({ writer, asked, message }: Storing, store: () => Promise<void>): Promise<void> {
    const [refused] = await storeApart([asked], { store, checkStore: () => checkStore({ writer }) });
    if (refused === undefined) return;
    deps.onError(refused.error);
    await fail(writer, asked, message);
  }

  return {
    fail,
    storeOrFail,
    open: ({ handle, writer }, asked) =>
      storeOrFail({ writer, asked, message: NOT_WORKED_OUT }, async () => {
        await figures.before(writer, { asked, handle }, (tx, before) =>
          deps.store.begin(tx.scope, asked.id, { before, atMs: deps.databaseNowMs() }),
        );
      }),
    close: (writer, asked, before) =>
      storeOrFail({ writer, asked, message: NOT_WORKED_OUT }, async () => {
        await figures.after(writer, { asked, before }, (tx, after) =>
          deps.store.end(tx.scope, { id: asked.id, state: "done", message: doneMessage(asked.kept), after, atMs: deps.databaseNowMs() }),
        );
      }),
  };
}
