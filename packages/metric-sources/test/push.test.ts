import type { MeasuredIndicator, MetricQuery } from "@solvent/domain";
import { describe, expect, it, vi } from "vitest";
import { findSourceKind, type MetricSource, type PushInbox, pushSource } from "../src/index.ts";
import { makeAskInbox } from "../src/push/ask-inbox.ts";

const never = (): AbortSignal => new AbortController().signal;
const of = (stream: unknown, source = "jobs"): MetricQuery => ({ source, spec: { stream: stream as string } });
const ratio = (part: MetricQuery, total: MetricQuery, fields: object = {}): MeasuredIndicator => ({
  kind: "ratio",
  counter: false,
  numerator: "good",
  part,
  total,
  ...fields,
});
const NOW = Date.parse("2026-11-29T12:00:00Z");
const EMPTY: PushInbox = {
  minutes: async () => null,
  series: async () => [],
  names: async () => [],
  summary: async () => ({ lastReceivedMs: null, minuteNames: 0, series: 0 }),
};
const connect = (inbox: Partial<PushInbox> | null): MetricSource =>
  pushSource.connect(
    pushSource.connection.parse({}),
    {},
    {
      http: { send: () => Promise.reject(new Error("nobody is asked")) },
      now: () => NOW,
      ...(inbox === null ? {} : { inbox: { ...EMPTY, ...inbox } }),
    },
  );

describe("the connection of a push source", () => {
  it("has a delay and a settle time that people may choose", () => {
    const timing = (connection: object) => {
      const prepared = findSourceKind("push")?.prepare(connection);
      return prepared?.ok ? prepared.value.timing : prepared?.problems.map(({ path }) => path);
    };
    expect(timing({})).toEqual({ ingestDelaySeconds: 60, settleMinutes: 10 });
    expect(timing({ delaySeconds: 0, settleMinutes: 1440 })).toEqual({ ingestDelaySeconds: 0, settleMinutes: 1440 });
    expect(timing({ delaySeconds: 3601 })).toEqual([["delaySeconds"]]);
    expect(timing({ delaySeconds: -1 })).toEqual([["delaySeconds"]]);
    expect(timing({ settleMinutes: 0 })).toEqual([["settleMinutes"]]);
    expect(timing({ settleMinutes: 1.5 })).toEqual([["settleMinutes"]]);
    expect(timing({ url: "http://x" })).toEqual([[]]);
  });

  it("receives, and holds no secret", () => {
    expect(findSourceKind("push")).toMatchObject({ receives: true, secrets: {} });
  });
});

describe("an indicator of minutes that are sent", () => {
  it("names the same stream on both sides, and is one query however it is written", () => {
    const parsed = pushSource.parseIndicator(ratio(of("checkout"), of("checkout")));
    expect(parsed).toMatchObject({ ok: true, value: { canonical: '["push",1,"minutes","checkout"]' } });
  });

  it.each([
    ["another stream as total", ratio(of("a"), of("b")), ["total", "spec", "stream"]],
    ["another source as total", ratio(of("a"), of("a", "others")), ["total", "source"]],
    ["a capital", ratio(of("A"), of("A")), ["part", "spec", "stream"]],
    ["a name that is too long", ratio(of("a".repeat(121)), of("a".repeat(121))), ["part", "spec", "stream"]],
    ["a hyphen at the end", ratio(of("a-"), of("a-")), ["part", "spec", "stream"]],
    ["a number", ratio(of(7), of(7)), ["part", "spec", "stream"]],
    ["no stream", ratio({ source: "jobs", spec: {} }, of("a")), ["part", "spec", "stream"]],
    ["a query beside it", ratio({ source: "jobs", spec: { stream: "a", query: "up" } }, of("a")), ["part", "spec", "query"]],
    ["bad events", ratio(of("a"), of("a"), { numerator: "bad" }), ["part", "spec", "stream"]],
    ["cumulative counters", ratio(of("a"), of("a"), { counter: true }), ["total", "spec", "stream"]],
    [
      "series of two sources",
      ratio({ source: "a", spec: { query: "x" } }, { source: "b", spec: { query: "x" } }, { counter: true }),
      ["total", "source"],
    ],
  ])("is refused with %s, and the field is named", (_name, indicator, path) => {
    const parsed = pushSource.parseIndicator(indicator);
    expect(parsed.ok ? null : parsed.problems[0]?.path).toEqual(path);
  });

  it("is one group, in which every label is empty", () => {
    const indicator = ratio(of("a"), of("a"));
    expect(pushSource.narrow?.(indicator, { code: "" })).toEqual({ ok: true, value: indicator });
    expect(pushSource.narrow?.(indicator, { code: "200" })).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining("code") }],
    });
  });
});

