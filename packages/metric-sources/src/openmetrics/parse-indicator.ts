import type { JsonValue, MeasuredIndicator, MetricQuery, RatioIndicator, ThresholdIndicator } from "@solvent/domain";
import { AGGREGATES, type Aggregate } from "../selectors/counter-selector.ts";
import {
  both,
  counterSides,
  oneSource,
  pair,
  problem,
  type Side,
  selectorField,
  thresholdField,
  unknownFields,
} from "../selectors/indicator-fields.ts";
import type { Selector } from "../selectors/selector.ts";
import type { Parsed } from "../source.ts";
import { type OpenMetricsQuery, toOpenMetricsQuery } from "./query.ts";

/** The two metrics that the scraper itself makes. */
const SCRAPE_METRICS: Readonly<Record<"part" | "total", string>> = { part: "up", total: "scrapes" };
const TARGET_LABELS: ReadonlySet<string> = new Set(["job", "instance"]);

function scrapeSelector(query: MetricQuery, side: "part" | "total"): Parsed<Selector> {
  const extra = unknownFields(query, side, ["query"]);
  if (extra.length > 0) return { ok: false, problems: extra };
  const selector = selectorField(query, side, "query");
  if (!selector.ok) return selector;
  const path = [side, "spec", "query"];
  const { metric } = selector.value;
  const wanted = SCRAPE_METRICS[side];
  if (metric !== wanted) {
    const also = "with counter: false only scrapes can be counted: up (the successful ones) as good, scrapes as total";
    return problem(path, `must be ${wanted}, not ${metric}: ${also}; counters need counter: true`);
  }
  return withTargetLabelsOnly(selector.value, side);
}

/** What the scraper makes itself knows pages by these two labels. */
function withTargetLabelsOnly(selector: Selector, side: Side): Parsed<Selector> {
  const other = selector.matchers.find(({ label }) => !TARGET_LABELS.has(label));
  if (other === undefined) return { ok: true, value: selector };
  return problem([side, "spec", "query"], `${selector.metric} has the labels job and instance only, not ${other.label}`);
}

function parseScrapes(indicator: RatioIndicator): Parsed<OpenMetricsQuery> {
  if (indicator.numerator === "bad") return problem(["part", "spec", "query"], "up counts the good scrapes, so it must stand under good");
  const sides = both(scrapeSelector(indicator.part, "part"), scrapeSelector(indicator.total, "total"));
  if (!sides.ok) return sides;
  return { ok: true, value: toOpenMetricsQuery({ kind: "scrapes", up: sides.value.part, scrapes: sides.value.total }) };
}

function refuseUp({ total, part }: { total: Selector; part: Selector | null }): Parsed<null> {
  for (const [side, selector] of [["total", total] as const, ["part", part] as const]) {
    if (selector?.metric === "up") return problem([side, "spec", "query"], "up is no counter: set counter: false to count scrapes");
  }
  return { ok: true, value: null };
}

function aggregateField(written: JsonValue | undefined): Parsed<Aggregate | null> {
  if (written === undefined) return { ok: true, value: null };
  const found = AGGREGATES.find((one) => one === written);
  return found === undefined
    ? problem(["metric", "spec", "aggregate"], `must be one of ${AGGREGATES.join(", ")}`)
    : { ok: true, value: found };
}

function gaugeSelector(query: MetricQuery): Parsed<Selector> {
  const extra = unknownFields(query, "metric", ["query", "aggregate"]);
  if (extra.length > 0) return { ok: false, problems: extra };
  const selector = selectorField(query, "metric", "query");
  return selector.ok && selector.value.metric === "up" ? withTargetLabelsOnly(selector.value, "metric") : selector;
}

function parseThreshold(indicator: ThresholdIndicator): Parsed<OpenMetricsQuery> {
  const selected = pair(gaugeSelector(indicator.metric), aggregateField(indicator.metric.spec.aggregate));
  const parsed = pair(selected, thresholdField(indicator));
  if (!parsed.ok) return parsed;
  const [[selector, aggregate], threshold] = parsed.value;
  return { ok: true, value: toOpenMetricsQuery({ kind: "threshold", selector, aggregate, threshold }) };
}

/**
 * Turns an indicator of this source into its query. With `counter` true both sides are selectors of counters on the pages (or a histogram
 * and a threshold), in the language of the prometheus kind; with false they are `up{…}` and `scrapes{…}`.
 * The metric of a threshold is a selector of gauges, with an aggregation where several series match.
 */
export function parseOpenMetricsIndicator(indicator: MeasuredIndicator): Parsed<OpenMetricsQuery> {
  if (indicator.kind === "threshold") return parseThreshold(indicator);
  const source = oneSource(indicator);
  if (!source.ok) return source;
  if (!indicator.counter) return parseScrapes(indicator);
  const sides = counterSides(indicator);
  if (!sides.ok) return sides;
  const { part, total } = sides.value;
  const refused = refuseUp({ total, part: part.kind === "counter" ? part.selector : null });
  if (!refused.ok) return refused;
  return { ok: true, value: toOpenMetricsQuery({ kind: "counters", numerator: indicator.numerator, part, total }) };
}
