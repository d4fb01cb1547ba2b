import { MINUTE_MS } from "@solvent/domain";
import { failed, succeeded } from "../../failure.ts";
import { bucketAt } from "../../selectors/boundary.ts";
import { type Selector, toSelectorText } from "../../selectors/selector.ts";
import type { Outcome } from "../../source.ts";
import { askTogether, type Found } from "../ask-together.ts";
import type { LatencyPart, ResolvedCounters } from "../counters-resolver.ts";
import type { QueryApi } from "../query-api.ts";
import { nativeHistogram, nativeTotal } from "./native-selector.ts";

const MINUTE_SECONDS = MINUTE_MS / 1000;
/** As far back as boundaries of classic buckets are looked for. */
const LOOK_SECONDS = 3600;

/** When each selector last had a native histogram, null when it had none within the hour. */
export const findNatives = (
  api: QueryApi,
  { histograms, nowSeconds }: { readonly histograms: readonly Selector[]; readonly nowSeconds: number },
  signal: AbortSignal,
): Promise<Found<number | null>> =>
  askTogether(histograms, async ({ selector, by }) => {
    const endSeconds = Math.floor(nowSeconds / MINUTE_SECONDS) * MINUTE_SECONDS;
    const expression = `count by (${by.join(", ")}) (histogram_count(${toSelectorText(selector)}))`;
    const query = { expression, startSeconds: endSeconds - LOOK_SECONDS, endSeconds, stepSeconds: MINUTE_SECONDS };
    const answer = await api.range(query, signal);
    // A server that knows no such function has no such histograms.
    const isUnknown = !answer.ok && answer.failure.class === "bad-query";
    return { answer: isUnknown ? succeeded([]) : answer, pick: (series) => lastTime(series.flatMap(({ times }) => times)) };
  });

const lastTime = (times: readonly number[]): number | null =>
  times.reduce<number | null>((last, time) => Math.max(last ?? time, time), null);

/** How the threshold of a native histogram is counted; the total has to be one of the same metric. */
export function resolveNative(part: LatencyPart, total: Selector, seenSeconds: number): Outcome<ResolvedCounters> {
  const histogram = nativeHistogram(part.buckets);
  const all = nativeTotal(total);
  if (all?.metric !== histogram.metric) {
    const name = toSelectorText(histogram);
    return failed(
      "bad-query",
      `${name} is a native histogram: give histogram: ${histogram.metric} as the total, too, in place of its query`,
    );
  }
  const terms = { kind: "one", selector: bucketAt(histogram, part.threshold) } as const;
  return succeeded({ terms, total: all, native: { seenSeconds }, warnings: [] });
}
