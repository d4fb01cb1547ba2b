import { MINUTE_MS, type MissingReason } from "@solvent/domain";
import { failed, succeeded } from "../failure.ts";
import { makeRedactor } from "../redact.ts";
import type { ConnectDeps, MetricSource, Outcome, ReadRequest, ReadValue } from "../source.ts";
import { joinAt, unmeasuredEnd } from "./beginning.ts";
import { instanceOf, type OpenMetricsConnection, secretTexts, timeoutSecondsOf, toAuthHeaders } from "./connection.ts";
import { fetchPage, type PageDoor } from "./fetch-page.ts";
import { listGroups } from "./groups.ts";
import { toHealth } from "./health.ts";
import { makeMatcherBook } from "./live-count.ts";
import { type Page, readPage, type TargetLabels } from "./page.ts";
import { makePast, type Past } from "./past.ts";
import { probeQuery } from "./probe.ts";
import { planOf } from "./query.ts";
import { readLive } from "./read-live.ts";
import { makeScraper, type ScrapeTarget } from "./scraper.ts";
import { waitFor } from "./wait-for.ts";

const aborted = (): Outcome<never> => failed("aborted", "the request was given up before it was answered");

const missingValue = ({ from, to }: ReadRequest, reason: MissingReason): ReadValue => {
  const zeros = new Array<number>(to - from).fill(0);
  return { block: { from, good: zeros, total: [...zeros], missing: new Array<MissingReason>(to - from).fill(reason) }, clampedMinutes: 0 };
};

/** A connected set of metrics pages. */
export function connectOpenMetrics(
  connection: OpenMetricsConnection,
  secrets: Readonly<Record<string, string>>,
  deps: ConnectDeps,
): MetricSource {
  const { historyUrl, job = null, intervalSeconds } = connection;
  const door: PageDoor = {
    http: deps.plainHttp ?? deps.http,
    headers: toAuthHeaders(secrets),
    redact: makeRedactor(secretTexts(secrets)),
    fallback: connection.fallbackProtocol,
    now: deps.now,
  };
  const timeoutSeconds = timeoutSecondsOf(connection);
  const labelled = connection.targets.map((url): { url: string; labels: TargetLabels } => ({
    url,
    labels: { instance: instanceOf(url), job },
  }));
  const matcherOf = makeMatcherBook();

  const scrapePage = ({ url, labels }: (typeof labelled)[number], signal: AbortSignal): Promise<Outcome<Page>> =>
    fetchPage(door, { url, name: labels.instance, timeoutSeconds, signal }, (body, format) => readPage(body, format, labels));

  const scraper = makeScraper({
    // A scrape belongs to all who read: it ends by its own time-out and never because one of them gives up.
    targets: labelled.map((one): ScrapeTarget => ({ labels: one.labels, scrape: () => scrapePage(one, new AbortController().signal) })),
    intervalSeconds,
    now: deps.now,
    schedule: deps.schedule ?? (() => () => undefined),
  });
  const live = { targets: scraper.targets, matcherOf };
  const past =
    historyUrl === undefined
      ? null
      : makePast({ url: historyUrl, door: { ...door, http: deps.http }, labels: labelled.map(({ labels }) => labels), matcherOf });

  /** What is in memory; what is not any more will never be known. */
  function readMemory(request: ReadRequest): Outcome<ReadValue>[] {
    return request.items.map(({ query }) => {
      const outcome = readLive(live, planOf(query), request);
      if (!outcome.ok) return outcome;
      const missing = outcome.value.block.missing.map((reason) => (reason === "not-read" ? "no-sample" : reason));
      return succeeded({ ...outcome.value, block: { ...outcome.value.block, missing } });
    });
  }

  async function readNow(request: ReadRequest, signal: AbortSignal): Promise<readonly Outcome<ReadValue>[]> {
    scraper.touch();
    const closed = await waitFor(scraper.close(request.to * MINUTE_MS), signal);
    if (!closed) return request.items.map(aborted);
    const measured = request.items.map(({ query }) => readLive(live, planOf(query), request));
    return past === null ? measured : withBeginnings(past, { request, measured }, signal);
  }

  /** Puts the history before the first measured minute of what is read for the first time. Without an answer it stays missing. */
  async function withBeginnings(
    history: Past,
    { request, measured }: { request: ReadRequest; measured: readonly Outcome<ReadValue>[] },
    signal: AbortSignal,
  ): Promise<readonly Outcome<ReadValue>[]> {
    const ends = measured.map((outcome, index) => (request.items[index]?.fresh === true ? unmeasuredEnd(outcome) : request.from));
    const to = Math.max(...ends);
    if (to <= request.from) return measured;
    const before = await history.read({ ...request, to, purpose: "backfill" }, signal);
    return measured.map((outcome, index) => joinAt(before?.[index], outcome, ends[index] ?? request.from));
  }

  return {
    async check(signal) {
      const sentMs = deps.now();
      const [history, ...outcomes] = await Promise.all([
        past === null ? null : past.look(sentMs, signal),
        ...labelled.map((one) => scrapePage(one, signal)),
      ]);
      return toHealth(outcomes, deps.now() - sentMs, history);
    },
    async probe(query, signal) {
      scraper.touch();
      return (await waitFor(scraper.tried(), signal)) ? probeQuery(live, planOf(query), intervalSeconds) : aborted();
    },
    async groups(query, labels, signal) {
      if (signal.aborted) return aborted();
      const pages = await Promise.all(labelled.map((one) => scrapePage(one, signal)));
      return signal.aborted ? aborted() : listGroups(live, { plan: planOf(query), labels, pages });
    },
    async read(request, signal) {
      if (!(request.to > request.from)) throw new RangeError("a read needs at least one minute");
      if (signal.aborted) return request.items.map(aborted);
      if (request.purpose === "live") return readNow(request, signal);
      if (past !== null) return (await past.read(request, signal)) ?? readMemory(request);
      // Nothing was scraped before the first read: there is no past to fill in.
      return request.purpose === "backfill" ? request.items.map(() => succeeded(missingValue(request, "no-sample"))) : readMemory(request);
    },
  };
}
