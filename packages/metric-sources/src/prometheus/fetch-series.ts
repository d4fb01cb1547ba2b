import { MINUTE_MS, type Minute } from "@solvent/domain";
import { mergeSeries } from "../counters/merge-series.ts";
import type { Series } from "../counters/series.ts";
import { succeeded } from "../failure.ts";
import { type Selector, toSelectorText } from "../selectors/selector.ts";
import type { Outcome } from "../source.ts";
import type { QueryApi } from "./query-api.ts";

export interface Stretch {
  readonly from: Minute;
  readonly to: Minute;
  /** Minutes before `from` whose samples are needed too, for the boundary value. */
  readonly leadMinutes: number;
  /** Distance of samples as probed, the shortest of all that are asked for. */
  readonly sampleSeconds: number;
  /** How old a boundary value may be, the most of all that are asked for. */
  readonly maxAgeSeconds: number;
}

export interface AskedSeries extends Stretch {
  readonly selector: Selector;
  /** What the series are for: each belongs to one of these at least, or to nobody. */
  readonly members: readonly Selector[];
  readonly halvable: boolean;
}

/** Samples of every series of the selector that the minutes [from, to) need, including those before `from`. */
export type FetchSeries = (api: QueryApi, asked: AskedSeries, signal: AbortSignal) => Promise<Outcome<readonly Series[]>>;

const MINUTE_SECONDS = MINUTE_MS / 1000;

/**
 * Real samples of every series of the selector that the minutes [from, to) need, including those before `from`. A halvable stretch that
 * is too much for the server, or for us, is halved until one minute is left.
 */
export async function fetchSeries(api: QueryApi, asked: AskedSeries, signal: AbortSignal): Promise<Outcome<readonly Series[]>> {
  const { selector, from, to, leadMinutes } = asked;
  const expression = `${toSelectorText(selector)}[${(to - from + leadMinutes) * MINUTE_SECONDS}s]`;
  const answer = await api.instant({ expression, timeSeconds: to * MINUTE_SECONDS, allowed: ["matrix"] }, signal);
  if (answer.ok || answer.failure.class !== "too-large" || !asked.halvable || to - from <= 1) return answer;
  const middle = from + Math.floor((to - from) / 2);
  const older = await fetchSeries(api, { ...asked, to: middle }, signal);
  if (!older.ok) return older;
  const newer = await fetchSeries(api, { ...asked, from: middle }, signal);
  return newer.ok ? succeeded(mergeSeries([older.value, newer.value])) : newer;
}
