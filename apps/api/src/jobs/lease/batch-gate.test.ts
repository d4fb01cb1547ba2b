import { expect, test } from "vitest";
import { makeBatchGate } from "./batch-gate.ts";

/** A batch that runs until it is ended. */
function hold() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, batch: () => ended };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("no batch starts while the gate is closed, and all start when it opens", async () => {
  const gate = makeBatchGate();
  const started: string[] = [];
  gate.close();
  const batches = ["a", "b"].map((name) => gate.run("live", async () => void started.push(name)));
  await settle();
  expect(started).toEqual([]);
  gate.open();
  await Promise.all(batches);
  expect(started).toEqual(["a", "b"]);
});

test("a background batch waits for live ones and runs alone of its kind", async () => {
  const gate = makeBatchGate();
  const order: string[] = [];
  const [live, other, first] = [hold(), hold(), hold()];
  const running = [
    gate.run("live", live.batch),
    gate.run("live", other.batch),
    gate.run("live", async () => void order.push("live")),
    gate.run("background", async () => {
      order.push("background");
      await first.batch();
    }),
    gate.run("background", async () => void order.push("second background")),
  ];
  await settle();
  expect(order).toEqual([]);
  live.end();
  await settle();
  expect(order).toEqual(["live", "background"]);
  other.end();
  first.end();
  await Promise.all(running);
  expect(order).toEqual(["live", "background", "second background"]);
});

test("a batch that throws lets the next one start", async () => {
  const gate = makeBatchGate();
  await expect(gate.run("background", () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  await expect(gate.run("background", async () => "next")).resolves.toBe("next");
});
