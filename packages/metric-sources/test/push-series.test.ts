import { type MeasuredIndicator, MINUTE_MS, type MinuteBlock } from "@solvent/domain";
import { expect, test } from "vitest";
import { type PushedSample, type PushedSeries, type PushInbox, pushSource } from "../src/index.ts";

const T = 29_500_000;
const never = () => new AbortController().signal;

/** A sample this many seconds after minute T. */
const at = (seconds: number, value: number, startSeconds: number | null = null): PushedSample => ({
  atMs: T * MINUTE_MS + seconds * 1000,
  value,
  startMs: startSeconds === null ? null : T * MINUTE_MS + startSeconds * 1000,
});

interface Sent {
  readonly metric?: string;
  readonly kind?: PushedSeries["kind"];
  readonly labels?: Readonly<Record<string, string>>;
  readonly samples: readonly PushedSample[];
}

const CHECKOUT = { job: "checkout", instance: "checkout-1" };

/** What the API promises to give: the samples of the span, and of what is no delta the newest before it. */
function inboxOf(sent: readonly Sent[]): PushInbox {
  const all = sent.map(
    ({ metric = "requests_total", kind = "cumulative", labels = {}, samples }): PushedSeries => ({
      metric,
      kind,
      labels: { ...CHECKOUT, ...labels },
      firstAtMs: samples[0]?.atMs ?? 0,
      samples,
    }),
  );
  return {
    minutes: async () => null,
    names: async () => [],
    summary: async () => ({ lastReceivedMs: null, minuteNames: 0, series: all.length }),
    async series({ metric, fromMs, toMs, heardSinceMs = Number.POSITIVE_INFINITY }) {
      return all.flatMap((one) => {
        if (one.metric !== metric) return [];
        const before = one.samples.filter(({ atMs }) => atMs <= fromMs).slice(-1);
        const within = one.samples.filter(({ atMs }) => atMs > fromMs && atMs <= toMs);
        const isHeard = (one.samples.at(-1)?.atMs ?? 0) >= heardSinceMs;
        return within.length > 0 || isHeard ? [{ ...one, samples: [...(one.kind === "delta" ? [] : before), ...within] }] : [];
      });
    },
  };
}

const http = { send: () => Promise.reject(new Error("nobody is asked")) };
const connect = (sent: readonly Sent[], nowSeconds = 600) =>
  pushSource.connect(pushSource.connection.parse({}), {}, { http, now: () => T * MINUTE_MS + nowSeconds * 1000, inbox: inboxOf(sent) });

const ratio = (good: object, total: object, counter = true): MeasuredIndicator => ({
  kind: "ratio",
  counter,
  numerator: "good",
  part: { source: "sdk", spec: { ...good } },
  total: { source: "sdk", spec: { ...total } },
});
const GOOD = { query: 'requests_total{code!~"5.."}' };
const ALL = { query: "requests_total" };
const REQUESTS = ratio(GOOD, ALL);

