import { blockEnd, type Minute, type MissingReason } from "@solvent/domain";
import type { Outcome, ReadValue } from "../source.ts";

/** Reasons of minutes from before the first measured one: nobody was looking yet, or there was nothing to count from. */
const BEFORE_MEASURING: ReadonlySet<MissingReason> = new Set(["not-read", "no-boundary", "no-sample"]);

/** First minute that is not one of the leading minutes from before anything was measured. */
export function unmeasuredEnd(outcome: Outcome<ReadValue>): Minute {
  if (!outcome.ok) return Number.NEGATIVE_INFINITY;
  const { block } = outcome.value;
  const first = block.missing.findIndex((reason) => reason === null || !BEFORE_MEASURING.has(reason));
  return first === -1 ? blockEnd(block) : block.from + first;
}

/** What was measured, with the minutes before `at` out of the history; as measured when the history has no answer. */
export function joinAt(past: Outcome<ReadValue> | undefined, measured: Outcome<ReadValue>, at: Minute): Outcome<ReadValue> {
  if (past?.ok !== true || !measured.ok || at <= measured.value.block.from) return measured;
  const { block } = measured.value;
  const length = at - block.from;
  const joined = <T>(before: readonly T[], after: readonly T[]): T[] => [...before.slice(0, length), ...after.slice(length)];
  const value: ReadValue = {
    block: {
      from: block.from,
      good: joined(past.value.block.good, block.good),
      total: joined(past.value.block.total, block.total),
      missing: joined(past.value.block.missing, block.missing),
    },
    clampedMinutes: past.value.clampedMinutes + measured.value.clampedMinutes,
  };
  return { ok: true, value: past.value.generatedUntil === undefined ? value : { ...value, generatedUntil: at } };
}
