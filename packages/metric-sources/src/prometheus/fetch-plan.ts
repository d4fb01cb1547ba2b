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

/** So many selectors that fix the same labels are taken for a whole set of combinations, and asked for as one. */
const MIN_COMBINATIONS = 8;

const isPositive = ({ op }: Matcher): boolean => op === "=" || op === "=~";

interface Candidate {
  readonly wanted: Wanted;
  /** One matcher for each label in which the selectors of its group differ. */
  readonly varying: readonly Matcher[];
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

/** A matcher of this label for all of these. */
function joined(label: string, members: readonly Candidate[]): Matcher {
  const own = members.flatMap(({ varying }) => varying.filter((matcher) => matcher.label === label));
  const [first] = own;
  if (first !== undefined && own.every(({ op, value }) => op === first.op && value === first.value)) return first;
  return { label, op: "=~", value: [...new Set(own.map(alternativeOf))].join("|") };
}

function union(members: readonly Candidate[]): Fetch {
  const [first] = members;
  if (first === undefined) throw new Error("a union needs a member");
  const series = members.reduce((sum, member) => sum + member.wanted.series, 0);
  const selectors = members.map((member) => member.wanted.selector);
  const labels = first.varying.map(({ label }) => label);
  const common = first.wanted.selector.matchers.filter(({ label }) => !labels.includes(label));
  const merged = makeSelector(first.wanted.selector.metric, [...common, ...labels.map((label) => joined(label, members))]);
  return { selector: widen(merged), members: selectors, series };
}

const alternativesOf = ({ varying }: Candidate): string[] => varying.map((matcher) => `${matcher.label} ${alternativeOf(matcher)}`);

function split(members: readonly Candidate[], maxSeries: number): Fetch[] {
  const fetches: Fetch[] = [];
  let batch: Candidate[] = [];
  let alternatives = new Set<string>();
  let series = 0;
  let length = 0;
  for (const member of members) {
    const fresh = alternativesOf(member).filter((text) => !alternatives.has(text));
    const size = fresh.reduce((sum, text) => sum + text.length + 1, 0);
    const isLong = length + size > MAX_ALTERNATIVES_LENGTH || alternatives.size + fresh.length > MAX_ALTERNATIVES;
    if (batch.length > 0 && (isLong || series + member.wanted.series > maxSeries)) {
      fetches.push(union(batch));
      batch = [];
      alternatives = new Set();
      series = 0;
      length = 0;
    }
    batch.push(member);
    for (const text of alternativesOf(member)) {
      if (!alternatives.has(text)) length += text.length + 1;
      alternatives.add(text);
    }
    series += member.wanted.series;
  }
  return batch.length === 0 ? fetches : [...fetches, union(batch)];
}

/** Equal for selectors that fix the same labels to one value each and agree in everything else. */
const shapeOf = ({ metric, matchers }: Selector): string =>
  JSON.stringify([metric, matchers.map((matcher) => (matcher.op === "=" ? matcher.label : toMatcherText(matcher)))]);

/** Labels that these selectors of one shape fix to different values. */
function varyingLabels(selectors: readonly Selector[]): ReadonlySet<string> {
  const first = new Map<string, string>();
  const varying = new Set<string>();
  for (const { matchers } of selectors) {
    for (const { label, op, value } of matchers) {
      if (op !== "=") continue;
      if (!first.has(label)) first.set(label, value);
      else if (first.get(label) !== value) varying.add(label);
    }
  }
  return varying;
}

/** Sets of combinations of two labels and more. Their union may match combinations that nobody asks for; of a whole set there are few. */
function combinations(remaining: ReadonlyMap<string, Wanted>): Candidate[][] {
  const shapes = new Map<string, Wanted[]>();
  for (const wanted of remaining.values()) {
    const shape = shapeOf(wanted.selector);
    const known = shapes.get(shape);
    if (known === undefined) shapes.set(shape, [wanted]);
    else known.push(wanted);
  }
  return [...shapes.values()].flatMap((list) => {
    const labels = list.length < MIN_COMBINATIONS ? new Set() : varyingLabels(list.map(({ selector }) => selector));
    if (labels.size < 2) return [];
    return [
      list.map((wanted) => ({ wanted, varying: wanted.selector.matchers.filter(({ label, op }) => op === "=" && labels.has(label)) })),
    ];
  });
}

function largestGroup(remaining: ReadonlyMap<string, Wanted>): Candidate[] {
  const groups = new Map<string, Candidate[]>();
  for (const wanted of remaining.values()) {
    for (const { key, varying } of variations(wanted)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [{ wanted, varying: [varying] }]);
      else group.push({ wanted, varying: [varying] });
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
 * differ in a single label become one query with an alternation, as do many that fix the same labels, while their expected series stay at
 * or below `maxSeries`.
 */
export function planFetches(wanted: readonly Wanted[], maxSeries: number): Fetch[] {
  const { outer, insideOf } = dropCovered(wanted);
  const remaining = new Map(outer.map((one) => [toSelectorText(one.selector), one]));
  const fetches: Fetch[] = [];
  const take = (group: readonly Candidate[]): void => {
    fetches.push(...split(group, maxSeries));
    for (const member of group) remaining.delete(toSelectorText(member.wanted.selector));
  };
  for (const group of combinations(remaining)) take(group);
  for (let group = largestGroup(remaining); group.length > 1; group = largestGroup(remaining)) take(group);
  fetches.push(...[...remaining.values()].map((one) => ({ selector: widen(one.selector), members: [one.selector], series: one.series })));
  return fetches.map((fetch) => ({
    ...fetch,
    members: fetch.members.flatMap((member) => [member, ...(insideOf.get(toSelectorText(member)) ?? [])]),
  }));
}
