import type { AppliedAdjustment, AppliedAdjustments } from "../../src/usecases/adjustment/applied-adjustments.ts";

/** An occurrence with the least that there is to say about it. */
export const adjustmentOf = (fields: Pick<AppliedAdjustment, "from" | "to"> & Partial<AppliedAdjustment>): AppliedAdjustment => ({
  id: "00000000-0000-4000-8000-00000000000a",
  version: 1,
  mode: "exclude",
  category: "maintenance",
  reason: "planned work",
  author: "local",
  ...fields,
});

/** Occurrences by objective id, in memory. Without any: nothing is recorded. */
export const fakeAdjustments = (byObjective: Readonly<Record<string, readonly AppliedAdjustment[]>> = {}): AppliedAdjustments => ({
  within: async ({ start, end }, objectiveIds) => {
    const found = Object.entries(byObjective)
      .filter(([id]) => objectiveIds === undefined || objectiveIds.includes(id))
      .map(([id, list]) => [id, list.filter(({ from, to }) => from < end && to > start).sort((a, b) => a.from - b.from)] as const);
    return new Map(found.filter(([, list]) => list.length > 0));
  },
});
