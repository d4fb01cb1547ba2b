import { LIVE_TOPICS } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { type Fingerprints, makeChangeFeed } from "./change-feed.ts";
import { type EventSink, makeLiveStreams } from "./live-streams.ts";

interface Timer {
  readonly atMs: number;
  readonly call: () => void;
}

/** A clock that stands until it is moved. */
function manualClock() {
  let nowMs = Date.parse("2026-11-28T12:00:00Z");
  const timers = new Set<Timer>();
  return {
    timers,
    wallMs: () => nowMs,
    after(ms: number, call: () => void) {
      const timer = { atMs: nowMs + ms, call };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    /** Lets time pass; looks that a timer begins have ended when this has. */
    async pass(ms: number) {
      nowMs += ms;
      for (const timer of [...timers].filter(({ atMs }) => atMs <= nowMs)) {
        timers.delete(timer);
        timer.call();
        await settle();
      }
    },
  };
}

const settle = async () => {
  for (let i = 0; i < 5; i += 1) await Promise.resolve();
};

function makeWorld() {
  const clock = manualClock();
  const world = {
    stored: { minutes: "1", alerts: "1", notifications: "1", definitions: "1", sources: "1" } as Fingerprints,
    looks: 0,
    broken: false,
    errors: 0,
  };
  const reader = {
    fingerprints: async () => {
      world.looks += 1;
      if (world.broken) throw new Error("no database");
      return world.stored;
    },
  };
  const follow = makeChangeFeed({
    reader,
    clock,
    onError: () => {
      world.errors += 1;
    },
  });
  const live = makeLiveStreams({ follow, clock });
  return { clock, world, live };
}

/** A listener that takes everything, or lets it pile up. */
function makeSink(takes = true) {
  const sink = { text: "", queued: 0, ended: false, wasCut: false };
  const port: EventSink = {
    write: (text) => {
      sink.text += text;
      if (!takes) sink.queued += text.length;
    },
    queuedBytes: () => sink.queued,
    end: () => {
      sink.ended = true;
    },
    cut: () => {
      sink.wasCut = true;
    },
  };
  return { sink, port };
}

const eventsIn = (text: string) =>
  [...text.matchAll(/event: (\w+)\ndata: (.+)\n\n/g)].map(([, event, data]) => [event, JSON.parse(data ?? "").topics]);

test("a stream says how to come back, hello once nothing can be missed, and then which topics changed", async () => {
  const { clock, world, live } = makeWorld();
  const { sink, port } = makeSink();
  live.open(port);
  expect(sink.text).toBe("retry: 3000\n\n");
  await settle();
  world.stored = { ...world.stored, alerts: "2", notifications: "2" };
  await clock.pass(2_000);
  await clock.pass(2_000);
  expect(eventsIn(sink.text)).toEqual([
    ["hello", [...LIVE_TOPICS]],
    ["change", ["alerts", "notifications"]],
  ]);
  expect(sink.text).toContain('"now":"2026-11-28T12:00:02.000Z"');
});

test("many listeners share one look, and whoever comes later is greeted at once", async () => {
  const { clock, world, live } = makeWorld();
  const sinks = [makeSink(), makeSink(), makeSink()];
  for (const { port } of sinks) live.open(port);
  await settle();
  expect(world.looks).toBe(1);
  const late = makeSink();
  live.open(late.port);
  expect(eventsIn(late.sink.text)).toEqual([["hello", [...LIVE_TOPICS]]]);
  world.stored = { ...world.stored, minutes: "2" };
  await clock.pass(2_000);
  expect(world.looks).toBe(2);
  for (const { sink } of [...sinks, late]) expect(eventsIn(sink.text).at(-1)).toEqual(["change", ["minutes"]]);
});

test("nothing is asked and no timer runs while nobody listens; what changed meanwhile is no news to the next one", async () => {
  const { clock, world, live } = makeWorld();
  const leave = live.open(makeSink().port);
  await settle();
  leave();
  leave();
  expect(clock.timers.size).toBe(0);
  world.stored = { ...world.stored, sources: "2" };
  const { sink, port } = makeSink();
  live.open(port);
  await settle();
  await clock.pass(2_000);
  expect(eventsIn(sink.text)).toEqual([["hello", [...LIVE_TOPICS]]]);
});

test("whoever leaves during a look is told nothing any more", async () => {
  const { live } = makeWorld();
  const { sink, port } = makeSink();
  live.open(port)();
  await settle();
  expect(eventsIn(sink.text)).toEqual([]);
});

test("a comment comes every 15 s", async () => {
  const { clock, live } = makeWorld();
  const { sink, port } = makeSink();
  live.open(port);
  await settle();
  for (let i = 0; i < 3; i += 1) await clock.pass(15_000);
  expect(sink.text.match(/^:$/gm)).toHaveLength(3);
});

test("a database that is gone is reported once, and what changed meanwhile is told when it is back", async () => {
  const { clock, world, live } = makeWorld();
  const { sink, port } = makeSink();
  live.open(port);
  await settle();
  world.broken = true;
  for (let i = 0; i < 5; i += 1) await clock.pass(2_000);
  world.broken = false;
  world.stored = { ...world.stored, definitions: "2" };
  await clock.pass(2_000);
  expect(world.errors).toBe(1);
  expect(eventsIn(sink.text).at(-1)).toEqual(["change", ["definitions"]]);
  world.broken = true;
  await clock.pass(2_000);
  expect(world.errors).toBe(2);
});

test("hello waits for the database", async () => {
  const { clock, world, live } = makeWorld();
  world.broken = true;
  const { sink, port } = makeSink();
  live.open(port);
  await settle();
  expect(eventsIn(sink.text)).toEqual([]);
  world.broken = false;
  await clock.pass(2_000);
  expect(eventsIn(sink.text)).toEqual([["hello", [...LIVE_TOPICS]]]);
});

test("who takes less than comes is cut off at 256 KiB, and the others are not", async () => {
  const { clock, world, live } = makeWorld();
  const [slow, quick] = [makeSink(false), makeSink()];
  live.open(slow.port);
  live.open(quick.port);
  await settle();
  for (let i = 0; i < 5_000 && !slow.sink.wasCut; i += 1) {
    world.stored = { ...world.stored, minutes: `${i} later` };
    await clock.pass(2_000);
  }
  expect([slow.sink.wasCut, slow.sink.queued > 256 * 1024, slow.sink.queued < 257 * 1024]).toEqual([true, true, true]);
  const before = slow.sink.text.length;
  world.stored = { ...world.stored, minutes: "last" };
  await clock.pass(2_000);
  expect([slow.sink.text.length, quick.sink.wasCut, eventsIn(quick.sink.text).at(-1)]).toEqual([before, false, ["change", ["minutes"]]]);
});

test("a thousand streams are full, and one that leaves makes room", () => {
  const { live } = makeWorld();
  const leaves = Array.from({ length: 1_000 }, () => live.open(makeSink().port));
  expect(live.isFull()).toBe(true);
  leaves[0]?.();
  expect(live.isFull()).toBe(false);
});

test("closing ends all streams and all timers, and those that come too late", async () => {
  const { clock, live } = makeWorld();
  const [first, second, late] = [makeSink(), makeSink(), makeSink()];
  live.open(first.port);
  live.open(second.port);
  await settle();
  live.close();
  live.open(late.port);
  expect([first, second, late].map(({ sink }) => sink.ended)).toEqual([true, true, true]);
  expect(clock.timers.size).toBe(0);
});
