import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { entryOf, fakeBoard, START, steady } from "../../test/fakes/board.ts";
import { addObjectiveMetrics } from "./objective-metrics.ts";

test("known figures have a sample, unknown ones have none", async () => {
  const entries = [entryOf(), entryOf({ name: "silent", streamId: 2 })];
  const streams = [
    { streamId: 1, firstMinute: START, minutes: steady(7 * 1440, 1) },
    { streamId: 2, firstMinute: START, minutes: Array.from({ length: 7 * 1440 }, () => null) },
  ];
  const registry = new Registry();
  addObjectiveMetrics(registry, fakeBoard(entries, streams).board);
  const text = await registry.metrics();
  expect(text).toContain('solvent_objective_sli_ratio{objective="checkout",service="shop"} 0.99\n');
  expect(text).toContain('solvent_objective_budget_left_ratio{objective="checkout",service="shop"} 0\n');
  expect(text).not.toContain('solvent_objective_sli_ratio{objective="silent"');
  expect(text).toContain('solvent_objective_coverage_ratio{objective="silent",service="shop"} 0\n');
  expect(text).toContain('solvent_objective_state{objective="silent",service="shop",state="no-data"} 1\n');
});
