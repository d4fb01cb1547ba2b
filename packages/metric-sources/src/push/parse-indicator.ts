import type { MeasuredIndicator, RatioIndicator } from "@solvent/domain";
import { both, oneSource, problem, type Side, unknownFields } from "../selectors/indicator-fields.ts";
import type { GroupLabels, Parsed } from "../source.ts";
import { type PushQuery, toPushQuery } from "./query.ts";
import { narrowSeriesIndicator, parseSeriesIndicator } from "./series/index.ts";

/** As the API takes them (PushName of packages/api-contract). */
const NAME = /^[a-z0-9]([a-z0-9._-]{0,118}[a-z0-9])?$/;

function streamField(indicator: RatioIndicator, side: Exclude<Side, "metric">): Parsed<string> {
  const query = indicator[side];
  const extra = unknownFields(query, side, ["stream"]);
  if (extra.length > 0) return { ok: false, problems: extra };
  const { stream } = query.spec;
  if (typeof stream === "string" && NAME.test(stream)) return { ok: true, value: stream };
  return problem(
    [side, "spec", "stream"],
    "must be the name that minutes are sent under: 1 to 120 lower-case letters, digits, dots, hyphens and underscores",
  );
}

/** Good and total are sent together, so both sides name the same minutes. */
function parseMinutes(indicator: RatioIndicator): Parsed<PushQuery> {
  const source = oneSource(indicator);
  if (!source.ok) return source;
  const names = both(streamField(indicator, "part"), streamField(indicator, "total"));
  if (!names.ok) return names;
  const { part, total } = names.value;
  if (part !== total)
    return problem(["total", "spec", "stream"], `must be the name of the other metric, "${part}": both are sent together`);
  if (indicator.numerator === "bad") return problem(["part", "spec", "stream"], "good and total are sent, so it must stand under good");
  return { ok: true, value: toPushQuery({ kind: "minutes", name: part }) };
}

const isOfMinutes = (indicator: MeasuredIndicator): indicator is RatioIndicator => indicator.kind === "ratio" && !indicator.counter;

function parseSeries(indicator: MeasuredIndicator): Parsed<PushQuery> {
  const source = indicator.kind === "ratio" ? oneSource(indicator) : { ok: true as const, value: null };
  if (!source.ok) return source;
  if (indicator.kind === "ratio" && "stream" in indicator.total.spec)
    return problem(["total", "spec", "stream"], "is sent by the minute, so it needs counter: false");
  const series = parseSeriesIndicator(indicator);
  return series.ok ? { ok: true, value: toPushQuery({ kind: "series", series: series.value }) } : series;
}

/** Turns an indicator of this source into its query: minutes with `counter` false, else series by the same language as metrics pages. */
export const parsePushIndicator = (indicator: MeasuredIndicator): Parsed<PushQuery> =>
  isOfMinutes(indicator) ? parseMinutes(indicator) : parseSeries(indicator);

/** The indicator for one combination of labels. Minutes have none: they are the same under every label that is empty. */
export function narrowPushIndicator(indicator: MeasuredIndicator, labels: GroupLabels): Parsed<MeasuredIndicator> {
  if (!isOfMinutes(indicator)) return narrowSeriesIndicator(indicator, labels);
  const named = Object.entries(labels).find(([, value]) => value !== "");
  if (named === undefined) return { ok: true, value: indicator };
  return problem(["part", "spec", "stream"], `cannot be narrowed by ${named[0]}: minutes that are sent have no labels`);
}
