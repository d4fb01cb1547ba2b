import { expect, test } from "vitest";
import { makeOddValues } from "./odd-values.ts";
import type { PageSeries } from "./page.ts";

const series = (shard: string, value: number): PageSeries => ({
  labels: { __name__: "queue", shard },
  key: `queue ${shard}`,
  value,
  createdSeconds: null,
});

test("values that cannot be counted are kept by series, oldest first, and found by their metric", () => {
  const odds = makeOddValues();
  odds.add(series("a", -1), 10);
  odds.add(series("b", Number.NaN), 10);
  odds.add(series("a", Number.NEGATIVE_INFINITY), 25);
  expect(odds.of("queue")).toEqual([
    { labels: { __name__: "queue", shard: "a" }, times: [10, 25], values: [-1, Number.NEGATIVE_INFINITY] },
    { labels: { __name__: "queue", shard: "b" }, times: [10], values: [Number.NaN] },
  ]);
  expect(odds.of("other")).toEqual([]);
  expect(odds.size()).toBe(3);
});

test("what is older than it needs is forgotten, a series without values with it", () => {
  const odds = makeOddValues();
  odds.add(series("a", -1), 10);
  odds.add(series("b", -1), 25);
  odds.forgetBefore(25);
  expect(odds.of("queue").map(({ times }) => times)).toEqual([[25]]);
  expect(odds.size()).toBe(1);
  odds.forgetBefore(26);
  expect([odds.of("queue"), odds.size()]).toEqual([[], 0]);
});
