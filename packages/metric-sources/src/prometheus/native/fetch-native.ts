import { MINUTE_MS } from "@solvent/domain";
import { mergeSeries, toLabelsKey } from "../../counters/merge-series.ts";
import type { Series } from "../../counters/series.ts";
import { succeeded } from "../../failure.ts";
import { toSelectorText } from "../../selectors/selector.ts";
import type { Labels } from "../../selectors/series-match.ts";
import type { Outcome } from "../../source.ts";
import type { AskedSeries } from "../fetch-series.ts";
import type { QueryApi } from "../query-api.ts";
import { toBucketCounters } from "./bucket-counters.ts";
import { EVERYTHING, nativeSeries } from "./native-selector.ts";

const MINUTE_SECONDS = MINUTE_MS / 1000;
/** Tells the values of one series apart in the answer. */
const VALUE_LABEL = "__solvent__";
const STEPS = [60, 30, 20, 15, 12, 10, 6, 5, 4, 3, 2, 1] as const;

/** At least one look between any two samples, and one at the end of every minute. */
const stepFor = (sampleSeconds: number): number => STEPS.find((step) => step <= sampleSeconds) ?? 1;

const named = (expression: string, value: string): string => `label_replace(${expression}, "${VALUE_LABEL}", "${value}", "", "")`;

/** Time and count of the sample at hand, and how many of its events lie at or below each boundary, in one answer. */
function expressionFor(histogram: string, boundaries: readonly string[]): string {
  const below = boundaries.map((le) => named(`histogram_fraction(0, ${le}, ${histogram}) * histogram_count(${histogram})`, le));
  return [named(`timestamp(${histogram})`, "time"), named(`histogram_count(${histogram})`, "count"), ...below].join(" or ");
}

/** The values of one series by what they are. */
function groupValues(answer: readonly Series[]): { labels: Labels; values: Map<string, Series> }[] {
  const groups = new Map<string, { labels: Labels; values: Map<string, Series> }>();
  for (const one of answer) {
    const { [VALUE_LABEL]: value = "", ...labels } = one.labels;
    const key = toLabelsKey(labels);
    const group = groups.get(key) ?? { labels, values: new Map() };
    group.values.set(value, one);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * Counters read out of native histograms: every sample that the minutes [from, to) need, one series for each boundary of the members. The
 * server gives no numbers for such samples by a range selector, so it is asked at steps that no sample falls between, and for the time of
 * the sample that it sees at each.
 */
export async function fetchNative(api: QueryApi, asked: AskedSeries, signal: AbortSignal): Promise<Outcome<readonly Series[]>> {
  const { selector, members, from, to, leadMinutes, sampleSeconds, maxAgeSeconds } = asked;
  const wanted = [...new Set(members.flatMap(({ matchers }) => matchers.flatMap(({ label, value }) => (label === "le" ? [value] : []))))];
  const boundaries = wanted.filter((le) => le !== EVERYTHING);
  const answer = await api.range(
    {
      expression: expressionFor(toSelectorText(nativeSeries(selector)), boundaries),
      startSeconds: (from - leadMinutes) * MINUTE_SECONDS,
      endSeconds: to * MINUTE_SECONDS,
      stepSeconds: stepFor(sampleSeconds),
    },
    signal,
  );
  if (answer.ok) {
    const counters = groupValues(answer.value).flatMap(({ labels, values }) =>
      toBucketCounters({ labels: { ...labels, __name__: selector.metric }, values, boundaries }, maxAgeSeconds),
    );
    return succeeded(counters);
  }
  if (answer.failure.class !== "too-large" || !asked.halvable || to - from <= 1) return answer;
  const middle = from + Math.floor((to - from) / 2);
  const older = await fetchNative(api, { ...asked, to: middle }, signal);
  if (!older.ok) return older;
  const newer = await fetchNative(api, { ...asked, from: middle }, signal);
  return newer.ok ? succeeded(mergeSeries([older.value, newer.value])) : newer;
}
