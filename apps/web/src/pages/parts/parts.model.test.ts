import { expect, test } from "vitest";
import { JOURNEY } from "../../../test/fake-combined.ts";
import { hasWeights, howText, toPartRows } from "./parts.model.ts";

const composite = JOURNEY.composite as NonNullable<typeof JOURNEY.composite>;

test("each part has its own state, and what was bad of it in the composite's slices", () => {
  expect(toPartRows(composite, "99")).toMatchObject([
    { name: "slot-reservation", state: "on-target", badShare: "0.02\u202f%", bad: "2 of 8\u202f064 slices", weight: "1" },
    { sli: "99.89\u202f%", badShare: "0.1\u202f%" },
    { title: "Payment authorisation", state: "exhausted", sli: "85.00\u202f%", badShare: "15.0\u202f%", weight: "0.5" },
  ]);
});

test("a part of which nothing is judged has no share", () => {
  const [first] = composite.parts;
  if (first === undefined) throw new Error("no part");
  const nothing = { ...first, sli: null, bad: { exact: "0/1", value: 0 }, mass: { exact: "0/1", value: 0 } };
  expect(toPartRows({ ...composite, parts: [nothing] }, "99")).toMatchObject([{ sli: "–", badShare: "–" }]);
});

test("weights are shown where they count, and a weighted mean warns of what it hides", () => {
  expect([hasWeights(composite), hasWeights({ ...composite, how: "min" })]).toEqual([true, false]);
  expect(howText(composite)).toContain("can stay green while one part is dead");
  expect(howText({ ...composite, how: "allSlices" })).toBe("A slice is bad as soon as it is bad in one part");
});
