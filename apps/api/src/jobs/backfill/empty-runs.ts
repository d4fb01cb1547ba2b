import { isoOfMinute, MINUTES_PER_DAY, type Minute, type MinuteBlock } from "@solvent/domain";
import { isStatementOfSource } from "../shared/missing-reason.ts";

/** History is over after that many chunks and minutes in a row of which the source has nothing: a pause of a service is shorter. */
const EMPTY_CHUNKS = 2;
const EMPTY_MINUTES = 7 * MINUTES_PER_DAY;

/** Empty chunks in a row of one back-fill, and the first minute above them. */
interface EmptyRun {
  readonly chunks: number;
  readonly dataFrom: Minute;
}

/** How long each back-fill has found nothing. Kept in memory: after a restart it counts again. */
export interface EmptyRuns {
  /** Why reading on is pointless after this chunk, which ends at `above`; null while it is not. */
  note(backfill: bigint, block: MinuteBlock, above: Minute): string | null;
}

/** Nothing at all is known, and that is the source's own statement. */
const isEmpty = (block: MinuteBlock): boolean => block.missing.every((reason) => reason !== null && isStatementOfSource(reason));

export function makeEmptyRuns(): EmptyRuns {
  const runs = new Map<bigint, EmptyRun>();
  return {
    note(backfill, block, above) {
      const before = runs.get(backfill);
      runs.delete(backfill);
      if (!isEmpty(block)) return null;
      const run = { chunks: (before?.chunks ?? 0) + 1, dataFrom: before?.dataFrom ?? above };
      if (run.chunks >= EMPTY_CHUNKS && run.dataFrom - block.from >= EMPTY_MINUTES)
        return `The source has no data before ${isoOfMinute(run.dataFrom)}`;
      runs.set(backfill, run);
      return null;
    },
  };
}
