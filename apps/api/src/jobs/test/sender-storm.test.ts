import { describe, expect, test } from "vitest";
import { makeTargets, namesIn, START_MS, useSenderBench } from "./sender-bench.ts";
import { addTarget } from "./sender-seed.ts";
import { makeSenderSteps } from "./sender-steps.ts";

const bench = useSenderBench();
const { fire, states } = makeSenderSteps(bench);

describe("a storm", () => {
  const names = Array.from({ length: 300 }, (_, i) => `o-${i}`);
  const everything = names.map((name) => `${name} fired`);

  test("of 300 alerts at once is one message that names all of them", async () => {
    const { handles, told } = makeTargets(bench, 1_000);
    const target = await addTarget(bench.pool, "slack");
    await fire(target, ...names);
    bench.start({ targets: handles });
    await bench.pass(5_000);
    expect(told.map(({ message }) => namesIn(message))).toEqual([everything]);
    expect(new Set(await states())).toEqual(new Set(["fired sent"]));
  });

  test("of 300 alerts that trickle in over a minute is at most six messages, all named, in order, the first at once", async () => {
    const { handles, told } = makeTargets(bench, 1_000);
    const target = await addTarget(bench.pool, "slack");
    bench.start({ targets: handles });
    for (let i = 0; i < 300; i += 5) {
      await fire(target, ...names.slice(i, i + 5));
      await bench.pass(1_000);
    }
    await bench.pass(40_000);
    expect(told.length).toBeLessThanOrEqual(6);
    expect(told[0]?.atMs).toBeLessThanOrEqual(START_MS + 1_000);
    expect(told.flatMap(({ message }) => namesIn(message))).toEqual(everything);
    console.log(`storm: ${told.length} messages of ${told.map(({ message }) => namesIn(message).length).join(", ")} notices`);
  });
});
