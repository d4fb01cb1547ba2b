import { originOf } from "../credentials/fields.ts";
import type { QueryProbe, SourceKindDefinition } from "../source.ts";
import { PROMETHEUS_SECRETS, type PrometheusConnection, prometheusConnection, timingOf, usualTiming } from "./connection.ts";
import { MAX_POINTS } from "./expression.ts";
import { PROMETHEUS_LOOK_UPS } from "./look-up.ts";
import { narrowPrometheusIndicator } from "./narrow.ts";
import { parsePrometheusIndicator } from "./parse-indicator.ts";
import { connectPrometheus } from "./prometheus-source.ts";
import type { PrometheusQuery } from "./query.ts";
import { samplesPerMinute } from "./raw.ts";
import { serverStretchMinutes } from "./server.ts";
import { PROMETHEUS_TEMPLATES } from "./templates.ts";

/** Series times samples of one back-fill request (design.md 8). */
const MAX_BACKFILL_SAMPLES = 500_000;
const DAY_MINUTES = 1440;
const HOUR_MINUTES = 60;
/** One back-fill step inside the server stays a matter of seconds, so that it can be cancelled and live reads come in between. */
const QUERIES_PER_STRETCH = 2;
const MAX_SERVER_STRETCH_MINUTES = 240;

function rawStretch({ seriesFound, scrapeIntervalSeconds }: QueryProbe): number {
  const perMinute = samplesPerMinute(scrapeIntervalSeconds);
  const minutes = Math.min(DAY_MINUTES, MAX_BACKFILL_SAMPLES / (Math.max(1, seriesFound) * perMinute), MAX_POINTS / perMinute);
  return minutes >= HOUR_MINUTES ? Math.floor(minutes / HOUR_MINUTES) * HOUR_MINUTES : Math.max(1, Math.floor(minutes));
}

function backfillChunkMinutes(probe: QueryProbe): number {
  if (probe.strategy === "raw") return rawStretch(probe);
  return probe.strategy === "server"
    ? Math.min(MAX_SERVER_STRETCH_MINUTES, serverStretchMinutes(probe.seriesFound) * QUERIES_PER_STRETCH)
    : DAY_MINUTES;
}

export const prometheusSource: SourceKindDefinition<PrometheusConnection, PrometheusQuery> = {
  kind: "prometheus",
  title: "Prometheus",
  description: "Counts from the counters and histograms of Prometheus, or of a server that speaks its API.",
  connection: prometheusConnection,
  secrets: PROMETHEUS_SECRETS,
  origin: (connection) => originOf(connection.url, connection),
  ...usualTiming,
  timing: timingOf,
  lookUps: PROMETHEUS_LOOK_UPS,
  templates: PROMETHEUS_TEMPLATES,
  backfillChunkMinutes,
  parseIndicator: parsePrometheusIndicator,
  narrow: narrowPrometheusIndicator,
  connect: connectPrometheus,
};
