import type { JsonValue, MeasuredIndicator, MetricQuery } from "@solvent/domain";
import { both, problem, type Side } from "../selectors/indicator-fields.ts";
import type { GroupLabels, Parsed, QueryProblem } from "../source.ts";
import { allOf, anyOf, type Dsl, exists, noneOf } from "./dsl.ts";
import { fieldOf } from "./groups.ts";
import { toKqlPhrase, toKqlWord } from "./kql/parse.ts";
import { labelsField } from "./parse-fields.ts";
import { conditionOf, FILTER_FIELDS } from "./parse-filter.ts";

/** Fields and the value that each must have; "" is that of a document without the field, too. */
type Wanted = readonly (readonly [field: string, value: string])[];

/** Whether a condition looks at the field: as a key of the query DSL, as a named field, or in the text of a query_string. */
function mentions(condition: JsonValue, field: string): boolean {
  if (typeof condition === "string") return condition === field || condition.includes(`${field}:`);
  if (typeof condition !== "object" || condition === null) return false;
  if (Array.isArray(condition)) return condition.some((one) => mentions(one, field));
  return Object.entries(condition).some(([key, inner]) => key === field || mentions(inner, field));
}

const toKql = ([field, value]: Wanted[number]): string => {
  const name = toKqlWord(field);
  return value === "" ? `(not ${name}: * or ${name}: "")` : `${name}: ${toKqlPhrase(value)}`;
};

const toDsl = ([field, value]: Wanted[number]): Dsl =>
  value === "" ? anyOf([noneOf(exists(field)), { term: { [field]: "" } }]) : { term: { [field]: value } };

/** Conditions in the language of the query: behind its filter text, else around its condition. */
function addConditions(spec: MetricQuery["spec"], condition: Dsl | null, wanted: Wanted): MetricQuery["spec"] {
  const { filter } = spec;
  const rest = Object.fromEntries(
    Object.entries(spec).filter(([key]) => key !== "labels" && !FILTER_FIELDS.some((field) => field === key)),
  );
  if (condition === null || typeof filter === "string") {
    const own = typeof filter === "string" ? [`(${filter.trim()})`] : [];
    return { ...rest, filter: [...own, ...wanted.map(toKql)].join(" and ") };
  }
  return { ...rest, query: allOf([condition, ...wanted.map(toDsl)]) ?? condition };
}

/** A part that chooses by the label itself would leave all other groups without a single event of it. */
function against(condition: Dsl | null, wanted: Wanted, path: QueryProblem["path"]): Parsed<null> {
  const chosen = condition === null ? undefined : wanted.find(([field]) => mentions(condition, field));
  if (chosen === undefined) return { ok: true, value: null };
  return problem(path, `chooses ${chosen[0]} itself: remove that, or the label from the group`);
}

function narrowQuery(query: MetricQuery, side: Side, wanted: Wanted): Parsed<MetricQuery> {
  const path = [side, "spec"];
  const condition = conditionOf(query.spec, path);
  if (!condition.ok) return condition;
  const refused = side === "part" ? against(condition.value, wanted, path) : { ok: true as const, value: null };
  return refused.ok ? { ok: true, value: { ...query, spec: addConditions(query.spec, condition.value, wanted) } } : refused;
}

/** The documents that have these values, on both sides. `alive` stays as it is: it speaks of the whole. */
export function narrowSearchIndicator(indicator: MeasuredIndicator, labels: GroupLabels): Parsed<MeasuredIndicator> {
  const [whole, side] = indicator.kind === "ratio" ? ([indicator.total, "total"] as const) : ([indicator.metric, "metric"] as const);
  const fields = labelsField(whole.spec.labels, side);
  if (!fields.ok) return fields;
  const wanted = Object.entries(labels).map(([label, value]) => [fieldOf({ labels: fields.value }, label), value] as const);
  const narrowed = narrowQuery(whole, side, wanted);
  if (!narrowed.ok) return narrowed;
  if (indicator.kind === "threshold") return { ok: true, value: { ...indicator, metric: narrowed.value } };
  const sides = both(narrowQuery(indicator.part, "part", wanted), narrowed);
  return sides.ok ? { ok: true, value: { ...indicator, ...sides.value } } : sides;
}
