import { MINUTE_MS, type Minute } from "@solvent/domain";
import { makeFakeTime } from "@solvent/testing";
import { describe, expect, it } from "vitest";
import { toFailure } from "../failure.ts";
import type { Attempt } from "./attempt.ts";
import { MAX_ADDRESSES, makeProber } from "./prober.ts";
import { type Expectation, type ProbeQuery, toProbeQuery } from "./query.ts";
import type { MinuteNote } from "./tally.ts";

const START = 29_000_000;
const at = (minutes: number): number => Math.round((START + minutes) * MINUTE_MS);
const SEEN: Attempt = { kind: "seen", seen: { status: 200, body: "", seconds: 0.1, certificate: null } };
const USUAL: Expectation = { status: [{ from: 200, to: 299 }], body: null, maxSeconds: null, minCertificateDays: null };

const queryOf = (path: string, expectation: Partial<Expectation> = {}): ProbeQuery =>
  toProbeQuery({
    kind: "events",
    target: { kind: "http", url: `http://a/${path}`, method: "GET" },
    expectation: { ...USUAL, ...expectation },
  });
const SHOP = queryOf("shop");

interface Asked {
  readonly atMs: number;
  readonly certificate: boolean;
}

/** A prober on a clock that the test moves; each attempt takes `tookMs`, or as long as the test wants. */
function makeWorld({ intervalSeconds = 30, timeoutSeconds = 10 } = {}) {
  const time = makeFakeTime(at(0));
  const asked: Asked[] = [];
  const world = { tookMs: 0, answer: SEEN as Attempt, held: null as null | Promise<Attempt> };
  const attempt = (certificate: boolean): Promise<Attempt> => {
    asked.push({ atMs: time.now(), certificate });
    const { answer, tookMs } = world;
    return world.held ?? new Promise((resolve) => void time.schedule(tookMs, () => resolve(answer)));
  };
  const prober = makeProber({
    slots: { intervalMs: intervalSeconds * 1000, timeoutMs: timeoutSeconds * 1000 },
    now: time.now,
    schedule: time.schedule,
    attempt: (_target, certificate) => attempt(certificate),
    redact: (text) => text,
  });
  /** A live read of the minute before, as the tick makes it. */
  const read = (minutes: number, query = SHOP) => prober.follow(query, { from: START + minutes - 1, to: START + minutes });
  async function live(from: number, to: number, query = SHOP): Promise<void> {
    for (let minute = from; minute <= to; minute += 1) {
      await time.moveTo(at(minute));
      read(minute, query);
    }
  }
  const note = (minutes: number, query = SHOP): MinuteNote | undefined => prober.find(query)?.tally.at((START + minutes) as Minute);
  return { time, asked, world, prober, read, live, note };
}

describe("the probes of an address", () => {
  it("begin with the first live read, at its slots, and stop when nobody has read for five minutes", async () => {
    const { time, asked, live, read } = makeWorld();
    await time.moveTo(at(3));
    expect(asked).toEqual([]);
    await live(3, 6);
    expect(asked).toHaveLength(6);
    await time.moveTo(at(60));
    expect(asked).toHaveLength(16);
    expect(time.timers()).toBe(0);
    read(60);
    await time.moveTo(at(61));
    expect(asked).toHaveLength(18);
    const phases = new Set(asked.map(({ atMs }) => atMs % 30_000));
    expect(phases.size).toBe(1);
  });

  it("are events of the minute in which they end, each slot once, whatever they take", async () => {
    const { live, note, world } = makeWorld();
    world.tookMs = 9_999;
    await live(0, 20);
    for (let minute = 1; minute < 20; minute += 1) expect(note(minute)).toMatchObject({ good: 2, total: 2 });
  });

  it("at an interval of five minutes leave four of five minutes unknown", async () => {
    const { live, note } = makeWorld({ intervalSeconds: 300, timeoutSeconds: 10 });
    await live(0, 20);
    const notes = Array.from({ length: 15 }, (_, index) => note(5 + index));
    expect(notes.filter((one) => typeof one === "object")).toHaveLength(3);
    expect(notes.filter((one) => one === "no-sample")).toHaveLength(12);
  });

  it("are never two at once, also where one does not end and the clock jumps", async () => {
    const { time, live, asked, world, note } = makeWorld();
    await live(0, 2);
    const before = asked.length;
    let end: (attempt: Attempt) => void = () => undefined;
    world.held = new Promise((resolve) => {
      end = resolve;
    });
    await live(3, 5);
    expect(asked).toHaveLength(before + 1);
    world.held = null;
    end(SEEN);
    await time.moveTo(at(5) + 1);
    expect(note(5)).toMatchObject({ total: 1 });
    await live(6, 7);
    expect(note(6)).toMatchObject({ total: 2 });
  });

  it("are shared by queries of one address, each judged by itself, and see the certificate only where one wants it", async () => {
    const { time, read, note, asked } = makeWorld();
    const strict = queryOf("shop", { maxSeconds: 0.05 });
    read(0);
    read(0, strict);
    await time.moveTo(at(1));
    expect(asked).toHaveLength(2);
    expect(note(0)).toMatchObject({ good: 2, total: 2 });
    expect(note(0, strict)).toMatchObject({ good: 0, total: 2 });
    expect(asked.some(({ certificate }) => certificate)).toBe(false);
    read(1, queryOf("shop", { minCertificateDays: 3 }));
    await time.moveTo(at(2));
    expect(asked.slice(2).every(({ certificate }) => certificate)).toBe(true);
  });

  it("that end while the clock is wrong are events of a minute that is still open", async () => {
    const { time, live, note, world } = makeWorld();
    await live(0, 10);
    let end: (attempt: Attempt) => void = () => undefined;
    world.held = new Promise((resolve) => {
      end = resolve;
    });
    await time.moveTo(at(10.9));
    expect(note(10)).toBe("no-sample");
    time.setTo(at(7));
    end(SEEN);
    await time.moveTo(at(7));
    expect(note(7)).toEqual({ good: 2, total: 2, value: 0 });
    expect(note(10)).toEqual({ good: 1, total: 1, value: 0 });
  });

  it("that Solvent cannot make are no events", async () => {
    const { live, note, world, prober } = makeWorld();
    world.answer = { kind: "not-made", failure: toFailure("blocked", "a private address") };
    await live(0, 3);
    expect(note(2)).toBe("source-refused");
    expect(prober.find(SHOP)?.latest()).toMatchObject({ finding: { kind: "none", failure: { class: "blocked" } } });
  });

  it("of a fault of Solvent's own are no events either, and go on", async () => {
    const { live, note, world } = makeWorld();
    world.held = Promise.reject(new Error("a fault"));
    world.held.catch(() => undefined);
    await live(0, 2);
    expect(note(1)).toBe("source-refused");
    world.held = null;
    await live(3, 4);
    expect(note(3)).toMatchObject({ total: 2 });
  });
});

