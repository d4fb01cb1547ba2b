import { succeeded } from "../failure.ts";
import { aborted, waitFor } from "../openmetrics/wait-for.ts";
import { makeRedactor } from "../redact.ts";
import type { ConnectDeps, MetricSource, Outcome, QueryProbe } from "../source.ts";
import { makeAttempt, type ProbeDoors } from "./attempt.ts";
import { makeHeadersFor, type ProbeConnection, secretTexts, timeoutSecondsOf } from "./connection.ts";
import { toHealth } from "./health.ts";
import type { Finding } from "./judge.ts";
import { makeProber } from "./prober.ts";
import { asProbeQuery } from "./query.ts";
import { readQuery } from "./read.ts";

const UNSENT = "the secret header is sent nowhere: name the origins that get it";

function toQueryProbe(finding: Finding, intervalSeconds: number): Outcome<QueryProbe> {
  if (finding.kind === "none") return { ok: false, failure: finding.failure };
  return succeeded({
    seriesFound: 1,
    strategy: "raw",
    exactness: "exact",
    scrapeIntervalSeconds: intervalSeconds,
    // A target that is down is no reason not to count that it is.
    warnings: [`a probe now: ${finding.words}${finding.good ? "" : " (bad)"}`],
  });
}

/** Probes of addresses that queries name. */
export function connectProbe(connection: ProbeConnection, secrets: Readonly<Record<string, string>>, deps: ConnectDeps): MetricSource {
  const { intervalSeconds, headerOrigins = [], caCertificate } = connection;
  const timeoutMs = timeoutSecondsOf(connection) * 1000;
  const redact = makeRedactor(secretTexts(secrets));
  const doors: ProbeDoors = {
    // A probe is one request: not repeated, and not held back by a circuit, because its failure is data.
    http: deps.plainHttp ?? deps.http,
    dialer: deps.dialer ?? null,
    headersFor: makeHeadersFor(connection, secrets),
    tls: caCertificate === undefined ? null : { ca: caCertificate },
    timeoutMs,
    redact,
    now: deps.now,
  };
  const prober = makeProber({
    slots: { intervalMs: intervalSeconds * 1000, timeoutMs },
    now: deps.now,
    schedule: deps.schedule ?? (() => () => undefined),
    attempt: (target, certificate) => makeAttempt(doors, target, certificate),
    redact,
  });
  const remarks = secrets.headerValue !== undefined && headerOrigins.length === 0 ? [UNSENT] : [];

  return {
    async check(signal) {
      if (signal.aborted) return aborted();
      return toHealth({ active: prober.active(), intervalSeconds, latencyMs: 0, remarks });
    },
    async probe(query, signal) {
      const looking = prober.look(asProbeQuery(query));
      return (await waitFor(looking, signal)) ? toQueryProbe(await looking, intervalSeconds) : aborted();
    },
    async read(request, signal) {
      if (!(request.to > request.from)) throw new RangeError("a read needs at least one minute");
      if (signal.aborted) return request.items.map(aborted);
      return request.items.map(({ query }) => readQuery(prober, asProbeQuery(query), request));
    },
  };
}