describe("a push source", () => {
  it.each([
    [0, "less than a minute ago"],
    [-5_000, "less than a minute ago"],
    [150_000, "2 min ago"],
    [119 * 60_000, "119 min ago"],
    [3 * 3_600_000, "3 h ago"],
    [49 * 3_600_000, "2 days ago"],
  ])("says after %i ms that it received something %s", async (ms, words) => {
    const source = connect({ summary: async () => ({ lastReceivedMs: NOW - ms, minuteNames: 1, series: 120 }) });
    expect(await source.check(never())).toEqual({
      ok: true,
      value: { version: null, latencyMs: 0, clockSkewMs: null, notes: [`Last received ${words}; 1 stream, 120 series`] },
    });
  });

  it("is well before it was saved, and has nothing", async () => {
    const source = connect(null);
    expect(await source.check(never())).toMatchObject({ ok: true, value: { notes: [expect.stringContaining("Nothing was sent yet")] } });
    const query = pushSource.parseIndicator(ratio(of("a"), of("a")));
    if (!query.ok) throw new Error("the indicator is valid");
    expect(await source.probe(query.value, never())).toMatchObject({
      ok: true,
      value: { seriesFound: 0, warnings: ["nothing was sent under the name a yet"] },
    });
    expect(await source.lookUp?.({ what: "stream", text: "", within: null, limit: 5 }, never())).toEqual({ ok: true, value: [] });
  });

  it("offers names of minutes and of metrics", async () => {
    const names = vi.fn<PushInbox["names"]>(async ({ of: what }) => [`some-${what}`]);
    const source = connect({ names });
    const offered = (what: string) => source.lookUp?.({ what, text: "so", within: null, limit: 7 }, never());
    expect(await offered("stream")).toEqual({ ok: true, value: [{ name: "some-minutes", detail: null }] });
    expect(await offered("metric")).toEqual({ ok: true, value: [{ name: "some-metric", detail: null }] });
    expect(await offered("index")).toMatchObject({ ok: false, failure: { class: "bad-query" } });
    expect(names.mock.calls.map(([ask]) => ask)).toEqual([
      { of: "minutes", text: "so", limit: 7 },
      { of: "metric", text: "so", limit: 7 },
    ]);
  });

  it("says nothing of what the database said when it was away", async () => {
    const source = connect({
      summary: async () => {
        throw new Error('password authentication failed for user "solvent"');
      },
    });
    const checked = await source.check(never());
    expect(checked).toMatchObject({ ok: false, failure: { class: "unreachable", retryable: true } });
    expect(JSON.stringify(checked)).not.toContain("password");
  });

  it("reads a thousand times by one signal without leaving anything on it", async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const ask = makeAskInbox(EMPTY);
    for (let time = 0; time < 1000; time += 1) await ask((inbox, within) => inbox.summary(within), signal);
    expect(added).not.toHaveBeenCalled();
  });

  it("does not wait for a database that says nothing", async () => {
    vi.useFakeTimers();
    const patience = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), ms);
      return controller.signal;
    });
    try {
      const asking = connect({ summary: () => new Promise<never>(() => undefined) }).check(never());
      await vi.advanceTimersByTimeAsync(20_000);
      expect(await asking).toMatchObject({ ok: false, failure: { class: "timeout", retryable: true } });
    } finally {
      patience.mockRestore();
      vi.useRealTimers();
    }
  });
});
