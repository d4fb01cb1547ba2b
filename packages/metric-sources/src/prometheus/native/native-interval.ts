import type { Series } from "../../counters/series.ts";
import { succeeded } from "../../failure.ts";
import { makeSelector, type Selector, toSelectorText } from "../../selectors/selector.ts";
import type { Outcome } from "../../source.ts";
import type { QueryApi } from "../query-api.ts";
import { medianSpacing } from "../scrape-interval.ts";

const LOOK_SECONDS = 1200;
const STEP_SECONDS = 5;

/** Times of samples, each once, of their ages as a range query saw them. */
const timesOf = ({ values }: Series): number[] => [...new Set(values)].sort((left, right) => left - right);

/** Looks at the times of samples of one series of a native histogram; its samples themselves are no numbers. */
export async function nativeInterval(
  api: QueryApi,
  { histogram, nowSeconds }: { readonly histogram: Selector; readonly nowSeconds: number },
  signal: AbortSignal,
): Promise<Outcome<number | null>> {
  const one = await api.instant({ expression: `topk(1, timestamp(${toSelectorText(histogram)}))`, allowed: ["vector"] }, signal);
  if (!one.ok) return one;
  const [newest] = one.value;
  if (newest === undefined) return succeeded(null);
  const exact = makeSelector(
    histogram.metric,
    Object.entries(newest.labels).map(([label, value]) => ({ label, op: "=", value })),
  );
  const endSeconds = Math.floor(nowSeconds / STEP_SECONDS) * STEP_SECONDS;
  const span = { startSeconds: endSeconds - LOOK_SECONDS, endSeconds, stepSeconds: STEP_SECONDS };
  const answer = await api.range({ expression: `timestamp(${toSelectorText(exact)})`, ...span }, signal);
  return answer.ok ? succeeded(medianSpacing(answer.value[0] === undefined ? [] : timesOf(answer.value[0]))) : answer;
}
