import { type Selector, toSelectorText } from "../selectors/selector.ts";
import { type Labels, makeSeriesMatcher } from "../selectors/series-match.ts";

interface Member {
  readonly key: string;
  readonly matches: (labels: Labels) => boolean;
}

/** The label that most members fix by equality: it tells at once which few members a series can belong to. */
function indexLabel(members: readonly Selector[]): string | null {
  const counts = new Map<string, number>();
  for (const { matchers } of members) for (const { label, op } of matchers) if (op === "=") counts.set(label, (counts.get(label) ?? 0) + 1);
  const distinct = (label: string): number =>
    new Set(members.flatMap(({ matchers }) => matchers.filter((one) => one.label === label && one.op === "=").map((one) => one.value)))
      .size;
  const ranked = [...counts.keys()].map((label) => ({ label, values: distinct(label) })).sort((left, right) => right.values - left.values);
  return ranked[0]?.label ?? null;
}

/**
 * Hands the series of one answer to the selectors they belong to, by canonical text. A series may belong to several; every selector
 * has an entry, also without series.
 */
export function distribute<S extends { readonly labels: Labels }>(series: readonly S[], selectors: readonly Selector[]): Map<string, S[]> {
  const label = indexLabel(selectors);
  const found = new Map<string, S[]>();
  const byValue = new Map<string, Member[]>();
  const unindexed: Member[] = [];
  for (const selector of selectors) {
    const key = toSelectorText(selector);
    const member = { key, matches: makeSeriesMatcher(selector) };
    found.set(key, []);
    const value = selector.matchers.find((matcher) => matcher.label === label && matcher.op === "=")?.value;
    if (value === undefined) unindexed.push(member);
    else byValue.set(value, [...(byValue.get(value) ?? []), member]);
  }
  for (const one of series) {
    const indexed = label === null ? [] : (byValue.get(one.labels[label] ?? "") ?? []);
    for (const member of [...indexed, ...unindexed]) if (member.matches(one.labels)) found.get(member.key)?.push(one);
  }
  return found;
}
