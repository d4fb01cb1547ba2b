import { expect, test } from "vitest";
import { parseSliceKey, type SliceJudging, sliceKey } from "./slice-key.ts";

const judging: SliceJudging = {
  method: "timeslices",
  slices: { minutes: 5, targetPercent: "99.5", noTraffic: "good", missing: "exclude" },
};

test.each<SliceJudging>([
  judging,
  { method: "ratio_timeslices", slices: { minutes: 60, targetPercent: null, noTraffic: "bad", missing: "observed" } },
])("a key reads back as what it was made of", (each) => {
  expect(parseSliceKey(sliceKey(each))).toEqual(each);
});

test.each(["", "timeslices", "occurrences/5/95/good/exclude", "timeslices/7/95/good/exclude", "timeslices/5/95/maybe/exclude"])(
  "%j is no key",
  (key) => {
    expect(() => parseSliceKey(key)).toThrow(RangeError);
  },
);
