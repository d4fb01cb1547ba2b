import type { RefillReceipt } from "@solvent/api-contract";
import { isoOfMinute, MINUTES_PER_DAY, type Minute, type MinuteInterval, minuteOfMs } from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import { findStream } from "./find-stream.ts";
import type { MeasuredStream, RefillRequests, StoredRefill } from "./refill-store.ts";
import { toReceipt } from "./to-receipt.ts";

export interface RequestRefillDeps {
  readonly refills: RefillRequests;
  /** There is something to do for whoever evaluates. */
  readonly nudge: () => void;
  /** Milliseconds that never jump. */
  readonly monotonicMs: () => number;
  /** Ends early when the signal says so. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface AskedRefill {
  /** Of the stream. */
  readonly id: string;
  /** Instants such as 2026-03-01T01:00Z. */
  readonly from: string;
  readonly to: string;
  readonly author: string;
}

const MOST_DAYS = 31;
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 250;

/** `2026-02-30T00:00Z` has the form of an instant, and Date.parse takes it for another day. */
function toMinute(path: "from" | "to", instant: string): Minute {
  const minute = minuteOfMs(Date.parse(instant));
  if (isoOfMinute(minute) === instant) return minute;
  throw invalidRequest([{ path, message: "there is no such date or time" }]);
}

function problemOf({ start, end }: MinuteInterval, { minutesFrom, watermark }: MeasuredStream) {
  if (start >= end) return { path: "to", message: "must be later than `from`" };
  if (end - start > MOST_DAYS * MINUTES_PER_DAY) return { path: "to", message: `must be at most ${MOST_DAYS} days after \`from\`` };
  if (start < minutesFrom)
    return { path: "from", message: `must not be before ${isoOfMinute(minutesFrom)}, where the minutes of this stream begin` };
  if (end > watermark) return { path: "to", message: `must not be after ${isoOfMinute(watermark)}: later minutes are not read yet` };
  return null;
}

const isEnded = ({ state }: StoredRefill): boolean => state === "done" || state === "failed";

/**
 * Asks to read an interval again and waits a while for it. The receipt says how far it is; asking again for the same minutes while it is
 * under way is refused with `refill.overlaps`, which names what is under way. Throws `stream.not-found` and `request.invalid`.
 */
export const makeRequestRefill = (deps: RequestRefillDeps) => {
  async function waitFor(id: string, signal: AbortSignal): Promise<StoredRefill> {
    const startedMs = deps.monotonicMs();
    for (;;) {
      const refill = await deps.refills.find(id);
      if (refill === null) throw new AppError("refill.not-found", `There is no refill ${id} any more`);
      if (isEnded(refill) || signal.aborted || deps.monotonicMs() - startedMs >= PATIENCE_MS) return refill;
      await deps.sleep(LOOK_EVERY_MS, signal);
    }
  }

  return async ({ id, from, to, author }: AskedRefill, signal: AbortSignal): Promise<RefillReceipt> => {
    const stream = await findStream(deps.refills, id);
    const interval = { start: toMinute("from", from), end: toMinute("to", to) };
    const problem = problemOf(interval, stream);
    if (problem !== null) throw invalidRequest([problem]);
    const queued = await deps.refills.queue({ streamId: stream.streamId, interval, author });
    if ("overlapping" in queued)
      throw new AppError("refill.overlaps", `The refill ${queued.overlapping} of this stream is under way and reads some of these minutes`);
    deps.nudge();
    return toReceipt(await waitFor(queued.id, signal));
  };
};
