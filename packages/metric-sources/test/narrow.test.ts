import type { JsonValue, MeasuredIndicator, RatioIndicator, ThresholdIndicator } from "@solvent/domain";
import { describe, expect, it } from "vitest";
import { findSourceKind, type GroupLabels, type Parsed, type SourceKind } from "../src/index.ts";

type Spec = { readonly [key: string]: JsonValue };
const query = (spec: Spec | string) => ({ source: "p", spec: typeof spec === "string" ? { query: spec } : spec });

const ratio = (part: Spec | string, total: Spec | string, changes: Partial<RatioIndicator> = {}): RatioIndicator => ({
  kind: "ratio",
  counter: true,
  numerator: "good",
  part: query(part),
  total: query(total),
  ...changes,
});

const threshold = (spec: Spec | string): ThresholdIndicator => ({
  kind: "threshold",
  metric: query(spec),
  operator: "lte",
  value: "5",
  of: "value",
});

function kindOf(name: string): SourceKind {
  const kind = findSourceKind(name);
  if (kind === null) throw new Error(`there is no kind ${name}`);
  return kind;
}

function narrow(name: string, indicator: MeasuredIndicator, labels: GroupLabels): Parsed<MeasuredIndicator> {
  const kind = kindOf(name);
  if (kind.narrow === null) throw new Error(`${name} does not narrow`);
  return kind.narrow(indicator, labels);
}

const specsOf = (indicator: MeasuredIndicator): readonly Spec[] =>
  indicator.kind === "threshold" ? [indicator.metric.spec] : [indicator.part.spec, indicator.total.spec];

function narrowed(name: string, indicator: MeasuredIndicator, labels: GroupLabels): readonly Spec[] {
  const outcome = narrow(name, indicator, labels);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return specsOf(outcome.value);
}

function canonical(name: string, indicator: MeasuredIndicator): string {
  const parsed = kindOf(name).parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value.canonical;
}

describe.each(["prometheus", "openmetrics"])("an indicator of %s for one combination of labels", (kind) => {
  it("has matchers for them in every selector", () => {
    const indicator = ratio('sum(req_total{code!~"5..",job="shop"})', "req_total");
    expect(narrowed(kind, indicator, { path: "/cart", region: "eu" })).toEqual([
      { query: 'req_total{code!~"5..",job="shop",path="/cart",region="eu"}' },
      { query: 'req_total{path="/cart",region="eu"}' },
    ]);
  });

  it("has them in the histogram of a latency, whose other fields stay", () => {
    const latency = { histogram: "rpc_seconds_bucket{job='shop'}", threshold: "0.3", boundary: "upper" };
    expect(narrowed(kind, ratio(latency, { histogram: "rpc_seconds" }), { method: "GET" })).toEqual([
      { ...latency, histogram: 'rpc_seconds{job="shop",method="GET"}' },
      { histogram: 'rpc_seconds{method="GET"}' },
    ]);
    expect(narrowed(kind, ratio(latency, "rpc_seconds_count"), { method: "GET" })[1]).toEqual({ query: 'rpc_seconds_count{method="GET"}' });
  });

  it("has them in the query of values", () => {
    expect(narrowed(kind, threshold('queue_length{job="shop"}'), { queue: "orders" })).toEqual([
      { query: 'queue_length{job="shop",queue="orders"}' },
    ]);
  });

  it.each(['a "quoted" one', "back\\slash", "two\nlines\r\tand more", "Zürich 東京 🚀", "a.b*|(c)", "", "{x='y'}", "\u0000\u0007"])(
    "means exactly the value %j",
    (value) => {
      const indicator = narrow(kind, ratio("req_total", "req_total"), { path: value });
      if (!indicator.ok) throw new Error(JSON.stringify(indicator.problems));
      const plain = JSON.parse(canonical(kind, indicator.value)) as readonly unknown[];
      expect(plain.at(-1)).toBe(`req_total{path=${specsOf(indicator.value)[1]?.query?.toString().slice("req_total{path=".length, -1)}}`);
      expect(canonical(kind, indicator.value)).toBe(canonical(kind, ratio(...(specsOf(indicator.value) as [Spec, Spec]))));
      expect(value === "" ? plain.at(-1) : 'req_total{path=""}').toBe('req_total{path=""}');
    },
  );

  it("counts the same as one that was written by hand, so that they share a stream", () => {
    const labels = { b: "2", a: "1" };
    const outcome = narrow(kind, ratio('sum(req_total{ code = "200" })', "(req_total)"), labels);
    expect(outcome.ok && canonical(kind, outcome.value)).toBe(
      canonical(kind, ratio('req_total{b="2",code="200",a="1"}', 'req_total{a="1",b="2"}')),
    );
    const again = outcome.ok ? narrow(kind, outcome.value, labels) : outcome;
    expect(again).toEqual(outcome);
  });

  it("keeps one matcher of a label: that of the combination, which says more than those that leave others out", () => {
    expect(narrowed(kind, ratio('req_total{path!~"/c",path!="/"}', 'req_total{path="/cart"}'), { path: "/cart" })).toEqual([
      { query: 'req_total{path="/cart"}' },
      { query: 'req_total{path="/cart"}' },
    ]);
  });

  it("is refused where a selector chooses by the label itself, in words that name the field", () => {
    const outcome = narrow(kind, ratio('req_total{code=~"2.."}', 'req_total{region="us"}'), { region: "eu", code: "200" });
    expect(outcome).toEqual({
      ok: false,
      problems: [
        {
          path: ["part", "spec", "query"],
          message: 'chooses code itself by code=~"2..": remove that, or the label from the group',
        },
        {
          path: ["total", "spec", "query"],
          message: 'chooses region itself by region="us": remove that, or the label from the group',
        },
      ],
    });
  });

  it("is refused where a selector leaves it out", () => {
    expect(narrow(kind, ratio('req_total{region!="",region!="us"}', "req_total"), { region: "" })).toMatchObject({
      ok: false,
      problems: [{ path: ["part", "spec", "query"], message: 'leaves region="" out by region!="", region!="us"' }],
    });
  });

  it.each(["le", "__name__"])("is refused for the label %s", (label) => {
    const latency = ratio({ histogram: "rpc_seconds", threshold: "0.3" }, { histogram: "rpc_seconds" });
    expect(narrow(kind, latency, { [label]: "0.3" })).toMatchObject({
      ok: false,
      problems: [
        { path: ["part", "spec", "histogram"], message: expect.stringContaining(`cannot be narrowed by ${label}`) },
        { path: ["total", "spec", "histogram"] },
      ],
    });
  });

  it("repeats what is wrong with the indicator itself", () => {
    expect(narrow(kind, ratio("req_total{", "req_total"), { a: "1" })).toMatchObject({
      ok: false,
      problems: [{ path: ["part", "spec", "query"] }],
    });
    expect(narrow(kind, ratio({ query: "req_total", other: 1 }, "req_total"), { a: "1" })).toMatchObject({
      ok: false,
      problems: [{ path: ["part", "spec", "other"] }],
    });
  });
});

