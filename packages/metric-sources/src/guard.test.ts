import { describe, expect, it } from "vitest";
import { failed, succeeded } from "./failure.ts";
import { type GuardLimits, makeGuardedClient, USUAL_LIMITS } from "./guard.ts";
import type { HttpAnswer, HttpClient, HttpRequest, Outcome } from "./source.ts";

const request = (signal = new AbortController().signal): HttpRequest => ({ method: "GET", url: "http://source.example/", signal });
const answer = (status: number, headers: Record<string, string> = {}): Outcome<HttpAnswer> => succeeded({ status, headers, body: "" });
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

/** A clock that only moves when somebody sleeps or the test says so. */
class FakeClock {
  nowMs = 1_000_000;
  readonly slept: number[] = [];
  readonly now = (): number => this.nowMs;
  readonly sleep = (milliseconds: number): Promise<void> => {
    this.slept.push(milliseconds);
    this.nowMs += milliseconds;
    return Promise.resolve();
  };
}

function guarded(
  outcomes: (attempt: number) => Outcome<HttpAnswer> | Promise<Outcome<HttpAnswer>>,
  limits: Partial<GuardLimits> = {},
  random = 0.5,
) {
  const clock = new FakeClock();
  const started: number[] = [];
  const http: HttpClient = {
    send: async () => {
      started.push(clock.nowMs);
      return await outcomes(started.length);
    },
  };
  return {
    clock,
    started,
    client: makeGuardedClient(http, { now: clock.now, sleep: clock.sleep, random: () => random }, { ...USUAL_LIMITS, ...limits }),
  };
}