describe("a look", () => {
  it("is no event and starts no probes", async () => {
    const { time, prober, asked, note } = makeWorld();
    const looking = prober.look(SHOP);
    await time.moveTo(at(0.1));
    expect(await looking).toMatchObject({ kind: "event", good: true });
    await time.moveTo(at(5));
    expect(asked).toHaveLength(1);
    expect(note(0)).toBeUndefined();
  });

  it("becomes the probe of a slot that comes while it is under way", async () => {
    const { time, prober, read, asked, note, world } = makeWorld();
    read(0);
    world.tookMs = 29_999;
    const looking = prober.look(SHOP);
    await time.moveTo(at(0.5));
    await looking;
    expect(asked).toHaveLength(1);
    expect(note(0)).toMatchObject({ total: 1 });
  });

  it("is told what a probe has just found, and asks again for a certificate that nobody saw", async () => {
    const { time, prober, live, asked } = makeWorld();
    await live(0, 2);
    const before = asked.length;
    expect(await prober.look(SHOP)).toMatchObject({ good: true });
    expect(asked).toHaveLength(before);
    const looks = [prober.look(queryOf("shop", { maxSeconds: 1 })), prober.look(queryOf("shop", { minCertificateDays: 1 }))];
    await time.moveTo(at(2) + 5);
    await Promise.all(looks);
    expect(asked.slice(before).map(({ certificate }) => certificate)).toEqual([false, true]);
  });
});

describe("a process that reads again after another one did", () => {
  it("does not tell of the minutes between, though it still probed in some of them", async () => {
    const { time, live, note, read } = makeWorld();
    await live(0, 5);
    await time.moveTo(at(9));
    expect(note(7)).toMatchObject({ total: 2 });
    read(9);
    expect([4, 5, 7].map((minute) => note(minute))).toEqual([{ good: 2, total: 2, value: 0 }, "not-read", "not-read"]);
    expect(note(8)).toMatchObject({ total: 2 });
  });

  it("keeps the minutes of a pass that could not be stored: they are read again from the same start", async () => {
    const { time, prober, live, note } = makeWorld();
    await live(0, 5);
    await time.moveTo(at(8));
    prober.follow(SHOP, { from: START + 4, to: START + 8 });
    expect([4, 5, 6, 7].map((minute) => note(minute))).toEqual(new Array(4).fill({ good: 2, total: 2, value: 0 }));
  });
});

describe("a source", () => {
  it("probes a bounded number of addresses", () => {
    const { read } = makeWorld();
    const followed = Array.from({ length: MAX_ADDRESSES }, (_, index) => read(0, queryOf(String(index))));
    expect(followed.every(({ ok }) => ok)).toBe(true);
    expect(read(0, queryOf("one more"))).toMatchObject({ ok: false, failure: { class: "too-many-series" } });
    expect(read(0, queryOf("7", { maxSeconds: 1 })).ok).toBe(true);
  });

  it("forgets queries that nobody has read for as long as minutes are kept", async () => {
    const { time, read, prober, live } = makeWorld();
    await live(0, 2);
    await time.moveTo(at(27 * 60));
    read(27 * 60, queryOf("another"));
    expect(prober.find(SHOP)).toBeNull();
    expect(prober.active().map(({ address }) => address)).toEqual(["http://a/another"]);
  });
});
