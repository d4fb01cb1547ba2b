import type { JsonValue, RatioIndicator } from "@solvent/domain";
import { describe, expect, it } from "vitest";
import { parseOpenMetricsIndicator } from "./parse-indicator.ts";

type Spec = { readonly [key: string]: JsonValue };

const indicator = (part: Spec, total: Spec, changes: Partial<RatioIndicator> = {}): RatioIndicator => ({
  kind: "ratio",
  counter: true,
  numerator: "bad",
  part: { source: "pages", spec: part },
  total: { source: "pages", spec: total },
  ...changes,
});

const scrapes = (part: string, total: string, changes: Partial<RatioIndicator> = {}): RatioIndicator =>
  indicator({ query: part }, { query: total }, { counter: false, numerator: "good", ...changes });

describe("a query of metrics pages", () => {
  it("is the same stream however its selectors are written", () => {
    const one = parseOpenMetricsIndicator(indicator({ query: 'sum(x_total{b="2", a="1"})' }, { query: "x_total" }));
    const other = parseOpenMetricsIndicator(indicator({ query: "x_total{a='1',b='2'}" }, { query: "(x_total)" }));
    expect(one).toMatchObject({
      ok: true,
      value: { canonical: '["openmetrics",1,"counters","bad",["counter","x_total{a=\\"1\\",b=\\"2\\"}"],"x_total"]' },
    });
    expect(other).toEqual(one);
  });

  it("may be a latency threshold of a histogram", () => {
    const latency = { histogram: "h", threshold: "0.3" };
    expect(parseOpenMetricsIndicator(indicator(latency, { query: "h_count" }, { numerator: "good" }))).toMatchObject({
      ok: true,
      value: { openMetrics: { part: { kind: "latency", threshold: "0.3", boundary: "lower" } } },
    });
  });

  it("counts scrapes by up and scrapes", () => {
    expect(parseOpenMetricsIndicator(scrapes('up{job="a"}', 'scrapes{job="a"}'))).toMatchObject({
      ok: true,
      value: { canonical: '["openmetrics",1,"scrapes","up{job=\\"a\\"}","scrapes{job=\\"a\\"}"]' },
    });
  });

  it.each([
    [scrapes("up", "up"), ["total", "spec", "query"], /^must be scrapes, not up/],
    [scrapes("x_total", "scrapes"), ["part", "spec", "query"], /counters need counter: true$/],
    [scrapes("up", "scrapes", { numerator: "bad" }), ["part", "spec", "query"], /must stand under good$/],
    [scrapes('up{code="1"}', "scrapes"), ["part", "spec", "query"], /labels job and instance only, not code$/],
    [scrapes("rate(up[5m])", "scrapes"), ["part", "spec", "query"], /remove rate/],
    [indicator({ query: "up" }, { query: "up" }), ["total", "spec", "query"], /set counter: false/],
    [indicator({ query: "x" }, { query: "x", step: 5 }), ["total", "spec", "step"], /is not a field/],
    [
      indicator({ query: "x" }, { query: "x" }, { total: { source: "other", spec: { query: "x" } } }),
      ["total", "source"],
      /must be the source/,
    ],
  ])("names the field that is wrong, case %#", (value, path, message) => {
    expect(parseOpenMetricsIndicator(value)).toMatchObject({ ok: false, problems: [{ path, message: expect.stringMatching(message) }] });
  });

  it("names the place inside the query", () => {
    expect(parseOpenMetricsIndicator(indicator({ query: 'x{a="1"' }, { query: "x" }))).toMatchObject({
      ok: false,
      problems: [{ path: ["part", "spec", "query"], offset: 7, message: expect.stringContaining("line 1, column 8") }],
    });
  });
});
