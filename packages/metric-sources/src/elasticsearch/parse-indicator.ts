import type { MeasuredIndicator, MetricQuery, RatioIndicator, ThresholdIndicator } from "@solvent/domain";
import { both, oneSource, pair, problem, type Side, thresholdField, unknownFields } from "../selectors/indicator-fields.ts";
import type { Parsed } from "../source.ts";
import { allOf } from "./dsl.ts";
import { countField, labelsField, placeOf, type SearchDefaults, valueField } from "./parse-fields.ts";
import { aliveOf, conditionOf, FILTER_FIELDS } from "./parse-filter.ts";
import { type Measure, type Measured, type SearchPlace, type SearchQuery, toSearchQuery } from "./query.ts";

const PLACE_FIELDS = ["index", "timeField"] as const;
const WHOLE_FIELDS = ["alive", "labels"] as const;

/** Fields that the query of each side may have. `alive` and `labels` are said once, where the whole is said. */
const FIELDS: Readonly<Record<Side, readonly string[]>> = {
  part: [...PLACE_FIELDS, ...FILTER_FIELDS, "count"],
  total: [...PLACE_FIELDS, ...FILTER_FIELDS, "count", ...WHOLE_FIELDS],
  metric: [...PLACE_FIELDS, ...FILTER_FIELDS, "value", ...WHOLE_FIELDS],
};

function measuredOf(query: MetricQuery, side: Side, measure: Parsed<Measure>): Parsed<Measured> {
  const extra = unknownFields(query, side, FIELDS[side]);
  if (extra.length > 0) return { ok: false, problems: extra };
  const both = pair(conditionOf(query.spec, [side, "spec"]), measure);
  return both.ok ? { ok: true, value: { filter: both.value[0], measure: both.value[1] } } : both;
}

/** Good and total have to come from one answer: the part is searched where the total is. */
function samePlace({ part }: RatioIndicator, place: SearchPlace): Parsed<null> {
  const own = placeOf(part, "part", place);
  if (!own.ok) return own;
  for (const field of PLACE_FIELDS)
    if (own.value[field] !== place[field])
      return problem(["part", "spec", field], `must be that of the total, ${place[field]}: both have to come from one answer`);
  return { ok: true, value: null };
}

/** What is counted by documents is counted among those of the total: an event that is in no total is not good either. */
const within = (part: Measured, total: Measured): Measured =>
  part.measure.of === "documents" && total.measure.of === "documents" ? { ...part, filter: allOf([total.filter, part.filter]) } : part;

function parseRatio(indicator: RatioIndicator, defaults: SearchDefaults): Parsed<SearchQuery> {
  const source = oneSource(indicator);
  if (!source.ok) return source;
  if (indicator.counter) return problem(["counter"], "must be false: documents are events, not readings of a counter that only goes up");
  const { part, total, numerator } = indicator;
  const sides = both(
    measuredOf(part, "part", countField(part.spec.count, "part")),
    measuredOf(total, "total", countField(total.spec.count, "total")),
  );
  const whole = pair(pair(aliveOf(total.spec, "total"), labelsField(total.spec.labels, "total")), placeOf(total, "total", defaults));
  const parsed = pair(sides, whole);
  if (!parsed.ok) return parsed;
  const [measured, [[alive, labels], place]] = parsed.value;
  const same = samePlace(indicator, place);
  if (!same.ok) return same;
  const counted = { part: within(measured.part, measured.total), total: measured.total };
  return { ok: true, value: toSearchQuery({ kind: "ratio", place, numerator, ...counted, alive, labels }) };
}

function parseThreshold(indicator: ThresholdIndicator, defaults: SearchDefaults): Parsed<SearchQuery> {
  const { metric } = indicator;
  const compared = pair(measuredOf(metric, "metric", valueField(metric.spec.value, "metric")), thresholdField(indicator));
  const whole = pair(pair(aliveOf(metric.spec, "metric"), labelsField(metric.spec.labels, "metric")), placeOf(metric, "metric", defaults));
  const parsed = pair(compared, whole);
  if (!parsed.ok) return parsed;
  const [[value, threshold], [[alive, labels], place]] = parsed.value;
  return { ok: true, value: toSearchQuery({ kind: "threshold", place, value, threshold, alive, labels }) };
}

/**
 * Turns an indicator of documents into its query. Both sides of a ratio count documents, or add a field of documents up, of one index
 * pattern; the metric of a threshold is one value of the documents of each minute.
 */
export const parseSearchIndicator = (indicator: MeasuredIndicator, defaults: SearchDefaults): Parsed<SearchQuery> =>
  indicator.kind === "threshold" ? parseThreshold(indicator, defaults) : parseRatio(indicator, defaults);
