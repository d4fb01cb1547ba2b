import type { MeasuredIndicator, RatioIndicator, ThresholdIndicator } from "@solvent/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseKql, toKqlPhrase, toKqlWord } from "../src/elasticsearch/kql/parse.ts";
import type { SearchQuery } from "../src/elasticsearch/query.ts";
import { elasticsearchSource } from "../src/index.ts";

type Spec = RatioIndicator["total"]["spec"];

const ratio = (part: Spec, total: Spec, counter = false): RatioIndicator => ({
  kind: "ratio",
  counter,
  numerator: "good",
  part: { source: "e", spec: part },
  total: { source: "e", spec: total },
});
const threshold = (spec: Spec): ThresholdIndicator => ({
  kind: "threshold",
  metric: { source: "e", spec },
  operator: "lte",
  value: "5",
  of: "value",
});

function parse(indicator: MeasuredIndicator): SearchQuery {
  const parsed = elasticsearchSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const problemsOf = (indicator: MeasuredIndicator) => {
  const parsed = elasticsearchSource.parseIndicator(indicator);
  return parsed.ok ? [] : parsed.problems;
};

describe("a condition in the manner of KQL", () => {
  test.each<[string, object]>([
    ["service.name: cart", { match: { "service.name": "cart" } }],
    ['service.name: "the cart"', { match_phrase: { "service.name": "the cart" } }],
    ['service.name: ""', { term: { "service.name": "" } }],
    ["service.name: *", { exists: { field: "service.name" } }],
    ["service.name: ca*", { wildcard: { "service.name": { value: "ca*" } } }],
    ["service.name: ca\\*", { match: { "service.name": "ca*" } }],
    ["path: /a?b*", { wildcard: { path: { value: "/a\\?b*" } } }],
    ['path: "/a*"', { match_phrase: { path: "/a*" } }],
    ["status < 500", { range: { status: { lt: "500" } } }],
    ["status>=500", { range: { status: { gte: "500" } } }],
    ["event.duration <= 300000000", { range: { "event.duration": { lte: "300000000" } } }],
    ['at > "2026-11-29T00:00:00Z"', { range: { at: { gt: "2026-11-29T00:00:00Z" } } }],
    ["not a: 1", { bool: { must_not: [{ match: { a: "1" } }] } }],
    ["a: 1 and b: 2", { bool: { filter: [{ match: { a: "1" } }, { match: { b: "2" } }] } }],
    [
      "a: 1 OR b: 2 And c: 3",
      {
        bool: {
          should: [{ match: { a: "1" } }, { bool: { filter: [{ match: { b: "2" } }, { match: { c: "3" } }] } }],
          minimum_should_match: 1,
        },
      },
    ],
    [
      "(a: 1 or b: 2) and not c: 3",
      {
        bool: {
          filter: [
            { bool: { should: [{ match: { a: "1" } }, { match: { b: "2" } }], minimum_should_match: 1 } },
            { bool: { must_not: [{ match: { c: "3" } }] } },
          ],
        },
      },
    ],
    [
      'a: (1 or "two words" or not 3*)',
      {
        bool: {
          should: [
            { match: { a: "1" } },
            { match_phrase: { a: "two words" } },
            { bool: { must_not: [{ wildcard: { a: { value: "3*" } } }] } },
          ],
          minimum_should_match: 1,
        },
      },
    ],
    ["a\\:b: \\and", { match: { "a:b": "and" } }],
  ])("%s", (text, query) => {
    expect(parseKql(text)).toEqual({ ok: true, query });
  });

  test.each<[string, number, RegExp]>([
    ["error", 0, /field: value/],
    ["a: 1 error", 5, /did not expect "error": join conditions/],
    ["a: hello world", 9, /quotes/],
    ['a: "open', 3, /quote is not closed/],
    ["(a: 1", 5, /expected \) but found the end/],
    ["a: 1)", 4, /did not expect "\)"/],
    ["a: 1 and", 8, /expected a field but found the end/],
    ["a:", 2, /expected a value but found the end/],
    ["a: or", 3, /expected a value but found "or"/],
    ["a*: 1", 0, /cannot have a wildcard/],
    ["a > 1*", 4, /cannot have a wildcard/],
    ["a: {b: 1}", 3, /nested fields/],
    [`${"(".repeat(50)}a: 1${")".repeat(50)}`, 41, /nested more than/],
    ["", 0, /expected a field/],
  ])("%s is refused, with the place of the mistake", (text, offset, message) => {
    expect(parseKql(text)).toEqual({ ok: false, problem: { message: expect.stringMatching(message), offset } });
  });

  test("takes any name and any value back that was written by us", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((one) => !/\s/.test(one) && one.trim() !== ""),
        fc.string({ minLength: 1 }),
        (name, value) => {
          expect(parseKql(`${toKqlWord(name)}: ${toKqlPhrase(value)}`)).toEqual({ ok: true, query: { match_phrase: { [name]: value } } });
        },
      ),
    );
  });

  test("says what is wrong with any text, and never falls over", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseKql(text);
        if (!parsed.ok) expect(parsed.problem.offset).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe("an indicator of documents", () => {
  test("counts the good ones among those of the total", () => {
    const { search } = parse(ratio({ filter: "status < 500" }, { index: "logs-*", filter: "service.name: cart" }));
    expect(search).toMatchObject({
      place: { index: "logs-*", timeField: "@timestamp" },
      part: { filter: { bool: { filter: [{ match: { "service.name": "cart" } }, { range: { status: { lt: "500" } } }] } } },
      total: { filter: { match: { "service.name": "cart" } } },
      alive: null,
    });
  });

  test("adds fields up, each side by its own condition", () => {
    const { search } = parse(ratio({ filter: "kind: ok", count: { sum: "n" } }, { index: "m", filter: "kind: all", count: { sum: "n" } }));
    expect(search).toMatchObject({
      part: { filter: { match: { kind: "ok" } }, measure: { of: "sum", field: "n" } },
      total: { filter: { match: { kind: "all" } }, measure: { of: "sum", field: "n" } },
    });
  });

  test("takes a condition in three languages", () => {
    const filterOf = (spec: Spec) => parse(threshold({ index: "a", value: "count", ...spec })).search;
    expect(filterOf({ lucene: "status:[500 TO *]" })).toMatchObject({
      value: { filter: { query_string: { query: "status:[500 TO *]" } } },
    });
    expect(filterOf({ query: { term: { a: 1 } } })).toMatchObject({ value: { filter: { term: { a: 1 } } } });
    expect(filterOf({ alive: { lucene: "a:1" } })).toMatchObject({ alive: { query_string: { query: "a:1" } } });
  });

  test.each<[Spec["value"] & (string | object), object]>([
    ["count", { of: "documents" }],
    [{ avg: "a" }, { of: "avg", field: "a" }],
    [{ p95: "a" }, { of: "percentile", field: "a", percent: "95" }],
    [{ "p99.9": "a" }, { of: "percentile", field: "a", percent: "99.9" }],
  ])("compares the value %j", (value, measure) => {
    expect(parse(threshold({ index: "a", value })).search).toMatchObject({ value: { measure } });
  });

  test("has one text for what counts the same, whatever the layout", () => {
    const one = parse(ratio({ filter: "status<500" }, { index: "a", timeField: "@timestamp" }));
    const other = parse(ratio({ filter: "  (status < 500)", index: "a" }, { index: "a", labels: { s: "service.name" } }));
    expect(one.canonical).toBe(other.canonical);
    const queries = [{ term: { a: 1, b: 2 } }, { term: { b: 2, a: 1 } }].map(
      (query) => parse(threshold({ index: "a", value: "count", query })).canonical,
    );
    expect(queries[0]).toBe(queries[1]);
    const texts = [{}, { alive: "a: 1" }, { filter: "a: 1" }, { timeField: "time" }].map(
      (more) => parse(threshold({ index: "a", value: "count", ...more })).canonical,
    );
    expect(new Set(texts).size).toBe(4);
  });

  test.each<[MeasuredIndicator, (string | number)[], RegExp]>([
    [ratio({ filter: "a: 1" }, {}), ["total", "spec", "index"], /must be an index/],
    [ratio({ filter: "a: 1" }, { index: "a b" }), ["total", "spec", "index"], /cannot have " "/],
    [ratio({ filter: "a: 1" }, { index: "_all" }), ["total", "spec", "index"], /begin with _/],
    [ratio({ filter: "a: 1" }, { index: "-a" }), ["total", "spec", "index"], /must begin with/],
    [ratio({ filter: "a: 1" }, { index: "../x" }), ["total", "spec", "index"], /cannot have/],
    [ratio({ filter: "a: 1" }, { index: "a,,b" }), ["total", "spec", "index"], /empty name/],
    [ratio({ filter: "a: 1", index: "b" }, { index: "a" }), ["part", "spec", "index"], /one answer/],
    [ratio({ filter: "a: 1", timeField: "t" }, { index: "a" }), ["part", "spec", "timeField"], /one answer/],
    [ratio({ filter: "a: 1", alive: "a: 1" }, { index: "a" }), ["part", "spec", "alive"], /not a field/],
    [ratio({ filter: "a 1" }, { index: "a" }), ["part", "spec", "filter"], /field: value/],
    [ratio({ filter: "a: 1", lucene: "a:1" }, { index: "a" }), ["part", "spec", "lucene"], /keep one/],
    [ratio({ query: { a: 1, b: 2 } }, { index: "a" }), ["part", "spec", "query"], /one key/],
    [ratio({ query: { query: { match_all: {} } } }, { index: "a" }), ["part", "spec", "query"], /without another/],
    [ratio({ count: { avg: "x" } }, { index: "a" }), ["part", "spec", "count"], /sum/],
    [ratio({ count: { sum: "x y" } }, { index: "a" }), ["part", "spec", "count", "sum"], /name of a field/],
    [ratio({ filter: "a: 1" }, { index: "a" }, true), ["counter"], /must be false/],
    [ratio({ filter: "a: 1" }, { index: "a", alive: {} }), ["total", "spec", "alive"], /text as in filter/],
    [ratio({ filter: "a: 1" }, { index: "a", alive: { timeField: "x" } }), ["total", "spec", "alive"], /text as in filter/],
    [ratio({ filter: "a: 1" }, { index: "a", labels: { "a.b": "c" } }), ["total", "spec", "labels", "a.b"], /no label/],
    [threshold({ index: "a" }), ["metric", "spec", "value"], /must be count/],
    [threshold({ index: "a", value: { median: "x" } }), ["metric", "spec", "value"], /must be count/],
    [threshold({ index: "a", value: { p101: "x" } }), ["metric", "spec", "value"], /must be count/],
    [threshold({ index: "a", value: { avg: "a", max: "b" } }), ["metric", "spec", "value"], /must be count/],
    [threshold({ index: "a", value: "count", count: "documents" }), ["metric", "spec", "count"], /not a field/],
  ])("%# is refused, and the field named", (indicator, path, message) => {
    expect(problemsOf(indicator)).toContainEqual(expect.objectContaining({ path, message: expect.stringMatching(message) }));
  });

  test("says where in the text a condition is wrong", () => {
    expect(problemsOf(ratio({ filter: "a: 1 and" }, { index: "a" }))).toEqual([
      { path: ["part", "spec", "filter"], message: expect.any(String), offset: 8 },
    ]);
  });
});

describe("one combination of labels", () => {
  const narrow = (indicator: MeasuredIndicator, labels: Readonly<Record<string, string>>) =>
    elasticsearchSource.narrow?.(indicator, labels);
  const labels = { service: "service.name" };

  test("is added to the condition of both sides, in its own language", () => {
    const narrowed = narrow(ratio({ filter: "status < 500" }, { index: "a", labels }), { service: 'the "cart"', region: "" });
    const added = 'service.name: "the \\"cart\\"" and (not region: * or region: "")';
    expect(narrowed).toMatchObject({
      ok: true,
      value: { part: { spec: { filter: `(status < 500) and ${added}` } }, total: { spec: { index: "a", filter: added } } },
    });
    if (narrowed?.ok) expect(parse(narrowed.value).search).toMatchObject({ labels: {} });
  });

  test("goes around a query of the DSL or of Lucene", () => {
    const narrowed = narrow(ratio({ lucene: "status:<500" }, { index: "a", query: { term: { x: 1 } }, labels }), { service: "cart" });
    expect(narrowed).toMatchObject({
      ok: true,
      value: {
        part: { spec: { query: { bool: { filter: [{ query_string: { query: "status:<500" } }, { term: { "service.name": "cart" } }] } } } },
        total: { spec: { index: "a", query: { bool: { filter: [{ term: { x: 1 } }, { term: { "service.name": "cart" } }] } } } },
      },
    });
  });

  test("narrows the one metric of a threshold", () => {
    const narrowed = narrow(threshold({ index: "a", value: { max: "x" }, filter: "a: 1" }), { host: "h1" });
    expect(narrowed).toMatchObject({ ok: true, value: { metric: { spec: { filter: '(a: 1) and host: "h1"' } } } });
  });

  test.each<[Spec]>([
    [{ filter: "service.name: cart" }],
    [{ lucene: "x:1 AND service.name:cart" }],
    [{ query: { term: { "service.name": "cart" } } }],
  ])("is refused where good chooses by the label itself: %j", (part) => {
    expect(narrow(ratio(part, { index: "a", labels }), { service: "cart" })).toEqual({
      ok: false,
      problems: [{ path: ["part", "spec"], message: expect.stringContaining("chooses service.name itself") }],
    });
  });
});
