import { makeRedactor } from "../redact.ts";
import type { ConnectDeps, MetricSource, Outcome } from "../source.ts";
import { instanceOf, type OpenMetricsConnection, secretTexts, timeoutSecondsOf, toAuthHeaders } from "./connection.ts";
import { fetchPage, type PageDoor } from "./fetch-page.ts";
import { listGroups } from "./groups.ts";
import { toHealth } from "./health.ts";
import { makeMatcherBook } from "./live-count.ts";
import { type Page, readPage, type TargetLabels } from "./page.ts";
import { makePast } from "./past.ts";
import { probeQuery } from "./probe.ts";
import { planOf } from "./query.ts";
import { makeMinutesReader } from "./read-minutes.ts";
import type { ScrapeTarget } from "./scrape-lane.ts";
import { makeScraper } from "./scraper.ts";
import { aborted, waitFor } from "./wait-for.ts";

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
    read: makeMinutesReader({ live, scraper, past }),
  };
}
