import type { PostHttp } from "@solvent/notifiers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type PlainMessage, plainTarget } from "../../../test/support/plain-notifier.ts";
import { type Receiver, startReceiver } from "../../../test/support/receiver.ts";
import { makeAddressPolicy } from "../../infra/http/address-policy.ts";
import { makeOutgoingHttp, type OutgoingHttp } from "../../infra/http/http-client.ts";
import type { TargetHandles } from "../sender/target-handle.ts";
import { START_MS, useSenderBench } from "./sender-bench.ts";
import { addAlert, addNotices, addTarget, noticesIn } from "./sender-seed.ts";

const MINUTE = 60_000;
const OUTAGE_MINUTES = 60;
/** As long as a notifier waits for an answer. */
const ANSWER_MS = 10_000;

const bench = useSenderBench();
let receiver: Receiver;
let http: OutgoingHttp;

beforeEach(async () => {
  receiver = await startReceiver();
  const policy = makeAddressPolicy({ listenHost: "127.0.0.1", allowedTargets: [], own: () => null });
  http = makeOutgoingHttp({
    policy,
    resolve: async () => [{ address: "127.0.0.1", family: 4 }],
    version: "1",
    limits: { firstByteMs: 60_000, totalMs: 60_000 },
  });
});
afterEach(async () => {
  await receiver.stop();
  await http.close();
});

/** The one client of the product, giving up after played instead of real time. */
const playedHttp: PostHttp = {
  async post(request) {
    const late = new AbortController();
    const cancel = bench.clock.after(ANSWER_MS, () => late.abort());
    const outcome = await http.post({ ...request, timeoutMs: 60_000, signal: AbortSignal.any([request.signal, late.signal]) });
    cancel();
    return !outcome.ok && late.signal.aborted ? { ...outcome, class: "timeout" } : outcome;
  },
};

/** Path of the receiver by target id. */
const handlesFor = (paths: ReadonlyMap<string, string>, minIntervalMs: number): TargetHandles => ({
  get: async (targetId) => ({ ok: true, value: plainTarget(playedHttp, `${receiver.url}${paths.get(targetId)}`, minIntervalMs) }),
});

const takenAt = (path: string): PlainMessage[] =>
  receiver.received.filter((one) => one.path === path).map(({ body }) => JSON.parse(body) as PlainMessage);
/** Without what was said before: the order in which things were first heard. */
const heardAt = (path: string): string[] => [...new Set(takenAt(path).flatMap((message) => message.says))];

const OUTAGES = ["fail", "limit", "hang", "die", "accept-and-die"] as const;

test("after an hour in which receivers answered 500, asked to wait, hung or closed, each is told everything in order, and a healthy one never waited", async () => {
  const down = new Map<string, string>();
  for (const outage of OUTAGES) down.set(await addTarget(bench.pool, outage), `/${outage}`);
  const well = await addTarget(bench.pool, "well");
  for (const outage of OUTAGES)
    receiver.behave(`/${outage}`, () => (bench.clock.wallMs() < START_MS + OUTAGE_MINUTES * MINUTE ? outage : "accept"));
  bench.start({ targets: handlesFor(new Map([...down, [well, "/well"]]), 1_000), hanging: () => receiver.hanging() });
  const queued: string[] = [];
  let slowestMs = 0;
  for (let minute = 0; minute < OUTAGE_MINUTES; minute += 2) {
    const name = `o-${minute}`;
    const alertIds = [await addAlert(bench.pool, { name })];
    for (const targetId of [...down.keys(), well])
      await addNotices(bench.pool, { alertIds, targetId, event: "fired", atMs: bench.clock.wallMs() });
    queued.push(`${name} fired`);
    const sinceMs = bench.clock.wallMs();
    while (heardAt("/well").length < queued.length) await bench.pass(500);
    slowestMs = Math.max(slowestMs, bench.clock.wallMs() - sinceMs);
    await bench.pass(START_MS + (minute + 2) * MINUTE - bench.clock.wallMs(), 3_000);
  }
  await bench.pass(10 * MINUTE, 1_000);
  expect(slowestMs).toBeLessThanOrEqual(5_000);
  for (const outage of OUTAGES) expect([outage, heardAt(`/${outage}`)]).toEqual([outage, queued]);
  for (const outage of ["fail", "limit", "hang", "die"])
    expect(takenAt(`/${outage}`).flatMap(({ says }) => says)).toHaveLength(queued.length);
  const twice = takenAt("/accept-and-die").slice(1);
  expect(twice.length).toBeGreaterThan(1);
  expect(new Set((await noticesIn(bench.pool)).map(({ state }) => state))).toEqual(new Set(["sent"]));
  expect(bench.errors).toEqual([]);
  const messages = OUTAGES.map((outage) => `${outage} ${takenAt(`/${outage}`).length}`).join(", ");
  console.log(`outage of ${OUTAGE_MINUTES} min: a healthy target was at most ${slowestMs} ms behind; messages taken: ${messages}`);
}, 120_000);

test("a receiver that takes a message and dies gets it again under the same key, marked as a repetition, and what follows once", async () => {
  const target = await addTarget(bench.pool, "webhook");
  receiver.behave("/hook", (request) => (request === 1 ? "accept-and-die" : "accept"));
  bench.start({ targets: handlesFor(new Map([[target, "/hook"]]), 0), hanging: () => receiver.hanging() });
  const alertIds = [await addAlert(bench.pool, { name: "a" }), await addAlert(bench.pool, { name: "b" })];
  await addNotices(bench.pool, { alertIds, targetId: target, event: "fired", atMs: START_MS });
  await bench.pass(5_000);
  expect(takenAt("/hook").map(({ repeated, says }) => [...says, repeated])).toEqual([
    ["a fired", false],
    ["a fired", true],
    ["b fired", false],
  ]);
  expect(new Set(takenAt("/hook").map(({ id }) => id)).size).toBe(2);
});

test("two senders on one database never send the same notice twice, and keep the order", async () => {
  const target = await addTarget(bench.pool, "webhook");
  receiver.behave("/hook", (request) => (request % 4 === 0 ? "fail" : "accept"));
  const options = { targets: handlesFor(new Map([[target, "/hook"]]), 0), hanging: () => receiver.hanging() };
  const senders = [bench.start(options), bench.start(options)];
  const queued: string[] = [];
  for (let i = 0; i < 60; i += 1) {
    const alertIds = [await addAlert(bench.pool, { name: `o-${i}` })];
    await addNotices(bench.pool, { alertIds, targetId: target, event: "fired", atMs: bench.clock.wallMs() });
    queued.push(`o-${i} fired`);
    for (const sender of senders) sender.wake();
    await bench.pass(3_000, 250);
  }
  await bench.pass(2 * MINUTE, 1_000);
  expect(takenAt("/hook").flatMap(({ says }) => says)).toEqual(queued);
  expect(bench.errors).toEqual([]);
});
