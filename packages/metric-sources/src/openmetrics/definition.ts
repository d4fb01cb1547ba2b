import type { SourceKindDefinition } from "../source.ts";
import { OPENMETRICS_SECRETS, type OpenMetricsConnection, openMetricsConnection, originOf } from "./connection.ts";
import { narrowOpenMetricsIndicator } from "./narrow.ts";
import { connectOpenMetrics } from "./openmetrics-source.ts";
import { parseOpenMetricsIndicator } from "./parse-indicator.ts";
import type { OpenMetricsQuery } from "./query.ts";
import { OPENMETRICS_TEMPLATES } from "./templates.ts";

const DAY_MINUTES = 1440;

export const openMetricsSource: SourceKindDefinition<OpenMetricsConnection, OpenMetricsQuery> = {
  kind: "openmetrics",
  title: "Metrics pages (OpenMetrics)",
  description: "Reads the /metrics pages of your processes by itself, where nothing collects them yet.",
  connection: openMetricsConnection,
  secrets: OPENMETRICS_SECRETS,
  origin: originOf,
  // A live read makes the scrape that closes the minute itself.
  ingestDelaySeconds: 0,
  // What was scraped does not change afterwards.
  settleMinutes: 0,
  // A history that is too large for one answer says so, and is asked for in shorter pieces from then on.
  backfillChunkMinutes: () => DAY_MINUTES,
  templates: OPENMETRICS_TEMPLATES,
  parseIndicator: parseOpenMetricsIndicator,
  narrow: narrowOpenMetricsIndicator,
  connect: connectOpenMetrics,
};
