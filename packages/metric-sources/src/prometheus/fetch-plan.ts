import { widenBoundary } from "../selectors/boundary.ts";
import { escapeRe2, type Matcher, makeSelector, type Selector, toMatcherText, toSelectorText } from "../selectors/selector.ts";

/** A selector somebody needs, with the number of series it is expected to match. */
export interface Wanted {
  readonly selector: Selector;
  readonly series: number;
}

/** One query: every series of every member matches `selector`, which may match others too. */
export interface Fetch {
  readonly selector: Selector;
  readonly members: readonly Selector[];
  /** Expected number of series. */
  readonly series: number;
}

/** Keeps a query text near 32 kB, and the regular expression cheap. */
const MAX_ALTERNATIVES = 400;
const MAX_ALTERNATIVES_LENGTH = 24_000;

const isPositive = ({ op }: Matcher): boolean => op === "=" || op === "=~";

interface Candidate {
  readonly wanted: Wanted;
  readonly varying: Matcher;
}

/** Every way to see a selector as "common matchers plus one positive matcher that may vary". */
function variations(wanted: Wanted): { key: string; varying: Matcher }[] {
  const { metric, matchers } = wanted.selector;
  return matchers
    .filter((matcher) => isPositive(matcher) && matchers.filter(({ label }) => label === matcher.label).length === 1)
    .map((varying) => ({
      key: JSON.stringify([metric, varying.label, matchers.filter((matcher) => matcher !== varying).map(toMatcherText)]),
      varying,
    }));
}

function alternativeOf(matcher: Matcher): string {
  const { op, value } = widenBoundary(matcher);
  return op === "=" ? escapeRe2(value) : matcher.op === "=" ? value : `(?:${value})`;
}

const widen = ({ metric, matchers }: Selector): Selector => makeSelector(metric, matchers.map(widenBoundary));

function union(members: readonly Candidate[]): Fetch {
  const [first] = members;
  if (first === undefined) throw new Error("a union needs a member");
  const series = members.reduce((sum, member) => sum + member.wanted.series, 0);
  const selectors = members.map((member) => member.wanted.selector);
  if (members.length === 1) return { selector: widen(first.wanted.selector), members: selectors, series };
  const common = first.wanted.selector.matchers.filter((matcher) => matcher.label !== first.varying.label);
  const value = [...new Set(members.map((member) => alternativeOf(member.varying)))].join("|");
  const merged = makeSelector(first.wanted.selector.metric, [...common, { label: first.varying.label, op: "=~", value }]);
  return { selector: widen(merged), members: selectors, series };
}

function split(members: readonly Candidate[], maxSeries: number): Fetch[] {
  const fetches: Fetch[] = [];
  let batch: Candidate[] = [];
  let series = 0;
  let length = 0;
  for (const member of members) {
    const size = alternativeOf(member.varying).length + 1;
    const isFull = series + member.wanted.series > maxSeries || length + size > MAX_ALTERNATIVES_LENGTH || batch.length >= MAX_ALTERNATIVES;
    if (batch.length > 0 && isFull) {
      fetches.push(union(batch));
      batch = [];
      series = 0;
      length = 0;
    }
    batch.push(member);
    series += member.wanted.series;
    length += size;
  }
  return batch.length === 0 ? fetches : [...fetches, union(batch)];
}

function largestGroup(remaining: ReadonlyMap<string, Wanted>): Candidate[] {
  const groups = new Map<string, Candidate[]>();
  for (const wanted of remaining.values()) {
    for (const { key, varying } of variations(wanted)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [{ wanted, varying }]);
      else group.push({ wanted, varying });
    }
  }
  let largest: Candidate[] = [];
  for (const group of groups.values()) if (group.length > largest.length) largest = group;
  return largest;
}

/** Beyond this, looking for a containing selector costs more than it saves. */
const MAX_MATCHERS_COMPARED = 10;

/** The least selective selector of `known` whose matchers are a proper part of this one's: it matches all of its series. */
function findCover({ metric, matchers }: Selector, known: ReadonlyMap<string, Wanted>): Selector | null {
  if (matchers.length > MAX_MATCHERS_COMPARED) return null;
  let cover: Selector | null = null;
  for (let mask = 0; mask < 2 ** matchers.length - 1; mask += 1) {
    const part = matchers.filter((_, index) => (mask & (1 << index)) !== 0);
    if (cover !== null && part.length >= cover.matchers.length) continue;
    cover = known.get(toSelectorText({ metric, matchers: part }))?.selector ?? cover;
  }
  return cover;
}

/** Selectors that are contained in another one ride along with it. */
function dropCovered(wanted: readonly Wanted[]): { outer: Wanted[]; insideOf: Map<string, Selector[]> } {
  const known = new Map(wanted.map((one) => [toSelectorText(one.selector), one]));
  const insideOf = new Map<string, Selector[]>();
  const outer = [...known.values()].filter((one) => {
    const cover = findCover(one.selector, known);
    if (cover === null) return true;
    const key = toSelectorText(cover);
    insideOf.set(key, [...(insideOf.get(key) ?? []), one.selector]);
    return false;
  });
  return { outer, insideOf };
}

/**
 * As few queries as possible for these selectors: a selector inside another one needs none of its own, and selectors of one metric that
 * differ in a single label become one query with an alternation, while their expected series stay at or below `maxSeries`.
 */
export function planFetches(wanted: readonly Wanted[], maxSeries: number): Fetch[] {
  const { outer, insideOf } = dropCovered(wanted);
  const remaining = new Map(outer.map((one) => [toSelectorText(one.selector), one]));
  const fetches: Fetch[] = [];
  for (let group = largestGroup(remaining); group.length > 1; group = largestGroup(remaining)) {
    fetches.push(...split(group, maxSeries));
    for (const member of group) remaining.delete(toSelectorText(member.wanted.selector));
  }
  fetches.push(...[...remaining.values()].map((one) => ({ selector: widen(one.selector), members: [one.selector], series: one.series })));
  return fetches.map((fetch) => ({
    ...fetch,
    members: fetch.members.flatMap((member) => [member, ...(insideOf.get(toSelectorText(member)) ?? [])]),
  }));
}