describe("expressions of Prometheus", () => {
  it.each([
    ["max(queue_length)", 'max(queue_length{queue="orders"})'],
    ["sum( queue_length{job='shop'} )", 'sum(queue_length{job="shop",queue="orders"})'],
    ["(queue_length)", 'queue_length{queue="orders"}'],
  ])("of one selector are narrowed: %s", (text, expected) => {
    expect(narrowed("prometheus", threshold(text), { queue: "orders" })).toEqual([{ query: expected }]);
  });

  it.each([
    "a / b",
    "max by (queue) (queue_length)",
    "sum(rate(x_total[5m]))",
    "queue_length > 3",
    "topk(1, queue_length)",
    "queue_length offset 5m",
  ])("of more than that are refused with what to do: %s", (text) => {
    expect(narrow("prometheus", threshold(text), { queue: "orders" })).toMatchObject({
      ok: false,
      problems: [
        {
          path: ["metric", "spec", "query"],
          message: expect.stringMatching(/give one selector, or one inside .*define an objective for each/),
        },
      ],
    });
  });

  it("of events per minute are refused on both sides", () => {
    const indicator = ratio("sum(increase(x_total[1m]))", "sum(increase(x_total[1m]))", { counter: false });
    expect(narrow("prometheus", indicator, { a: "1" })).toMatchObject({
      ok: false,
      problems: [
        { path: ["part", "spec", "query"], message: expect.stringContaining("counter: true") },
        { path: ["total", "spec", "query"], message: expect.stringContaining("counter: true") },
      ],
    });
  });
});

describe("what metrics pages make themselves", () => {
  const scrapes = ratio("up", "scrapes", { counter: false });

  it("is narrowed by what tells pages apart, and by nothing else", () => {
    expect(narrowed("openmetrics", scrapes, { instance: "a:80" })).toEqual([
      { query: 'up{instance="a:80"}' },
      { query: 'scrapes{instance="a:80"}' },
    ]);
    expect(narrow("openmetrics", scrapes, { region: "eu" })).toMatchObject({
      ok: false,
      problems: [
        { path: ["part", "spec", "query"], message: expect.stringContaining("job and instance only") },
        { path: ["total", "spec", "query"] },
      ],
    });
  });

  it("keeps the aggregate of values", () => {
    expect(narrowed("openmetrics", threshold({ query: "queue_length", aggregate: "max" }), { queue: "orders" })).toEqual([
      { query: 'queue_length{queue="orders"}', aggregate: "max" },
    ]);
  });
});
