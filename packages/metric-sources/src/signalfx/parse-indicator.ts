import type { MeasuredIndicator, MetricQuery, RatioIndicator } from "@solvent/domain";
import { both, oneSource, pair, problem, type Side, thresholdField, unknownFields } from "../selectors/indicator-fields.ts";
import type { Parsed } from "../source.ts";
import { NO_SERIES, type NoSeries, type Published, type SignalFxQuery, toPublished, toQuery } from "./query.ts";
import { type Program, parseProgram } from "./signalflow/program.ts";

const ROLLUPS = "use counter: false, and let the rollup count: rollup='sum' for counters, rollup='delta' for cumulative ones";

export function programField({ spec }: MetricQuery, side: Side): Parsed<Program> {
  const path = [side, "spec", "program"];
  if (typeof spec.program !== "string" || spec.program.trim() === "")
    return problem(path, "must be a SignalFlow program, such as data('requests', rollup='sum').sum().publish(label='total')");
  const parsed = parseProgram(spec.program);
  return parsed.ok ? { ok: true, value: parsed.program } : problem(path, parsed.problem.message, parsed.problem.offset);
}

const say = (label: string | null): string => (label === null ? "one without a label" : JSON.stringify(label));

/** The stream that a query means. A label is published once, so that it names one stream. */
function publishedField(query: MetricQuery, side: Side, fields: readonly string[]): Parsed<Published> {
  const extra = unknownFields(query, side, fields);
  if (extra.length > 0) return { ok: false, problems: extra };
  const parsed = programField(query, side);
  if (!parsed.ok) return parsed;
  const { publishes, tokens } = parsed.value;
  const { label } = query.spec;
  if (label !== undefined && typeof label !== "string") return problem([side, "spec", "label"], "must be a text");
  const [only] = publishes;
  if (only === undefined) return problem([side, "spec", "program"], "publishes nothing: end it with .publish(label='…')");
  const known = publishes.map((one) => say(one.label)).join(", ");
  if (label === undefined) {
    if (publishes.length > 1) return problem([side, "spec", "label"], `is needed, as the program publishes ${known}`);
    return { ok: true, value: toPublished(parsed.value, only.label) };
  }
  const named = publishes.filter((one) => one.label === label);
  if (named.length === 0) return problem([side, "spec", "label"], `is not published by the program; it publishes ${known}`);
  const second = named[1];
  if (second !== undefined)
    return problem([side, "spec", "program"], `publishes ${say(label)} more than once`, tokens[second.place]?.at ?? 0);
  return { ok: true, value: toPublished(parsed.value, label) };
}

function noSeriesField({ spec }: MetricQuery): Parsed<NoSeries> {
  const { noSeries = "missing" } = spec;
  const known = NO_SERIES.find((one) => one === noSeries);
  return known === undefined
    ? problem(["part", "spec", "noSeries"], "must be missing, or zero: no series of this stream then means no such event")
    : { ok: true, value: known };
}

function parseRatio(indicator: RatioIndicator): Parsed<SignalFxQuery> {
  if (indicator.counter) return problem(["counter"], `must be false: SignalFx counts by itself; ${ROLLUPS}`);
  const source = oneSource(indicator);
  if (!source.ok) return source;
  const { numerator, part, total } = indicator;
  const sides = both(publishedField(part, "part", ["program", "label", "noSeries"]), publishedField(total, "total", ["program", "label"]));
  const parsed = pair(sides, noSeriesField(part));
  if (!parsed.ok) return parsed;
  const [streams, noSeries] = parsed.value;
  return { ok: true, value: toQuery({ kind: "ratio", numerator, ...streams, noSeries }) };
}

/**
 * Turns an indicator of this source into its query: a published stream for each side of a ratio, which gives the events of each minute, or
 * one whose value is compared with a limit.
 */
export function parseSignalFxIndicator(indicator: MeasuredIndicator): Parsed<SignalFxQuery> {
  if (indicator.kind === "ratio") return parseRatio(indicator);
  const parsed = pair(publishedField(indicator.metric, "metric", ["program", "label"]), thresholdField(indicator));
  if (!parsed.ok) return parsed;
  const [metric, threshold] = parsed.value;
  return { ok: true, value: toQuery({ kind: "threshold", metric, threshold }) };
}
