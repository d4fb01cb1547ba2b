import type { ThresholdIndicator } from "@solvent/domain";
import { describe, expect, it } from "vitest";
import { openMetricsSource, type Parsed, prometheusSource, type StreamQuery } from "../src/index.ts";

function indicator(spec: ThresholdIndicator["metric"]["spec"], changes: Partial<ThresholdIndicator> = {}): ThresholdIndicator {
  return { kind: "threshold", metric: { source: "p", spec }, operator: "lte", value: "0.3", of: "value", ...changes };
}

function canonical(parsed: Parsed<StreamQuery>): string {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value.canonical;
}

const KINDS = [
  ["prometheus", prometheusSource],
  ["openmetrics", openMetricsSource],
] as const;

describe.each(KINDS)("a comparison on %s", (_kind, source) => {
  const of = (spec: ThresholdIndicator["metric"]["spec"], changes: Partial<ThresholdIndicator> = {}): string =>
    canonical(source.parseIndicator(indicator(spec, changes)));

  it("is the same stream however its query and its limit are written", () => {
    expect(of({ query: ' queue{a="1"}\n' }, { value: "0.30" })).toBe(of({ query: 'queue{a="1"}' }));
  });

  it.each<[string, Partial<ThresholdIndicator>]>([
    ["operator", { operator: "lt" }],
    ["limit", { value: "0.31" }],
    ["subject", { of: "age" }],
  ])("is another stream with another %s", (_name, changes) => {
    expect(of({ query: "queue" }, changes)).not.toBe(of({ query: "queue" }));
  });

  it("names the field that is wrong, and all of them at once", () => {
    const parsed = source.parseIndicator(indicator({ query: "queue", step: 5 }, { value: "fast" }));
    expect(parsed).toMatchObject({
      ok: false,
      problems: [
        { path: ["metric", "spec", "step"], message: expect.stringMatching(/^is not a field of this query/) },
        { path: ["value"], message: expect.stringMatching(/^must be a decimal number/) },
      ],
    });
  });

  it("names the place inside the query", () => {
    expect(source.parseIndicator(indicator({ query: "queue{" }))).toMatchObject({
      ok: false,
      problems: [{ path: ["metric", "spec", "query"], offset: 6, message: expect.stringContaining("line 1, column 7") }],
    });
  });
});

describe("a comparison on Prometheus", () => {
  it("may be any expression that gives one value", () => {
    expect(prometheusSource.parseIndicator(indicator({ query: "max(a) / max(b offset 1h)" })).ok).toBe(true);
  });

  it.each(["queue[5m]", '"text"', "queue[1h:1m]"])("refuses what gives no value: %s", (query) => {
    expect(prometheusSource.parseIndicator(indicator({ query }))).toMatchObject({
      ok: false,
      problems: [{ path: ["metric", "spec", "query"], message: 'must give one value per minute, such as max(queue_length{job="shop"})' }],
    });
  });
});

describe("a comparison on metrics pages", () => {
  it.each<[ThresholdIndicator["metric"]["spec"], string, RegExp]>([
    [{ query: "max(queue)" }, "query", /remove max\(\.\.\.\) and add aggregate: max beside the query/],
    [{ query: "rate(queue[5m])" }, "query", /expected a selector such as queue_length/],
    [{ query: "a / b" }, "query", /this source evaluates no expressions/],
    [{ query: "queue", aggregate: "median" }, "aggregate", /^must be one of min, max, avg, sum$/],
    [{ query: 'up{path="/"}' }, "query", /^up has the labels job and instance only, not path$/],
  ])("says what to write instead, case %#", (spec, field, message) => {
    expect(openMetricsSource.parseIndicator(indicator(spec))).toMatchObject({
      ok: false,
      problems: [{ path: ["metric", "spec", field], message: expect.stringMatching(message) }],
    });
  });

  it("may look at any series of any metric, also at one bucket or at a counter", () => {
    for (const query of ["queue", 'h_bucket{le="1"}', "h_bucket", 'up{job="a"}'])
      expect(openMetricsSource.parseIndicator(indicator({ query, aggregate: "max" })).ok).toBe(true);
  });

  it("is another stream with another aggregate", () => {
    const texts = [undefined, "min", "max"].map((aggregate) =>
      canonical(openMetricsSource.parseIndicator(indicator(aggregate === undefined ? { query: "q" } : { query: "q", aggregate }))),
    );
    expect(new Set(texts).size).toBe(3);
  });
});