describe("a guarded client", () => {
  it("repeats a request that may pass, after a random wait that doubles", async () => {
    const { client, clock, started } = guarded((attempt) => (attempt < 3 ? answer(503) : answer(200)));
    expect(await client.send(request())).toEqual(answer(200));
    expect(started).toHaveLength(3);
    expect(clock.slept).toEqual([250, 500]);
  });

  it("gives up after three attempts and tells the last failure", async () => {
    const { client, started } = guarded(() => failed("unreachable", "the connection was refused"));
    expect(await client.send(request())).toEqual(failed("unreachable", "the connection was refused"));
    expect(started).toHaveLength(3);
  });

  it("tells what the source said when the circuit opens between two attempts", async () => {
    const { client, started } = guarded(() => failed("unreachable", "the connection was refused"), { failuresToOpen: 2 });
    expect(await client.send(request())).toEqual(failed("unreachable", "the connection was refused"));
    expect(started).toHaveLength(2);
    expect(await client.send(request())).toMatchObject({ ok: false, failure: { class: "circuit-open" } });
  });

  it.each([200, 400, 401, 403, 404, 422, 500])("does not repeat after status %i", async (status) => {
    const { client, started } = guarded(() => answer(status));
    expect(await client.send(request())).toEqual(answer(status));
    expect(started).toHaveLength(1);
  });

  it.each(["blocked", "too-large", "bad-answer"] as const)("does not repeat after a failure of the class %s", async (failure) => {
    const { client, started } = guarded(() => failed(failure, "no"));
    await client.send(request());
    expect(started).toHaveLength(1);
  });

  it("waits as long as the source asks", async () => {
    const { client, clock } = guarded((attempt) => (attempt === 1 ? answer(429, { "retry-after": "3" }) : answer(200)));
    expect(await client.send(request())).toEqual(answer(200));
    expect(clock.slept).toEqual([3000]);
  });

  it("hands a long wait back instead of waiting", async () => {
    const { client, clock, started } = guarded(() => answer(429, { "retry-after": "60" }));
    expect(await client.send(request())).toEqual(answer(429, { "retry-after": "60" }));
    expect([started.length, clock.slept]).toEqual([1, []]);
  });

  it("ignores a wait that cannot be understood", async () => {
    const { client, clock } = guarded((attempt) => (attempt === 1 ? answer(429, { "retry-after": "abc" }) : answer(200)), {}, 0);
    expect(await client.send(request())).toEqual(answer(200));
    expect(clock.slept).toEqual([0]);
  });

  it("opens the circuit after five failures in a row and then does not ask", async () => {
    const { client, started, clock } = guarded(() => answer(500));
    for (let count = 0; count < 5; count += 1) await client.send(request());
    clock.nowMs += 29_000;
    const refused = await client.send(request());
    expect(refused).toMatchObject({ ok: false, failure: { class: "circuit-open", retryable: true, retryAfterSeconds: 1 } });
    expect(started).toHaveLength(5);
  });

  it("counts failures in a row only, and does not count refused questions", async () => {
    const { client, started } = guarded((attempt) => (attempt % 5 === 0 ? answer(422) : answer(500)));
    for (let count = 0; count < 20; count += 1) await client.send(request());
    expect(started).toHaveLength(20);
  });

  it("lets one request try when the time is over, and closes when it succeeds", async () => {
    let release: (outcome: Outcome<HttpAnswer>) => void = () => undefined;
    const { client, started, clock } = guarded((attempt) => (attempt <= 5 ? answer(500) : new Promise((resolve) => (release = resolve))));
    for (let count = 0; count < 5; count += 1) await client.send(request());
    clock.nowMs += 30_000;
    const trial = client.send(request());
    await settle();
    expect(await client.send(request())).toMatchObject({ ok: false, failure: { class: "circuit-open" } });
    release(answer(200));
    expect(await trial).toEqual(answer(200));
    const next = client.send(request());
    await settle();
    release(answer(200));
    expect(await next).toEqual(answer(200));
    expect(started).toHaveLength(7);
  });

  it("opens again when the trial fails", async () => {
    const { client, started, clock } = guarded(() => answer(500));
    for (let count = 0; count < 5; count += 1) await client.send(request());
    clock.nowMs += 30_000;
    await client.send(request());
    expect(await client.send(request())).toMatchObject({ failure: { class: "circuit-open", retryAfterSeconds: 30 } });
    expect(started).toHaveLength(6);
  });

  it("frees the trial when its caller gives up", async () => {
    const { client, started, clock } = guarded((attempt) =>
      attempt <= 5 ? answer(500) : attempt === 6 ? failed("aborted", "given up") : answer(200),
    );
    for (let count = 0; count < 5; count += 1) await client.send(request());
    clock.nowMs += 30_000;
    await client.send(request());
    expect(await client.send(request())).toEqual(answer(200));
    expect(started).toHaveLength(7);
  });

  it("has at most four requests under way, first come first served", async () => {
    const waiting: (() => void)[] = [];
    const { client, started } = guarded(() => new Promise((resolve) => waiting.push(() => resolve(answer(200)))));
    const order: number[] = [];
    const all = Array.from({ length: 10 }, (_, index) => client.send(request()).then(() => order.push(index)));
    for (let done = 0; done < 10; done += 1) {
      await settle();
      expect(started.length).toBe(Math.min(10, done + 4));
      waiting.shift()?.();
    }
    await Promise.all(all);
    expect(order).toEqual([...Array(10).keys()]);
  });

  it("starts at most twenty requests in any second", async () => {
    const { client, started } = guarded(() => answer(200));
    for (let count = 0; count < 70; count += 1) await client.send(request());
    for (const [index, time] of started.entries())
      expect(time - (started[index - 20] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(1000);
    expect(started).toHaveLength(70);
  });

  it("lets a caller leave the queue, and gives his place to the next one", async () => {
    const waiting: (() => void)[] = [];
    const { client, started } = guarded(() => new Promise((resolve) => waiting.push(() => resolve(answer(200)))), { maxConcurrent: 1 });
    const controller = new AbortController();
    const [first, second, third] = [client.send(request()), client.send(request(controller.signal)), client.send(request())];
    await settle();
    controller.abort();
    expect(await second).toMatchObject({ ok: false, failure: { class: "aborted" } });
    waiting.shift()?.();
    expect(await first).toEqual(answer(200));
    await settle();
    waiting.shift()?.();
    expect(await third).toEqual(answer(200));
    expect(started).toHaveLength(2);
  });

  it("does not send a request that was given up before, or during a wait", async () => {
    const { client, started } = guarded(() => answer(503));
    expect(await client.send(request(AbortSignal.abort()))).toMatchObject({ failure: { class: "aborted" } });
    expect(started).toHaveLength(0);
    const controller = new AbortController();
    const clock = new FakeClock();
    const sleeping = makeGuardedClient(
      { send: () => Promise.resolve(answer(503)) },
      { now: clock.now, random: () => 1, sleep: () => Promise.resolve(controller.abort()) },
    );
    expect(await sleeping.send(request(controller.signal))).toMatchObject({ failure: { class: "aborted" } });
  });
});
