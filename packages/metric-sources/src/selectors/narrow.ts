import type { JsonValue, MeasuredIndicator, MetricQuery, RatioIndicator } from "@solvent/domain";
import type { GroupLabels, Parsed, QueryProblem } from "../source.ts";
import { both, problem, type Side, selectorField } from "./indicator-fields.ts";
import { toPromqlString } from "./promql-string.ts";
import { type Matcher, makeSelector, type Selector, toMatcherText, toSelectorText } from "./selector.ts";
import { makeSeriesMatcher } from "./series-match.ts";

/** Names that do not tell series of one metric apart, or that a threshold chooses. */
const UNFIT: Readonly<Record<string, string>> = {
  __name__: "is the name of the metric, not a label that its series differ in",
  le: "is the boundary of a bucket: the threshold chooses it",
};

type Path = QueryProblem["path"];

/**
 * Why a selector cannot be narrowed to this value. What it chooses by the label already would make empty groups of the others, so only the
 * very same value may stand there; what it leaves out does no harm to any other value.
 */
function against(selector: Selector, { label, value }: Matcher): string | null {
  const own = selector.matchers.filter((matcher) => matcher.label === label);
  const choosing = own.filter(({ op, value: chosen }) => op === "=~" || (op === "=" && chosen !== value));
  const says = (matchers: readonly Matcher[]): string => matchers.map(toMatcherText).join(", ");
  if (choosing.length > 0) return `chooses ${label} itself by ${says(choosing)}: remove that, or the label from the group`;
  const isMember = makeSeriesMatcher({ metric: selector.metric, matchers: own })({ __name__: selector.metric, [label]: value });
  return isMember ? null : `leaves ${label}=${toPromqlString(value)} out by ${says(own)}`;
}

/** The series of a selector that have these values, "" being none at all. What it leaves out of their labels goes: the value says more. */
export function narrowSelector(selector: Selector, labels: GroupLabels, path: Path): Parsed<Selector> {
  const wanted = Object.entries(labels).map(([label, value]): Matcher => ({ label, op: "=", value }));
  const problems = wanted.flatMap((matcher): QueryProblem[] => {
    const unfit = UNFIT[matcher.label];
    if (unfit !== undefined) return [{ path, message: `cannot be narrowed by ${matcher.label}: it ${unfit}` }];
    const message = against(selector, matcher);
    return message === null ? [] : [{ path, message }];
  });
  if (problems.length > 0) return { ok: false, problems };
  const rest = selector.matchers.filter(({ label }) => !Object.hasOwn(labels, label));
  return { ok: true, value: makeSelector(selector.metric, [...rest, ...wanted]) };
}

/** The query of a side with another text in one of its fields. */
export function withField(query: MetricQuery, field: string, text: JsonValue): MetricQuery {
  return { ...query, spec: { ...query.spec, [field]: text } };
}

/** Selectors of buckets are written by the name of their histogram. */
const textIn = (field: "query" | "histogram", selector: Selector): string =>
  toSelectorText(field === "query" ? selector : { ...selector, metric: selector.metric.replace(/_bucket$/, "") });

/** A query whose selector, or whose histogram's, is cut to these labels. */
export function narrowQuery(query: MetricQuery, labels: GroupLabels, side: Side): Parsed<MetricQuery> {
  const field = "histogram" in query.spec ? "histogram" : "query";
  const selector = selectorField(query, side, field);
  if (!selector.ok) return selector;
  const narrowed = narrowSelector(selector.value, labels, [side, "spec", field]);
  return narrowed.ok ? { ok: true, value: withField(query, field, textIn(field, narrowed.value)) } : narrowed;
}

/** Both sides of a ratio of selectors, cut to these labels. */
export function narrowRatio(indicator: RatioIndicator, labels: GroupLabels): Parsed<MeasuredIndicator> {
  const sides = both(narrowQuery(indicator.part, labels, "part"), narrowQuery(indicator.total, labels, "total"));
  return sides.ok ? { ok: true, value: { ...indicator, ...sides.value } } : sides;
}

/** A query of PromQL that adds up, filters or compares by itself: where its matchers belong only its author knows. */
export const refuseExpression = (side: Side, instead: string): Parsed<never> =>
  problem([side, "spec", "query"], `cannot be narrowed to one combination of labels: ${instead}, or define an objective for each`);
