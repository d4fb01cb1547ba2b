import { LIVE_TOPICS, type LiveTopic } from "@solvent/api-contract";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type EventStream, followLive, keysOf, type LiveState, topicsOf } from "./live.ts";

/** A stream that the test speaks through. */
class FakeStream implements EventStream {
  readyState = 0;
  readonly #listeners = new Map<string, (event: { readonly data?: unknown }) => void>();
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void {
    this.#listeners.set(type, listener);
  }
  close(): void {
    this.readyState = 2;
  }
  say(type: string, data?: unknown): void {
    this.#listeners.get(type)?.({ data });
  }
}

const NOW = 1_000_000;
const event = (...topics: LiveTopic[]) => JSON.stringify({ topics, now: "2026-11-24T18:12:40Z" });

function follow(clock = { ms: NOW }) {
  const streams: FakeStream[] = [];
  const states: LiveState[] = [];
  const changes: (readonly LiveTopic[])[] = [];
  const stop = followLive({
    open: () => {
      const stream = new FakeStream();
      streams.push(stream);
      return stream;
    },
    now: () => clock.ms,
    onChange: (topics) => changes.push(topics),
    onState: (state) => states.push(state),
  });
  const last = (): FakeStream => {
    const stream = streams.at(-1);
    if (stream === undefined) throw new Error("no stream was opened");
    return stream;
  };
  return { streams, states, changes, stop, last };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a change names what is old; a first hello does not", () => {
  const { states, changes, last } = follow();
  last().say("hello", event(...LIVE_TOPICS));
  expect(states).toEqual([{ kind: "up" }]);
  expect(changes).toEqual([]);
  last().say("change", event("minutes", "alerts"));
  expect(changes).toEqual([["minutes", "alerts"]]);
});

test("a first hello that comes late leaves time in which something may have changed", () => {
  const clock = { ms: NOW };
  const { changes, last } = follow(clock);
  clock.ms += 5_000;
  last().say("hello");
  expect(changes).toEqual([LIVE_TOPICS]);
});

test("a short cut is not a loss, but everything may have changed in it", () => {
  const { states, changes, last } = follow();
  last().say("hello");
  last().say("error");
  vi.advanceTimersByTime(1_000);
  last().say("hello");
  vi.advanceTimersByTime(60_000);
  expect(states).toEqual([{ kind: "up" }]);
  expect(changes).toEqual([LIVE_TOPICS]);
});

test("a longer one is told with the time of the cut, until the stream is back", () => {
  const { states, changes, last } = follow();
  last().say("hello");
  last().say("error");
  vi.advanceTimersByTime(10_000);
  expect(states.at(-1)).toEqual({ kind: "lost", sinceMs: NOW });
  last().say("error");
  last().say("hello");
  expect(states.at(-1)).toEqual({ kind: "up" });
  expect(changes).toEqual([LIVE_TOPICS]);
});

test("a stream that gave up is opened anew, with growing pauses", () => {
  const { streams, last, stop } = follow();
  last().say("hello");
  const refuse = () => {
    last().readyState = 2;
    last().say("error");
  };
  refuse();
  vi.advanceTimersByTime(2_000);
  expect(streams).toHaveLength(2);
  refuse();
  vi.advanceTimersByTime(2_000);
  expect(streams).toHaveLength(2);
  vi.advanceTimersByTime(2_000);
  expect(streams).toHaveLength(3);
  stop();
  refuse();
  vi.advanceTimersByTime(3_600_000);
  expect(streams).toHaveLength(3);
});

test("a stream that never was there is not lost", () => {
  const { states, last } = follow();
  last().say("error");
  vi.advanceTimersByTime(60_000);
  expect(states).toEqual([]);
});

test("an event that cannot be read means that anything may have changed", () => {
  expect(topicsOf(event("sources"))).toEqual(["sources"]);
  expect(topicsOf("nonsense")).toEqual(LIVE_TOPICS);
  expect(topicsOf('{"topics":["of-tomorrow"],"now":"2026-11-24T18:12:40Z"}')).toEqual(LIVE_TOPICS);
});

test("topics become query keys, each once, and definitions stand for all", () => {
  expect(keysOf(["minutes", "alerts"])).toEqual([["objectives"], ["alerts"], ["mutes"]]);
  expect(keysOf(["minutes", "definitions"])).toEqual([[]]);
  expect(keysOf([])).toEqual([]);
});
