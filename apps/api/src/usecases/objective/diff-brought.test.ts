import { expect, test } from "vitest";
import type { AdjustmentContent } from "../adjustment/adjustment-store.ts";
import { diffBrought } from "./diff-brought.ts";

const SUNDAY: AdjustmentContent = {
  mode: "exclude",
  from: 29_538_780,
  to: 29_538_900,
  recurrence: { rule: "FREQ=WEEKLY;BYDAY=SU", zone: "Europe/Paris" },
  category: "maintenance",
  reason: "Weekly",
};
const BANK: AdjustmentContent = { ...SUNDAY, mode: "forgive", recurrence: null, category: "dependency", reason: "The bank was down" };

test("the same adjustments in another order are no change", () => {
  expect(diffBrought([SUNDAY, BANK], [BANK, { ...SUNDAY }])).toEqual([]);
});

test("a change shows all that was brought and all that is, in the words of a definition", () => {
  const [from, to] = ["2026-03-01T01:00Z", "2026-03-01T03:00Z"];
  const bank = { from, to, mode: "forgive", category: "dependency", reason: "The bank was down" };
  const sunday = {
    from,
    to,
    mode: "exclude",
    rule: "FREQ=WEEKLY;BYDAY=SU",
    zone: "Europe/Paris",
    category: "maintenance",
    reason: "Weekly",
  };
  expect(diffBrought([BANK], [BANK, SUNDAY])).toEqual([{ path: "adjustments", before: [bank], after: [sunday, bank] }]);
});

test("what is brought twice is not the same as brought once", () => {
  expect(diffBrought([BANK], [BANK, BANK])).toHaveLength(1);
});
