import type { MinuteBlock, MissingReason } from "@solvent/domain";
import { isStatementOfSource } from "../shared/missing-reason.ts";

/** What reading stored minutes again makes of them. */
export interface Merged {
  readonly block: MinuteBlock;
  /** Known minutes of which the answer has nothing and which stay as they are stored. */
  readonly kept: number;
}

/**
 * Whether an answer takes a stored minute back. It must be the source's own statement that it has nothing, and the source must show that
 * it still holds what is older: a source forgets its oldest minutes first, and what it has forgotten was true all the same.
 */
const retracts = (reason: MissingReason, holdsOlder: boolean): boolean => holdsOlder && isStatementOfSource(reason);

/**
 * Puts an answer over what is stored; both are about the same minutes. What the answer knows counts. Where it has nothing, the stored
 * minute stays, unless the answer takes it back: a source that could not tell changes nothing.
 */
export function mergeAnswer(answer: MinuteBlock, stored: MinuteBlock): Merged {
  const block = { from: answer.from, good: [...answer.good], total: [...answer.total], missing: [...answer.missing] };
  let holdsOlder = false;
  let kept = 0;
  answer.missing.forEach((reason, i) => {
    if (reason === null) holdsOlder = true;
    else if (stored.missing[i] !== null || !retracts(reason, holdsOlder)) {
      if (stored.missing[i] === null) kept += 1;
      block.good[i] = stored.good[i] ?? 0;
      block.total[i] = stored.total[i] ?? 0;
      block.missing[i] = stored.missing[i] ?? null;
    }
  });
  return { block, kept };
}
