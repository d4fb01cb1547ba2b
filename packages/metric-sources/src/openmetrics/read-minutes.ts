import { MINUTE_MS, type MissingReason } from "@solvent/domain";
import { succeeded } from "../failure.ts";
import type { MetricSource, Outcome, ReadRequest, ReadValue } from "../source.ts";
import { joinAt, unmeasuredEnd } from "./beginning.ts";
import type { Past } from "./past.ts";
import { planOf } from "./query.ts";
import { type Live, readLive } from "./read-live.ts";
import type { Scraper } from "./scraper.ts";
import { aborted, waitFor } from "./wait-for.ts";

export interface MinutesDeps {
  readonly live: Live;
  readonly scraper: Pick<Scraper, "touch" | "close">;
  /** Null where nobody can be asked for the past. */
  readonly past: Past | null;
}

type Read = readonly Outcome<ReadValue>[];

/** Nothing was scraped before the first read: there is no past to fill in. */
function noHistory({ from, to }: ReadRequest): ReadValue {
  const zeros = new Array<number>(to - from).fill(0);
  return {
    block: { from, good: zeros, total: [...zeros], missing: new Array<MissingReason>(to - from).fill("no-sample") },
    clampedMinutes: 0,
  };
}

const measure = (live: Live, request: ReadRequest): Read => request.items.map(({ query }) => readLive(live, planOf(query), request));

/** What is in memory; what is not any more will never be known. */
const remember = (live: Live, request: ReadRequest): Read =>
  measure(live, request).map((outcome) => {
    if (!outcome.ok) return outcome;
    const missing = outcome.value.block.missing.map((reason) => (reason === "not-read" ? "no-sample" : reason));
    return succeeded({ ...outcome.value, block: { ...outcome.value.block, missing } });
  });

/** Puts the history before the first measured minute of what is read for the first time. Without an answer it stays missing. */
async function withBeginnings(
  past: Past,
  { request, measured }: { readonly request: ReadRequest; readonly measured: Read },
  signal: AbortSignal,
): Promise<Read> {
  const ends = measured.map((outcome, index) => (request.items[index]?.fresh === true ? unmeasuredEnd(outcome) : request.from));
  const to = Math.max(...ends);
  if (to <= request.from) return measured;
  const before = await past.read({ ...request, to, purpose: "backfill" }, signal);
  return measured.map((outcome, index) => joinAt(before?.[index], outcome, ends[index] ?? request.from));
}

/** Minutes from where they are known: live ones from the pages, older ones from the history, or else from what is still in memory. */
export function makeMinutesReader({ live, scraper, past }: MinutesDeps): MetricSource["read"] {
  async function readNow(request: ReadRequest, signal: AbortSignal): Promise<Read> {
    scraper.touch();
    const closed = await waitFor(scraper.close(request.to * MINUTE_MS), signal);
    if (!closed) return request.items.map(aborted);
    const measured = measure(live, request);
    return past === null ? measured : withBeginnings(past, { request, measured }, signal);
  }

  return async (request, signal) => {
    if (!(request.to > request.from)) throw new RangeError("a read needs at least one minute");
    if (signal.aborted) return request.items.map(aborted);
    if (request.purpose === "live") return readNow(request, signal);
    if (past !== null) return (await past.read(request, signal)) ?? remember(live, request);
    return request.purpose === "backfill" ? request.items.map(() => succeeded(noHistory(request))) : remember(live, request);
  };
}
