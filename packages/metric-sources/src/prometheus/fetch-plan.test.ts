import { describe, expect, it } from "vitest";
import { parseCounterSelector } from "../selectors/counter-selector.ts";
import { type Selector, toSelectorText } from "../selectors/selector.ts";
import { makeSeriesMatcher } from "../selectors/series-match.ts";
import { distribute } from "./distribute.ts";
import { planFetches } from "./fetch-plan.ts";

function selector(text: string): Selector {
  const parsed = parseCounterSelector(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.selector;
}

const plan = (texts: readonly string[], maxSeries = 1e6, series = 10): [string, string[]][] =>
  planFetches(
    texts.map((text) => ({ selector: selector(text), series })),
    maxSeries,
  ).map((fetch) => [toSelectorText(fetch.selector), fetch.members.map(toSelectorText)]);

describe("planning the queries for many selectors", () => {
  it("lets a selector ride along with one that contains it", () => {
    expect(plan(['a_total{job="x",code=~"5.."}', 'a_total{job="x"}'])).toEqual([
      ['a_total{job="x"}', ['a_total{job="x"}', 'a_total{code=~"5..",job="x"}']],
    ]);
  });

  it("joins selectors that differ in one label into an escaped alternation, with everything inside them", () => {
    const texts = ["a.b", "c|d", "e"].flatMap((service) => [
      `a_total{job="x",service="${service}"}`,
      `a_total{job="x",service="${service}",code!~"5.."}`,
    ]);
    const planned = plan(texts);
    expect(planned).toHaveLength(1);
    expect(planned[0]?.[0]).toBe('a_total{job="x",service=~"a\\\\.b|c\\\\|d|e"}');
    expect(planned[0]?.[1].toSorted()).toEqual(texts.map((text) => toSelectorText(selector(text))).toSorted());
  });

  it("joins a regular expression with a plain value", () => {
    expect(plan(['a_total{code="500"}', 'a_total{code=~"2..|5.3"}'])).toEqual([
      ['a_total{code=~"500|(?:2..|5.3)"}', ['a_total{code="500"}', 'a_total{code=~"2..|5.3"}']],
    ]);
  });

  it("asks apart for other metrics, for negative matchers and for selectors that differ in two labels", () => {
    expect(plan(["a_total", "b_total"])).toHaveLength(2);
    expect(plan(['a_total{x!="1"}', 'a_total{x!="2"}'])).toHaveLength(2);
    expect(plan(['a_total{x="1",y="1"}', 'a_total{x="2",y="2"}'])).toHaveLength(2);
  });

  it("joins a whole set of combinations of two labels, and not a few that happen to fix the same", () => {
    const texts = ["a", "b", "c"].flatMap((service) =>
      ["1", "2", "3.4"].map((path) => `a_total{code=~"5..",path="${path}",service="${service}"}`),
    );
    const planned = plan(texts);
    expect(planned.map(([text]) => text)).toEqual(['a_total{code=~"5..",path=~"1|2|3\\\\.4",service=~"a|b|c"}']);
    expect(planned[0]?.[1].toSorted()).toEqual(texts.toSorted());
    expect(plan(['a_total{x="1",y="1"}', 'a_total{x="2",y="2"}', 'a_total{x="3",y="3"}'])).toHaveLength(3);
  });

  it("cuts a set of combinations where it becomes too much", () => {
    const texts = Array.from({ length: 30 }, (_, index) => `a_total{path="/${index}",service="s${index % 3}"}`);
    const planned = planFetches(
      texts.map((text) => ({ selector: selector(text), series: 10 })),
      100,
    );
    expect(planned.map((fetch) => fetch.members.length)).toEqual([10, 10, 10]);
    expect(planned.flatMap((fetch) => fetch.members.map(toSelectorText)).toSorted()).toEqual(texts.toSorted());
  });

  it("keeps a query below the number of series that fit into an answer", () => {
    const texts = Array.from({ length: 25 }, (_, index) => `a_total{service="s${index}"}`);
    const planned = planFetches(
      texts.map((text) => ({ selector: selector(text), series: 10 })),
      100,
    );
    expect(planned.map((fetch) => fetch.series)).toEqual([100, 100, 50]);
  });

  it("accepts every spelling of a boundary", () => {
    expect(plan(['h_bucket{le="1"}'])[0]?.[0]).toBe('h_bucket{le=~"1|1\\\\.0"}');
    expect(plan(['h_bucket{le="0.3"}'])[0]?.[0]).toBe('h_bucket{le="0.3"}');
    expect(plan(['h_bucket{le="0.3"}', 'h_bucket{le="2.5"}', 'h_bucket{le="2"}'])[0]?.[0]).toBe(
      'h_bucket{le=~"0\\\\.3|2\\\\.5|2|2\\\\.0"}',
    );
  });

  it("reads a thousand selectors of one metric with two fetches", () => {
    const wanted = Array.from({ length: 500 }, (_, index) => index).flatMap((index) => [
      `a_total{job="x",service="s${index}"}`,
      `a_total{job="x",service="s${index}",code=~"5.."}`,
    ]);
    expect(plan(wanted, 1e6, 40)).toHaveLength(2);
  });
});

describe("handing series to selectors", () => {
  const series = ["a", "b", "a.b", "axb", ""].flatMap((service) =>
    ["200", "500", "5xx"].map((code) => ({ labels: { __name__: "a_total", ...(service === "" ? {} : { service }), code } })),
  );
  const texts = [
    'a_total{service="a"}',
    'a_total{service="a.b"}',
    'a_total{service=~"a.b"}',
    'a_total{service=""}',
    'a_total{service!="a"}',
    'a_total{service="a",code=~"5.."}',
    'a_total{code!~"5.*"}',
    'b_total{service="a"}',
  ];

  it("gives each selector exactly the series it matches, also those of other services", () => {
    const found = distribute(series, texts.map(selector));
    for (const text of texts) {
      const matches = makeSeriesMatcher(selector(text));
      expect(found.get(toSelectorText(selector(text)))).toEqual(series.filter(({ labels }) => matches(labels)));
    }
    expect(found.get('a_total{service=~"a.b"}')).toHaveLength(6);
    expect(found.get('a_total{service=""}')).toHaveLength(3);
  });

  it.each([
    ['a{x=~"5.."}', "500", true],
    ['a{x=~"5.."}', "5000", false],
    ['a{x=~"a|b"}', "ab", false],
    ['a{x=~".*"}', "one\ntwo", true],
    ['a{x=~".+"}', "", false],
    ['a{x!~".+"}', "", true],
    ['a{x=~"(?i)get"}', "GET", true],
    ['a{x=~"[[:digit:]]+"}', "42", true],
    ['a{x!=""}', "y", true],
  ])("matches %s against %j as Prometheus does", (text, value, expected) => {
    expect(makeSeriesMatcher(selector(text))({ __name__: "a", x: value })).toBe(expected);
  });

  it("is not slowed down by a pattern that makes a backtracking engine explode", () => {
    const matches = makeSeriesMatcher(selector('a{x=~"(a+)+$"}'));
    const started = performance.now();
    expect(matches({ __name__: "a", x: `${"a".repeat(30_000)}!` })).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
