import type { MissingReason } from "@solvent/domain";
import { describe, expect, it } from "vitest";
import type { Outcome, ReadValue } from "../source.ts";
import { joinAt, unmeasuredEnd } from "./beginning.ts";

const FROM = 1000;

function counted(counts: readonly (number | MissingReason)[], more: Partial<ReadValue> = {}): Outcome<ReadValue> {
  const numbers = counts.map((count) => (typeof count === "number" ? count : 0));
  const missing = counts.map((count) => (typeof count === "number" ? null : count));
  return { ok: true, value: { block: { from: FROM, good: numbers, total: numbers, missing }, clampedMinutes: 0, ...more } };
}
const FAILED: Outcome<ReadValue> = { ok: false, failure: { class: "timeout", retryable: true, message: "no answer" } };
const MEASURED = counted(["not-read", "no-boundary", 7, "no-sample"]);

describe("where measuring begins", () => {
  it.each<[string, Outcome<ReadValue>, number]>([
    ["at the first known minute", MEASURED, FROM + 2],
    ["at once", counted([7, "not-read"]), FROM],
    ["after the answer, when nothing of it is known", counted(["not-read", "not-read"]), FROM + 2],
    ["at a page that was down: that is a measurement too", counted(["not-read", "source-down", "not-read"]), FROM + 1],
    ["nowhere, when the read failed", FAILED, Number.NEGATIVE_INFINITY],
  ])("%s", (_, outcome, expected) => {
    expect(unmeasuredEnd(outcome)).toBe(expected);
  });
});

describe("a history before the first measured minute", () => {
  it("stands before it, says that it was made up, and changes nothing after it", () => {
    expect(joinAt(counted([1, 2], { generatedUntil: FROM + 2 }), MEASURED, FROM + 2)).toEqual(
      counted([1, 2, 7, "no-sample"], { generatedUntil: FROM + 2 }),
    );
  });

  it("that was measured says nothing of the kind", () => {
    expect(joinAt(counted([1, 2]), MEASURED, FROM + 2)).toEqual(counted([1, 2, 7, "no-sample"]));
  });

  it("without an answer leaves what was measured as it is", () => {
    for (const past of [FAILED, undefined]) expect(joinAt(past, MEASURED, FROM + 2)).toBe(MEASURED);
    expect(joinAt(counted([1]), MEASURED, FROM)).toBe(MEASURED);
    expect(joinAt(counted([1]), FAILED, FROM + 1)).toBe(FAILED);
  });
});
