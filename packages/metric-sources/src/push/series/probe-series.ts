import { MINUTE_MS, minuteOfMs } from "@solvent/domain";
import { selectorsOf } from "../../counters/part-terms.ts";
import { succeeded, toFailure } from "../../failure.ts";
import { resolvePart } from "../../openmetrics/resolve.ts";
import { combinationsOf } from "../../selectors/combinations.ts";
import { AGGREGATES } from "../../selectors/counter-selector.ts";
import { type Selector, toSelectorText } from "../../selectors/selector.ts";
import type { GroupLabels, Outcome, PushInbox, QueryProbe } from "../../source.ts";
import { leadingSelector, metricsOf, type SeriesPlan } from "./plan.ts";
import { boundariesIn, matching, openSentBook, type SentBook, type SentSeries } from "./sent-series.ts";

/** More would be slow to read again every minute. */
const MAX_SERIES = 2000;
const LOOK_MINUTES = 60;
const MAX_POINTS = 500_000;
const DAY_MINUTES = 1440;
const MIN_CHUNK_MINUTES = 30;

interface Look {
  readonly inbox: PushInbox;
  readonly plan: SeriesPlan;
  readonly nowMs: number;
}

const lookBack = ({ inbox, plan, nowMs }: Look, signal: AbortSignal): Promise<SentBook> => {
  const to = minuteOfMs(nowMs) + 1;
  return openSentBook(inbox, metricsOf(plan), { from: to - LOOK_MINUTES, to, intervalSeconds: null, rememberMinutes: 0 }, signal);
};

/** The usual distance of two samples of the series that has most of them, in whole seconds; null where none has two. */
function spacingOf(series: readonly SentSeries[]): number | null {
  const busiest = series.reduce<SentSeries | null>((most, one) => (one.samples.length > (most?.samples.length ?? 1) ? one : most), null);
  if (busiest === null) return null;
  const spacings = busiest.samples.slice(1).map(({ atMs }, index) => atMs - (busiest.samples[index]?.atMs ?? atMs));
  const middle = spacings.sort((left, right) => left - right)[Math.floor((spacings.length - 1) / 2)] ?? 0;
  return Math.max(1, Math.round(middle / 1000));
}

const spacingWarnings = (seconds: number | null): string[] =>
  seconds === null || seconds <= MINUTE_MS / 1000
    ? []
    : [`samples are ${seconds} s apart, so that is the finest resolution of this indicator`];

function tooMany(found: number): Outcome<never> {
  const message = `the query matches ${found.toLocaleString("en")} series; at most ${MAX_SERIES.toLocaleString("en")} are counted: add matchers, or have the sender leave attributes out`;
  return { ok: false, failure: toFailure("too-many-series", message) };
}

function emptyWarnings(what: string, found: readonly SentSeries[], { metric }: Selector): string[] {
  return found.length === 0 ? [`the ${what} query matches nothing that was sent lately: has anybody sent ${metric}?`] : [];
}

const UNFIT: Readonly<Record<SeriesPlan["kind"], { readonly kind: SentSeries["kind"]; readonly why: string }>> = {
  counters: { kind: "gauge", why: "was sent as a gauge: only counters can be counted" },
  gauge: { kind: "delta", why: "was sent as a delta, which has no value of its own" },
};

/** What was sent says against using a metric so. */
function kindWarnings(plan: SeriesPlan, series: readonly SentSeries[]): string[] {
  const { kind, why } = UNFIT[plan.kind];
  const unfit = series.find((one) => one.kind === kind);
  return unfit === undefined ? [] : [`${unfit.labels.__name__} ${why}`];
}

const usualOf = (series: readonly SentSeries[]) => ({
  seriesFound: series.length,
  strategy: "raw" as const,
  scrapeIntervalSeconds: spacingOf(series),
});

function probeGauge(plan: SeriesPlan & { readonly kind: "gauge" }, series: readonly SentSeries[]): Outcome<QueryProbe> {
  const values = series.filter(({ kind, samples }) => kind !== "delta" && samples.length > 0);
  if (values.length > 1 && plan.aggregate === null) {
    const message = `the query matches ${values.length.toLocaleString("en")} series now: one is needed. Choose one with more labels, or add aggregate: ${AGGREGATES.join(", ")} beside the query`;
    return { ok: false, failure: { ...toFailure("too-many-series", message), advice: "aggregate: max" } };
  }
  const usual = usualOf(series);
  return succeeded({
    ...usual,
    exactness: "exact",
    warnings: [
      ...emptyWarnings("metric", series, plan.selector),
      ...kindWarnings(plan, series),
      ...spacingWarnings(usual.scrapeIntervalSeconds),
    ],
  });
}

function probeCounters(plan: SeriesPlan & { readonly kind: "counters" }, book: SentBook): Outcome<QueryProbe> {
  const total = matching(book, plan.total);
  const part = resolvePart(plan.part, boundariesIn(book));
  if (!part.ok) return part;
  const terms = part.value === null ? [] : selectorsOf(part.value.terms);
  const inPart = terms.flatMap((selector) => matching(book, selector));
  const usual = usualOf(total);
  const partSelector = plan.part.kind === "counter" ? plan.part.selector : plan.part.buckets;
  return succeeded({
    ...usual,
    exactness: part.value?.terms.kind === "between" ? "approximate" : "exact",
    warnings: [
      ...emptyWarnings("total", total, plan.total),
      ...(part.value === null
        ? [`${toSelectorText(partSelector)} has no buckets that were sent lately`]
        : emptyWarnings(plan.numerator, inPart, partSelector)),
      ...kindWarnings(plan, [...total, ...inPart]),
      ...(part.value?.warnings ?? []),
      ...spacingWarnings(usual.scrapeIntervalSeconds),
    ],
  });
}

/** What was sent in the last hour says about a query. Throws what the inbox throws. */
export async function probeSeries(look: Look, signal: AbortSignal): Promise<Outcome<QueryProbe>> {
  const book = await lookBack(look, signal);
  const leading = matching(book, leadingSelector(look.plan));
  if (leading.length > MAX_SERIES) return tooMany(leading.length);
  return look.plan.kind === "gauge" ? probeGauge(look.plan, leading) : probeCounters(look.plan, book);
}

/** The combinations of labels among the series of a query, as MetricSource.groups promises them. Throws what the inbox throws. */
export async function groupsOfSeries(look: Look, labels: readonly string[], signal: AbortSignal): Promise<readonly GroupLabels[]> {
  const book = await lookBack(look, signal);
  return combinationsOf(
    matching(book, leadingSelector(look.plan)).map((series) => series.labels),
    labels,
  );
}

/** Minutes to read at once of the past, so that an answer stays small. */
export function seriesChunkMinutes({ seriesFound, scrapeIntervalSeconds }: QueryProbe): number {
  const perMinute = Math.max(1, 60 / (scrapeIntervalSeconds ?? 60)) * Math.max(1, seriesFound);
  return Math.max(MIN_CHUNK_MINUTES, Math.min(DAY_MINUTES, Math.floor(MAX_POINTS / perMinute)));
}
