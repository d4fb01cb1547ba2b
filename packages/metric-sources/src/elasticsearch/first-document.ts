import { MINUTE_MS, type Minute, type MissingReason } from "@solvent/domain";
import { failed, succeeded } from "../failure.ts";
import type { Outcome, ReadValue } from "../source.ts";
import type { SearchApi } from "./api.ts";
import { placeKey, type SearchPlace } from "./query.ts";
import { isRecord } from "./search-answer.ts";

/** The first whole minute that a place has documents of; null when it has none at all. */
export type FindFirstMinute = (place: SearchPlace, signal: AbortSignal) => Promise<Outcome<Minute | null>>;

const MEMORY_MS = 600_000;
const MAX_REMEMBERED = 1000;

async function askFirst(api: SearchApi, { index, timeField }: SearchPlace, signal: AbortSignal): Promise<Outcome<Minute | null>> {
  const answer = await api.search(index, { size: 0, track_total_hits: false, aggs: { first: { min: { field: timeField } } } }, signal);
  if (!answer.ok) return answer;
  if (answer.value.aggregations === null) return succeeded(null);
  const { first } = answer.value.aggregations;
  const value = isRecord(first) ? first.value : undefined;
  if (value === null) return succeeded(null);
  return typeof value === "number" && Number.isFinite(value)
    ? succeeded(Math.ceil(value / MINUTE_MS))
    : failed("bad-answer", "the answer does not say when the first document is");
}

/** Asked once in ten minutes for each place: retention moves it on. */
export function makeFirstMinuteFinder(api: SearchApi, now: () => number): FindFirstMinute {
  const known = new Map<string, { readonly minute: Minute | null; readonly untilMs: number }>();
  return async (place, signal) => {
    const kept = known.get(placeKey(place));
    if (kept !== undefined && kept.untilMs > now()) return succeeded(kept.minute);
    const first = await askFirst(api, place, signal);
    if (!first.ok) return first;
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(placeKey(place), { minute: first.value, untilMs: now() + MEMORY_MS });
    return first;
  };
}

/** What lies before the first document is not known: it was deleted, or nobody wrote anything yet. */
export function forgetBefore(value: ReadValue, first: Minute | null): ReadValue {
  const { from, good, total, missing } = value.block;
  const unknown = first === null ? missing.length : Math.min(missing.length, Math.max(0, first - from));
  if (unknown === 0) return value;
  const cut = (counts: readonly number[]): number[] => counts.map((count, index) => (index < unknown ? 0 : count));
  const reasons = missing.map((reason, index): MissingReason | null => (index < unknown ? (reason ?? "no-sample") : reason));
  return { ...value, block: { from, good: cut(good), total: cut(total), missing: reasons } };
}
