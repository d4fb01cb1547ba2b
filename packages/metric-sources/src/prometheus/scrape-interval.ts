import { succeeded } from "../failure.ts";
import { makeSelector, toSelectorText } from "../selectors/selector.ts";
import type { Outcome } from "../source.ts";
import type { QueryApi } from "./query-api.ts";

const MAX_INTERVAL_SECONDS = 300;

/** The usual distance of two samples of one series, in whole seconds, or null with fewer than two samples. */
export function medianSpacing(times: readonly number[]): number | null {
  const spacings = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const middle = spacings.sort((left, right) => left - right)[Math.floor(spacings.length / 2)];
  return middle === undefined ? null : Math.max(1, Math.round(middle));
}

/** Looks at the samples of one series of a selector in PromQL. */
export async function scrapeInterval(api: QueryApi, selector: string, signal: AbortSignal): Promise<Outcome<number | null>> {
  const one = await api.instant({ expression: `topk(1, ${selector})`, allowed: ["vector"] }, signal);
  if (!one.ok) return one;
  const { __name__: metric, ...labels } = one.value[0]?.labels ?? {};
  if (metric === undefined) return succeeded(null);
  const exact = makeSelector(
    metric,
    Object.entries(labels).map(([label, value]) => ({ label, op: "=", value })),
  );
  const samples = await api.instant({ expression: `${toSelectorText(exact)}[20m]`, allowed: ["matrix"] }, signal);
  return samples.ok ? succeeded(medianSpacing(samples.value[0]?.times ?? [])) : samples;
}

/** What to tell a person about the distance of samples. */
export function intervalWarnings(seconds: number | null): string[] {
  if (seconds === null) return ["the scrape interval could not be seen: fewer than two samples in 20 minutes"];
  if (seconds > MAX_INTERVAL_SECONDS) return [`samples are ${seconds} s apart: minutes far from a sample stay unknown`];
  return seconds > 60 ? [`samples are ${seconds} s apart, so that is the finest resolution of this indicator`] : [];
}
