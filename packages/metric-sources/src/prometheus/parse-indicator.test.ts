import type { JsonValue, MeasuredIndicator, RatioIndicator } from "@solvent/domain";
import { describe, expect, it } from "vitest";
import type { QueryProblem } from "../source.ts";
import { parsePrometheusIndicator } from "./parse-indicator.ts";

type Spec = { readonly [key: string]: JsonValue };

function indicator(part: Spec, total: Spec, changes: Partial<RatioIndicator> = {}): RatioIndicator {
  return {
    kind: "ratio",
    counter: true,
    numerator: "bad",
    part: { source: "main", spec: part },
    total: { source: "main", spec: total },
    ...changes,
  };
}
const counters = (part: string, total: string): RatioIndicator => indicator({ query: part }, { query: total });

function canonical(value: MeasuredIndicator): string {
  const parsed = parsePrometheusIndicator(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value.canonical;
}
function problems(value: MeasuredIndicator): readonly QueryProblem[] {
  const parsed = parsePrometheusIndicator(value);
  return parsed.ok ? [] : parsed.problems;
}

const TOTAL = 'http_requests_total{job="shop"}';

describe("parsing an indicator of counters", () => {
  it.each([
    'http_requests_total{job="shop",code=~"5.."}',
    'http_requests_total{code=~"5..",job="shop"}',
    " http_requests_total { job = 'shop' , code =~ `5..` , } # errors",
    'sum(http_requests_total{job="shop",code=~"5.."})',
    'sum by () (http_requests_total{job="shop",code=~"5.."})',
    '((sum((http_requests_total{job="shop",code=~"5.."}))))',
    '{__name__="http_requests_total",job="shop",code=~"5.."}',
    '{"http_requests_total","job"="sh\\u006fp",code=~"5.\\x2e",job="shop"}',
  ])("gives equal queries one canonical text: %s", (text) => {
    expect(canonical(counters(text, TOTAL))).toBe(
      '["prometheus",1,"counters","bad",["counter","http_requests_total{code=~\\"5..\\",job=\\"shop\\"}"],"http_requests_total{job=\\"shop\\"}"]',
    );
  });

  it("gives queries that count something else another text", () => {
    const texts = [
      counters('a_total{x="1"}', "a_total"),
      counters('a_total{x="2"}', "a_total"),
      counters('a_total{x!="1"}', "a_total"),
      counters('a_total{x=~"1"}', "a_total"),
      counters("a_total", 'a_total{x="1"}'),
      { ...counters('a_total{x="1"}', "a_total"), numerator: "good" as const },
      { ...counters('a_total{x="1"}', "a_total"), counter: false },
    ].map(canonical);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each([
    ["rate(http_requests_total[5m])", 0, "line 1, column 1: remove rate(...)"],
    ["sum(increase(http_requests_total[5m]))", 4, "line 1, column 5: remove increase(...)"],
    ["sum(\n  irate(http_requests_total[5m]))", 7, "line 2, column 3: remove irate(...)"],
    ["http_requests_total[5m]", 0, "remove the range"],
    ["http_requests_total offset 5m", 0, "remove the offset"],
    ["http_requests_total @ 1795392000", 0, "remove the @ modifier"],
    ["http_requests_total[5m:1m]", 0, "remove the sub-query"],
    ["sum by (code) (http_requests_total)", 4, "remove the grouping"],
    ["sum(http_requests_total) without (code)", 25, "remove the grouping"],
    ["max(http_requests_total)", 0, "max(...) cannot be counted"],
    ["a_total + b_total", 0, "only one selector"],
    ["5", 0, "expected a selector"],
    ['{job="shop"}', 0, "must name exactly one metric"],
    ['{__name__=~"a_total|b_total"}', 0, "must name exactly one metric"],
    ['a_total{__name__="b_total"}', 0, "must name exactly one metric"],
    ['a_total{job=~"a(?=b)"}', 13, "line 1, column 14: error parsing regexp"],
    ['a_total{job=~"("}', 13, "error parsing regexp"],
    ['a_total{job="\\q"}', 13, "invalid escape"],
    ["a_bucket", 0, "once per boundary"],
    ['a_bucket{le=~"0.1|0.3"}', 0, "once per boundary"],
  ])("refuses %s and says where and what to do", (text, offset, message) => {
    const [problem] = problems(counters(text, TOTAL));
    expect(problem).toMatchObject({ path: ["part", "spec", "query"], offset });
    expect(problem?.message).toContain(message);
  });

  it.each([
    ['http_requests_total{job="shop"', 30, 'line 1, column 31: the query ends too early; the "{" before it needs a "}"'],
    ["sum(http_requests_total", 23, 'the query ends too early; the "(" before it needs a ")"'],
    ["http_requests_total }", 20, 'unexpected "}"'],
    ['a_total{job="shop" code="500"}', 19, "line 1, column 20"],
    ["# only a comment", 16, "ends too early"],
  ])("places the syntax error of %s", (text, offset, message) => {
    const [problem] = problems(counters(TOTAL, text));
    expect(problem).toMatchObject({ path: ["total", "spec", "query"], offset });
    expect(problem?.message).toContain(message);
  });

  it("names every problem at once", () => {
    expect(problems(counters("rate(a_total[5m])", "b_total[5m]")).map(({ path }) => path[0])).toEqual(["part", "total"]);
  });

  it.each([
    [{}, ["part", "spec", "query"]],
    [{ query: 5 }, ["part", "spec", "query"]],
    [{ query: "   " }, ["part", "spec", "query"]],
    [{ query: "a".repeat(8193) }, ["part", "spec", "query"]],
    [{ query: "a_total", promql: "x" }, ["part", "spec", "promql"]],
  ] as const)("names the field of %j", (spec, path) => {
    expect(problems(indicator(spec, { query: TOTAL }))).toMatchObject([{ path }]);
  });

  it("wants both sides from one source", () => {
    const total = { source: "other", spec: { query: TOTAL } };
    expect(problems({ ...counters(TOTAL, TOTAL), total })).toMatchObject([{ path: ["total", "source"] }]);
  });

  it("takes one boundary in either spelling for the same", () => {
    const [short, long] = ["1", "1.0"].map((le) => canonical({ ...counters(`h_bucket{le="${le}"}`, "h_count"), numerator: "good" }));
    expect(short).toBe(long);
  });
});

describe("parsing a latency indicator", () => {
  const latency = (part: Spec, total: Spec = { histogram: "http_seconds" }): RatioIndicator =>
    indicator(part, total, { numerator: "good" });

  it("reads histogram, threshold and boundary, with lower as the default", () => {
    const text = canonical(latency({ histogram: 'http_seconds{job="shop"}', threshold: "0.30" }));
    expect(text).toBe(
      '["prometheus",1,"counters","good",["latency","http_seconds_bucket{job=\\"shop\\"}","0.3","lower"],"http_seconds_bucket{le=\\"+Inf\\"}"]',
    );
    expect(canonical(latency({ histogram: 'http_seconds_bucket{job="shop"}', threshold: 0.3, boundary: "lower" }))).toBe(text);
  });

  it.each([
    [{ histogram: "h", threshold: "fast" }, "threshold"],
    [{ histogram: "h" }, "threshold"],
    [{ histogram: "h", threshold: "0" }, "threshold"],
    [{ histogram: "h", threshold: "-1" }, "threshold"],
    [{ histogram: "h", threshold: "0.3", boundary: "middle" }, "boundary"],
    [{ histogram: 'h_bucket{le="0.3"}', threshold: "0.3" }, "histogram"],
    [{ histogram: "rate(h[5m])", threshold: "0.3" }, "histogram"],
    [{ histogram: "h", threshold: "0.3", query: "x" }, "query"],
  ] as const)("names the field of %j", (spec, field) => {
    expect(problems(latency(spec))).toMatchObject([{ path: ["part", "spec", field] }]);
  });

  it("wants fast events under good", () => {
    expect(problems(indicator({ histogram: "h", threshold: "0.3" }, { query: "h_count" }))[0]?.message).toContain("under good");
  });
});

describe("parsing an indicator of expressions", () => {
  const expressions = (part: string, total: string): RatioIndicator => ({ ...counters(part, total), counter: false });

  it("keeps the query and ignores layout in the canonical text", () => {
    const total = "sum(increase(http_requests_total[1m]))";
    expect(canonical(expressions('sum(increase(a_total{x="b  c"}[1m]))', total))).toBe(
      canonical(expressions('sum(increase(a_total{x="b  c"}[1m]))  # note', total)),
    );
    expect(canonical(expressions('sum(increase(a_total{x="b  c"}[1m]))', total))).not.toBe(
      canonical(expressions('sum(increase(a_total{x="b c"}[1m]))', total)),
    );
  });

  it.each([
    ["sum(increase(a_total[1m])", "ends too early"],
    ["a_total[1m]", "must give one value per minute"],
    ['"text"', "must give one value per minute"],
  ])("refuses %s", (text, message) => {
    expect(problems(expressions(text, "a_total"))[0]?.message).toContain(message);
  });
});
