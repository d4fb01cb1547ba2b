import { toPromqlString } from "./promql-string.ts";

export type MatchOp = "=" | "!=" | "=~" | "!~";
export interface Matcher {
  readonly label: string;
  readonly op: MatchOp;
  readonly value: string;
}
/** A vector selector of exactly one metric. `matchers` are sorted and hold no duplicates and no `__name__`. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

const LEGACY_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LEGACY_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Metric and matchers in the one order that equal selectors share. */
export function makeSelector(metric: string, matchers: readonly Matcher[]): Selector {
  const byText = new Map(matchers.map((matcher) => [toMatcherText(matcher), matcher]));
  const sorted = [...byText].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, matcher]) => matcher);
  return { metric, matchers: sorted };
}

/** A label in PromQL. Names that only newer servers know (UTF-8) are quoted. */
export const toLabelText = (label: string): string => (LEGACY_LABEL.test(label) ? label : toPromqlString(label));

/** PromQL of one matcher. */
export const toMatcherText = ({ label, op, value }: Matcher): string => `${toLabelText(label)}${op}${toPromqlString(value)}`;

/** Canonical PromQL of a selector: equal selectors give equal text. */
export function toSelectorText({ metric, matchers }: Selector): string {
  const texts = matchers.map(toMatcherText);
  if (!LEGACY_METRIC.test(metric)) return `{${[toPromqlString(metric), ...texts].join(",")}}`;
  return texts.length === 0 ? metric : `${metric}{${texts.join(",")}}`;
}

/** Regular-expression text that matches exactly this literal, in RE2. */
export const escapeRe2 = (literal: string): string => literal.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");

/** True when every series of `inner` is proven, by comparing matchers only, to be a series of `outer`. */
export function covers(outer: Selector, inner: Selector): boolean {
  const held = new Set(inner.matchers.map(toMatcherText));
  return outer.metric === inner.metric && outer.matchers.every((matcher) => held.has(toMatcherText(matcher)));
}
