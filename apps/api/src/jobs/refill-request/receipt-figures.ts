import type { Minute } from "@solvent/domain";
import type { AppliedAdjustments } from "../../usecases/adjustment/applied-adjustments.ts";
import { type JudgedReader, type RefillFigures, readRefillFigures, type StoredBudget } from "../../usecases/correction/refill-figures.ts";
import type { MinuteTransaction } from "../../usecases/minutes/minute-store.ts";
import type { CompositeStore, CompositesAbove } from "../composites/composite-store.ts";
import { whenCurrent } from "../composites/put-together-again.ts";
import type { PastStep } from "../shared/past-reading.ts";
import type { SourceHandle, SourceHandles } from "../shared/source-handle.ts";
import type { OpenRefill, RefillRequestStore, StoredReader } from "./refill-request-store.ts";

export interface ReceiptFiguresDeps {
  readonly handles: SourceHandles;
  readonly store: Pick<RefillRequestStore, "readersOf">;
  readonly composites: Pick<CompositeStore, "above" | "fill">;
  readonly adjustments: AppliedAdjustments;
}

/** Keeps figures in the transaction in which they are taken. */
type Keep = (tx: MinuteTransaction, figures: RefillFigures) => Promise<void>;

type Asked = Pick<OpenRefill, "streamId" | "interval" | "minutesFrom" | "watermark">;
type Head = Pick<StoredReader, "minutesFrom" | "watermark">;

/** Minutes from here on are still read again by the tick. */
const settledAt = ({ minutesFrom, watermark }: Head, settleMinutes: number): Minute => Math.max(minutesFrom, watermark - settleMinutes);

/** Readers at the instants that their budgets were worked out at before; those that were no readers then are left out. */
function atInstantsOf(readers: readonly StoredReader[], before: readonly StoredBudget[]): JudgedReader[] {
  const instants = new Map(before.map(({ objectiveId, at }) => [objectiveId, at]));
  return readers.flatMap((reader) => {
    const at = instants.get(reader.objectiveId);
    return at === undefined ? [] : [{ ...reader, at }];
  });
}

/**
 * The figures of a receipt, with the budgets of everything that the stream moves: of its readers, and of composites that it is a part of, also
 * by way of others. They are taken when these composites are put together, so that what is before and after is what the minutes say. False:
 * composites are too far out of date for one go, nothing was kept, and each call gets further.
 */
export function makeReceiptFigures({ handles, store, composites, adjustments }: ReceiptFiguresDeps) {
  const readersOf = (tx: MinuteTransaction, { streamId }: Asked, { levels }: CompositesAbove) =>
    store.readersOf(tx.scope, [streamId, ...levels.flat()]);

  /** Of the sources of all their parts: up to there nobody reads a composite's minutes again. A source that cannot be asked is not read. */
  async function longestSettle({ sourceIds }: CompositesAbove): Promise<number> {
    let longest = 0;
    for (const sourceId of sourceIds) {
      const connection = await handles.get(sourceId);
      if (connection.ok) longest = Math.max(longest, connection.value.settleMinutes);
    }
    return longest;
  }

  async function before(writer: PastStep["writer"], of: { asked: Asked; handle: SourceHandle }, keep: Keep): Promise<boolean> {
    const { asked, handle } = of;
    const { streamId, interval } = asked;
    const above = await composites.above(streamId);
    const settleMinutes = await longestSettle(above);
    const at = settledAt(asked, handle.settleMinutes);
    return whenCurrent({ writer, composites, levels: above.levels }, async (tx) => {
      const stored = await readersOf(tx, asked, above);
      const readers = stored.map((reader) => ({ ...reader, at: reader.streamId === streamId ? at : settledAt(reader, settleMinutes) }));
      await keep(tx, await readRefillFigures({ minutes: tx, adjustments }, { streamId, interval, at, readers }));
    });
  }

  async function after(writer: PastStep["writer"], of: { asked: Asked; before: RefillFigures }, keep: Keep): Promise<boolean> {
    const { streamId, interval } = of.asked;
    const { at, objectives } = of.before;
    const above = await composites.above(streamId);
    return whenCurrent({ writer, composites, levels: above.levels }, async (tx) => {
      const readers = atInstantsOf(await readersOf(tx, of.asked, above), objectives);
      await keep(tx, await readRefillFigures({ minutes: tx, adjustments }, { streamId, interval, at, readers }));
    });
  }

  return { before, after };
}
