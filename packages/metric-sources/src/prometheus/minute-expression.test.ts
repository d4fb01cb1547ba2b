import { describe, expect, it } from "vitest";
import { bindToMinute, findSelectors } from "./minute-expression.ts";

const EITHER = { leftOpen: false };

describe("an expression whose samples must lie in the minute", () => {
  it.each([
    ["a selector", 'queue{a="b"}', 'last_over_time(queue{a="b"}[59999ms])'],
    ["a selector without a name", '{__name__="queue"}', 'last_over_time({__name__="queue"}[59999ms])'],
    ["a selector inside an aggregation", "max by (job) (queue)", "max by (job) (last_over_time(queue[59999ms]))"],
    ["both sides of an operator", "used / on (a) size", "last_over_time(used[59999ms]) / on (a) last_over_time(size[59999ms])"],
    ["the argument of a function", "time() - abs(done)", "time() - abs(last_over_time(done[59999ms]))"],
    ["a text with a comment", "# longest\nmax(\n  queue # now\n)", "# longest\nmax(\n  last_over_time(queue[59999ms]) # now\n)"],
  ])("is bound to it: %s", (_name, expression, bound) => {
    expect(bindToMinute(expression, 60, EITHER)).toBe(bound);
    expect(findSelectors(expression).choosesItself).toBe(false);
  });

  it.each([
    ["a range", "max_over_time(queue[5m])"],
    ["an offset", "queue offset 5m"],
    ["a fixed time", "queue @ 1795392000"],
    ["a sub-query", "max_over_time(queue[1h:1m])"],
    ["the time of a sample", "timestamp(queue)"],
  ])("is left as it is where it chooses its samples itself: %s", (_name, expression) => {
    expect(bindToMinute(expression, 60, EITHER)).toBe(expression);
    expect(findSelectors(expression)).toEqual({ instants: [], choosesItself: true });
  });

  it.each([
    ["queue - queue offset 5m", "last_over_time(queue[59999ms]) - queue offset 5m"],
    ["queue offset 5m - queue", "queue offset 5m - last_over_time(queue[59999ms])"],
    ["max(queue) / max(queue @ 5 offset 1h)", "max(last_over_time(queue[59999ms])) / max(queue @ 5 offset 1h)"],
    ["queue > max_over_time(queue[5m])", "last_over_time(queue[59999ms]) > max_over_time(queue[5m])"],
  ])("is bound in its parts that do not choose themselves: %s", (expression, bound) => {
    expect(bindToMinute(expression, 60, EITHER)).toBe(bound);
    expect(findSelectors(expression).choosesItself).toBe(true);
  });

  it("includes the end of the minute and not its start, whichever end of a range the server includes", () => {
    expect(bindToMinute("queue", 95, { leftOpen: true })).toBe("last_over_time(queue[95s])");
    expect(bindToMinute("queue", 95, EITHER)).toBe("last_over_time(queue[94999ms])");
  });
});
