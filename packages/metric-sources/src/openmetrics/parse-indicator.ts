import type { Indicator, MetricQuery } from "@solvent/domain";
import { both, counterSides, oneSource, problem, type Side, selectorField, unknownFields } from "../selectors/indicator-fields.ts";
import type { Selector } from "../selectors/selector.ts";
import type { Parsed } from "../source.ts";
import { type OpenMetricsQuery, toOpenMetricsQuery } from "./query.ts";

/** The two metrics that the scraper itself makes. */
const SCRAPE_METRICS: Readonly<Record<Side, string>> = { part: "up", total: "scrapes" };
const TARGET_LABELS: ReadonlySet<string> = new Set(["job", "instance"]);

function scrapeSelector(query: MetricQuery, side: Side): Parsed<Selector> {
  const extra = unknownFields(query, side, ["query"]);
  if (extra.length > 0) return { ok: false, problems: extra };
  const selector = selectorField(query, side, "query");
  if (!selector.ok) return selector;
  const path = [side, "spec", "query"];
  const { metric, matchers } = selector.value;
  const wanted = SCRAPE_METRICS[side];
  if (metric !== wanted) {
    const also = "with counter: false only scrapes can be counted: up (the successful ones) as good, scrapes as total";
    return problem(path, `must be ${wanted}, not ${metric}: ${also}; counters need counter: true`);
  }
  const other = matchers.find(({ label }) => !TARGET_LABELS.has(label));
  return other === undefined ? selector : problem(path, `${wanted} has the labels job and instance only, not ${other.label}`);
}

function parseScrapes(indicator: Indicator): Parsed<OpenMetricsQuery> {
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

/**
 * Turns an indicator of this source into its query. With `counter` true both sides are selectors of counters on the pages (or a histogram
 * and a threshold), in the language of the prometheus kind; with false they are `up{…}` and `scrapes{…}`.
 */
export function parseOpenMetricsIndicator(indicator: Indicator): Parsed<OpenMetricsQuery> {
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