function queryOf(indicator: MeasuredIndicator) {
  const parsed = pushSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

async function probe(sent: readonly Sent[], indicator = REQUESTS, nowSeconds = 600) {
  return connect(sent, nowSeconds).probe(queryOf(indicator), never());
}

async function read(sent: readonly Sent[], minutes: number, indicator = REQUESTS, first = 0): Promise<MinuteBlock> {
  const query = queryOf(indicator);
  const probed = await probe(sent, indicator);
  if (!probed.ok) throw new Error(probed.failure.message);
  const [outcome] = await connect(sent).read(
    { items: [{ query, probe: probed.value }], from: T + first, to: T + first + minutes, purpose: "live" },
    never(),
  );
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  return outcome.value.block;
}

/** Events per minute, or why there are none. */
const totals = ({ total, missing }: MinuteBlock) => missing.map((reason, index) => reason ?? (total[index] ?? 0) / 1000);
const goods = ({ good, missing }: MinuteBlock) => missing.map((reason, index) => reason ?? (good[index] ?? 0) / 1000);

test("a counter that begins anew counts from zero, also when its value did not fall", async () => {
  const samples = [at(-30, 100, -9000), at(30, 110, -9000), at(90, 150, 60), at(150, 155, 60)];
  expect(totals(await read([{ samples }], 3))).toEqual([10, 150, 5]);
  const withoutStart = samples.map((sample) => ({ ...sample, startMs: null }));
  expect(totals(await read([{ samples: withoutStart }], 3))).toEqual([10, 40, 5]);
});

test("two processes that share their labels are counted each by itself", async () => {
  const samples = [at(-30, 1000, -9000), at(-20, 5, -600), at(30, 1010, -9000), at(40, 8, -600), at(90, 1011, -9000), at(100, 20, -600)];
  expect(totals(await read([{ samples }], 2))).toEqual([13, 13]);
});

test("the first value of a process counts from its start, as long as that is not too long ago", async () => {
  expect(totals(await read([{ samples: [at(45, 12, 5)] }], 2))).toEqual([12, "no-sample"]);
  expect(totals(await read([{ samples: [at(45, 12, -250)] }], 1))).toEqual([12]);
  expect(totals(await read([{ samples: [at(45, 12, -400)] }], 1))).toEqual(["no-boundary"]);
  expect(totals(await read([{ samples: [at(45, 12)] }], 1))).toEqual(["no-boundary"]);
});

test("a start at the very instant of the value says nothing about it", async () => {
  expect(totals(await read([{ samples: [at(30, 500, 30), at(90, 507, 30)] }], 2))).toEqual(["no-boundary", 7]);
});

test("a series that appears beside others of its process is born, however old the process is", async () => {
  const fine = { labels: { code: "200" }, samples: [at(-30, 10, -9000), at(30, 20, -9000), at(90, 30, -9000)] };
  const failed = { labels: { code: "503" }, samples: [at(90, 3, -9000)] };
  const block = await read([fine, failed], 2);
  expect([totals(block), goods(block)]).toEqual([
    [10, 13],
    [10, 10],
  ]);
  const elsewhere = { ...failed, labels: { code: "503", instance: "checkout-2" } };
  expect(totals(await read([fine, elsewhere], 2))).toEqual([10, 10]);
});

test("across a gap of more than five minutes nothing is guessed, and what comes back is not born", async () => {
  const sibling = { labels: { code: "200" }, samples: Array.from({ length: 10 }, (_, i) => at(60 * i - 30, i, -9000)) };
  const gone = { labels: { code: "503" }, samples: [at(-30, 100, -9000), at(30, 101, -9000), at(450, 190, -9000), at(510, 191, -9000)] };
  expect(totals(await read([sibling, gone], 9))).toEqual([2, 1, 1, 1, 1, 1, 1, 1, 2]);
  expect(totals(await read([gone], 9))).toEqual([1, ...new Array(6).fill("no-sample"), "no-boundary", 1]);
  expect(totals(await read([sibling, gone], 1, REQUESTS, 7))).toEqual([1]);
});

test("a few lost exports are made up for by the next one", async () => {
  expect(totals(await read([{ samples: [at(-90, 90), at(-30, 100), at(30, 110), at(210, 140)] }], 4))).toEqual([
    10,
    "no-sample",
    "no-sample",
    30,
  ]);
});

test("a large counter that falls a little is not believed to have begun anew, unless it says so", async () => {
  const fall = [at(-30, 5000, -9000), at(30, 4000, -9000)];
  expect(totals(await read([{ samples: fall }], 1))).toEqual(["counter-fell"]);
  expect(totals(await read([{ samples: [at(-30, 5000, -9000), at(30, 4000, 10)] }], 1))).toEqual([4000]);
});

test("deltas are added up in the minute of their time, at its very end still in it", async () => {
  const fine = { kind: "delta" as const, labels: { code: "200" }, samples: [at(10, 4, 0), at(60, 5, 10), at(61, 7, 60), at(230, 1, 61)] };
  const failed = { kind: "delta" as const, labels: { code: "503" }, samples: [at(20, 2, 0), at(150, 3, 20)] };
  const block = await read([fine, failed], 5);
  expect(totals(block)).toEqual([11, 7, 3, 1, "no-sample"]);
  expect(goods(block)).toEqual([9, 7, 0, 1, "no-sample"]);
});

test("of deltas and cumulative series that are there at once, both are counted", async () => {
  const sent = [
    { labels: { instance: "a" }, samples: [at(-30, 10), at(30, 15), at(90, 20)] },
    { labels: { instance: "b" }, kind: "delta" as const, samples: [at(30, 2), at(90, 3)] },
  ];
  expect(totals(await read(sent, 2))).toEqual([7, 8]);
});

test("where exports are further apart than a minute, that is the resolution, and minutes in between are known", async () => {
  const samples = Array.from({ length: 6 }, (_, i) => at(120 * i - 90, 10 * i));
  const probed = await probe([{ samples }]);
  expect(probed).toMatchObject({ ok: true, value: { scrapeIntervalSeconds: 120, exactness: "exact", strategy: "raw" } });
  if (probed.ok) expect(probed.value.warnings).toEqual(["samples are 120 s apart, so that is the finest resolution of this indicator"]);
  expect(totals(await read([{ samples }], 4))).toEqual([10, 0, 10, 0]);
  const deltas = samples.map((sample) => ({ ...sample, value: 6 }));
  expect(totals(await read([{ kind: "delta", samples: deltas }], 4))).toEqual([6, 0, 6, 0]);
});

const bucket = (le: string, counts: readonly number[], kind: PushedSeries["kind"] = "cumulative"): Sent => ({
  metric: "duration_bucket",
  kind,
  labels: { le },
  samples: counts.map((count, index) => at(60 * index - 30, count)),
});

test("a threshold is counted at a boundary of the histogram, or by the mode where it is none", async () => {
  const sent = [bucket("0.1", [1, 2]), bucket("0.3", [2, 6]), bucket("1", [5, 11]), bucket("+Inf", [6, 16])];
  const good = async (spec: object) => goods(await read(sent, 1, ratio({ histogram: "duration", ...spec }, { histogram: "duration" })));
  expect(await good({ threshold: "0.3" })).toEqual([4]);
  expect(await good({ threshold: "0.5" })).toEqual([4]);
  expect(await good({ threshold: "0.5", boundary: "upper" })).toEqual([6]);
  expect(await good({ threshold: "0.65", boundary: "interpolate" })).toEqual([5]);
  const probed = await probe(sent, ratio({ histogram: "duration", threshold: "0.65", boundary: "interpolate" }, { histogram: "duration" }));
  expect(probed).toMatchObject({ ok: true, value: { exactness: "approximate" } });
});

test("a histogram of deltas is counted like one of counters", async () => {
  const sent = [bucket("0.3", [2, 6], "delta"), bucket("+Inf", [6, 16], "delta")];
  const block = await read(sent, 1, ratio({ histogram: "duration", threshold: "0.3" }, { histogram: "duration" }));
  expect([goods(block), totals(block)]).toEqual([[6], [16]]);
});

const queue = (aggregate?: string): MeasuredIndicator => ({
  kind: "threshold",
  metric: { source: "sdk", spec: { query: "queue", ...(aggregate === undefined ? {} : { aggregate }) } },
  operator: "lte",
  value: "10",
  of: "value",
});
const gauge = (samples: readonly PushedSample[], instance = "checkout-1"): Sent => ({
  metric: "queue",
  kind: "gauge",
  labels: { instance },
  samples,
});

test("of a gauge the newest value of a minute is compared", async () => {
  const block = await read([gauge([at(10, 50), at(50, 10), at(70, 10.5), at(190, -3)])], 4, queue());
  expect(goods(block)).toEqual([1, 0, "no-sample", 1]);
});

test("several gauges need to be told what to make of them", async () => {
  const sent = [gauge([at(570, 4)]), gauge([at(580, 12)], "checkout-2")];
  expect(await probe(sent, queue())).toMatchObject({ ok: false, failure: { class: "too-many-series", advice: "aggregate: max" } });
  expect(goods(await read(sent, 1, queue("max"), 9))).toEqual([0]);
  expect(goods(await read(sent, 1, queue("avg"), 9))).toEqual([1]);
});

test("the three kinds of empty: never sent, silent now, and zero", async () => {
  expect(totals(await read([], 1))).toEqual(["no-series"]);
  expect(totals(await read([{ samples: [at(-900, 1), at(-840, 2)] }], 1))).toEqual(["no-sample"]);
  expect(totals(await read([{ kind: "delta", samples: [at(-900, 1)] }], 1))).toEqual(["no-sample"]);
  expect(totals(await read([{ samples: [at(-30, 5), at(30, 5)] }], 1))).toEqual([0]);
  expect(goods(await read([], 1, queue()))).toEqual(["no-series"]);
});

test("what a look says: nothing sent, and kinds that cannot be used so", async () => {
  const warningsOf = async (sent: readonly Sent[], indicator?: MeasuredIndicator) => {
    const probed = await probe(sent, indicator);
    return probed.ok ? probed.value.warnings.join("\n") : probed.failure.message;
  };
  expect(await warningsOf([])).toContain("has anybody sent requests_total?");
  expect(await warningsOf([{ kind: "gauge", samples: [at(500, 1), at(560, 2)] }])).toContain("was sent as a gauge");
  const delta = { ...gauge([at(500, 1), at(560, 2)]), kind: "delta" as const };
  expect(await warningsOf([delta], queue())).toContain("has no value of its own");
  const many = Array.from({ length: 2001 }, (_, i) => ({ labels: { path: String(i) }, samples: [at(590, 1)] }));
  expect(await warningsOf(many)).toContain("2,001 series");
});

test("groups are those that had data in the last hour, and each can be narrowed to", async () => {
  const sent = [
    { labels: { code: "503" }, samples: [at(500, 1)] },
    { labels: { code: "200" }, samples: [at(540, 1)] },
    { labels: { code: "404" }, samples: [at(-9000, 1)] },
  ];
  const groups = await connect(sent).groups?.(queryOf(ratio(ALL, ALL)), ["code"], never());
  expect(groups).toEqual({ ok: true, value: [{ code: "200" }, { code: "503" }] });
  expect(pushSource.narrow?.(ratio(ALL, ALL), { code: "200" })).toMatchObject({
    ok: true,
    value: { part: { spec: { query: 'requests_total{code="200"}' } }, total: { spec: { query: 'requests_total{code="200"}' } } },
  });
  expect(pushSource.narrow?.(queue(), { instance: "a" })).toMatchObject({
    ok: true,
    value: { metric: { spec: { query: 'queue{instance="a"}' } } },
  });
});

test("every field of a query is checked, with its place", () => {
  const problemsOf = (indicator: MeasuredIndicator) => {
    const parsed = pushSource.parseIndicator(indicator);
    return parsed.ok ? [] : parsed.problems.map(({ path }) => path.join("."));
  };
  expect(problemsOf(ratio({ query: "rate(requests_total[5m])" }, ALL))).toEqual(["part.spec.query"]);
  expect(problemsOf(ratio({ histogram: "duration" }, ALL))).toEqual(["part.spec.threshold"]);
  expect(problemsOf(ratio(GOOD, { ...ALL, window: "5m" }))).toEqual(["total.spec.window"]);
  expect(problemsOf(queue("median"))).toEqual(["metric.spec.aggregate"]);
  expect(queryOf(ratio({ query: "requests_total{a='1',b='2'}" }, ALL)).canonical).toBe(
    queryOf(ratio({ query: 'sum(requests_total{b="2", a="1"})' }, ALL)).canonical,
  );
});
