import { succeeded } from "../../failure.ts";
import { toSelectorText } from "../../selectors/selector.ts";
import type { Outcome } from "../../source.ts";
import type { LatencyPart } from "../counters-resolver.ts";
import type { QueryApi } from "../query-api.ts";
import { nativeHistogram } from "./native-selector.ts";
import { placeOf, type ThresholdPlace } from "./threshold-place.ts";

export interface ProbedPlace {
  readonly isApproximate: boolean;
  readonly warnings: readonly string[];
}

function sayPlace(name: string, threshold: string, { isBoundary, growth }: ThresholdPlace): string[] {
  if (isBoundary) return [];
  const what = `${name} is a native histogram, and ${threshold} lies inside one of its buckets: the server shares the events of that bucket out`;
  if (growth === null) return [`${what}; how wide it is shows only once there are events`];
  const percent = ((growth - 1) * 100).toPrecision(2);
  return [`${what}, so the threshold is right to within ${percent} % (bucket growth factor ${growth.toPrecision(4)})`];
}

/** Looks at the buckets of all series together, which have the widest of any: what a threshold is worth there. */
export async function probePlace(
  api: QueryApi,
  { part, seenSeconds }: { readonly part: LatencyPart; readonly seenSeconds: number },
  signal: AbortSignal,
): Promise<Outcome<ProbedPlace>> {
  const name = toSelectorText(nativeHistogram(part.buckets));
  const answer = await api.buckets({ expression: `sum(${name})`, timeSeconds: seenSeconds, allowed: ["vector"] }, signal);
  if (!answer.ok) return answer;
  const place = placeOf(Number(part.threshold), answer.value[0]?.values[0] ?? []);
  return succeeded({ isApproximate: !place.isBoundary, warnings: sayPlace(name, part.threshold, place) });
}
