import { type SimulatedHistory, startPrometheusSimulator } from "@solvent/testing";
import type { MinuteReader } from "../../src/usecases/minutes/minute-store.ts";
import { badSelector, totalSelector } from "./seed-fleet.ts";

export interface Verified {
  /** Minutes whose state and both counts were compared. */
  readonly checked: number;
  readonly mismatches: number;
}

/** Compares every minute [from, to) of every stream with what the simulator's model says happened. */
export async function verifyMinutes(
  reader: MinuteReader,
  fleet: SimulatedHistory,
  range: { readonly streamIds: readonly number[]; readonly from: number; readonly to: number },
): Promise<Verified> {
  const model = await startPrometheusSimulator({ ...fleet, now: () => range.to * 60_000 });
  let checked = 0;
  let mismatches = 0;
  try {
    for (const [service, streamId] of range.streamIds.entries()) {
      const block = await reader.minutesBetween(streamId, range.from, range.to);
      const total = model.truth(totalSelector(service), range.from, range.to);
      const bad = model.truth(badSelector(service), range.from, range.to);
      for (let i = 0; i < range.to - range.from; i++) {
        const expectedTotal = (total.countable[i] ?? 0) * 1000;
        const isRight =
          block.missing[i] === null && block.total[i] === expectedTotal && block.good[i] === expectedTotal - (bad.countable[i] ?? 0) * 1000;
        checked++;
        if (!isRight) mismatches++;
      }
    }
  } finally {
    await model.stop();
  }
  return { checked, mismatches };
}
