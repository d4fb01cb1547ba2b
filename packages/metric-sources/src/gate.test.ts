import { expect, it } from "vitest";
import { type GateLane, makeGate } from "./gate.ts";

const never = new AbortController().signal;
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

/** A gate before requests that end when they are told to; `inside` names those under way, in the order in which they came in. */
function makeWorld(limits: { readonly maxConcurrent: number; readonly maxPerSecond: number }) {
  const clock = { nowMs: 1_000_000 };
  const [entered, inside, startsMs]: [string[], string[], number[]] = [[], [], []];
  const sleep = async (milliseconds: number): Promise<void> => {
    clock.nowMs += milliseconds;
  };
  const gate = makeGate(limits, { now: () => clock.nowMs, sleep });
  async function come(name: string, lane: GateLane, signal: AbortSignal = never): Promise<boolean> {
    const mayGoOn = await gate.enter(lane, signal);
    if (!mayGoOn) return false;
    for (const list of [entered, inside]) list.push(name);
    startsMs.push(clock.nowMs);
    return true;
  }
  async function finish(): Promise<void> {
    inside.shift();
    gate.leave();
    await settle();
  }
  return { come, finish, entered, inside, startsMs };
}

it("lets what is prompt go before everything usual that waits, each lane in its order, and never more at once", async () => {
  const { come, finish, entered, inside } = makeWorld({ maxConcurrent: 4, maxPerSecond: 1000 });
  const usual = Array.from({ length: 8 }, (_, index) => `read ${index}`);
  for (const name of usual) void come(name, "usual");
  for (const name of ["names 0", "names 1"]) void come(name, "prompt");
  await settle();
  expect(inside).toEqual(usual.slice(0, 4));
  for (let left = 10; left > 0; left -= 1) {
    expect(inside).toHaveLength(Math.min(4, left));
    await finish();
  }
  expect(entered).toEqual([...usual.slice(0, 4), "names 0", "names 1", ...usual.slice(4)]);
});

it("starts at most so many in any second, whatever their lanes", async () => {
  const { come, finish, startsMs } = makeWorld({ maxConcurrent: 4, maxPerSecond: 5 });
  for (let count = 0; count < 30; count += 1) void come(`${count}`, count % 3 === 0 ? "prompt" : "usual");
  for (let count = 0; count < 30; count += 1) {
    await settle();
    await finish();
  }
  expect(startsMs).toHaveLength(30);
  for (const [index, time] of startsMs.entries())
    expect(time - (startsMs[index - 5] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(1000);
});

it("lets a prompt caller leave the queue, and gives the place to who is next", async () => {
  const { come, finish, entered } = makeWorld({ maxConcurrent: 1, maxPerSecond: 1000 });
  const controller = new AbortController();
  void come("first", "usual");
  void come("second", "usual");
  const names = come("names", "prompt", controller.signal);
  await settle();
  controller.abort();
  expect(await names).toBe(false);
  await finish();
  expect(entered).toEqual(["first", "second"]);
});
