import { originOf } from "../credentials/fields.ts";
import { signIn } from "../credentials/sign-in.ts";
import type { SourceKindDefinition } from "../source.ts";
import {
  DEFAULT_DELAY_SECONDS,
  DEFAULT_SETTLE_MINUTES,
  ELASTICSEARCH_SECRETS,
  type ElasticsearchConnection,
  elasticsearchConnection,
  toTiming,
} from "./connection.ts";
import { SEARCH_LOOK_UPS } from "./look-up.ts";
import { narrowSearchIndicator } from "./narrow.ts";
import type { SearchDefaults } from "./parse-fields.ts";
import { parseSearchIndicator } from "./parse-indicator.ts";
import type { SearchQuery } from "./query.ts";
import { connectSearch } from "./search-source.ts";
import { ELASTICSEARCH_TEMPLATES } from "./templates.ts";

/** A day in one search, or a few where many queries are filled. */
export const SEARCH_CHUNK_MINUTES = 1440;

const DEFAULTS: SearchDefaults = { index: null, timeField: "@timestamp" };

export const elasticsearchSource: SourceKindDefinition<ElasticsearchConnection, SearchQuery> = {
  kind: "elasticsearch",
  title: "Elasticsearch or OpenSearch",
  description: "Counts documents of logs and metrics in indices and data streams, minute by minute.",
  connection: elasticsearchConnection,
  secrets: ELASTICSEARCH_SECRETS,
  origin: (connection) => originOf(connection.url, connection),
  ingestDelaySeconds: DEFAULT_DELAY_SECONDS,
  settleMinutes: DEFAULT_SETTLE_MINUTES,
  timing: toTiming,
  lookUps: SEARCH_LOOK_UPS,
  templates: ELASTICSEARCH_TEMPLATES,
  backfillChunkMinutes: () => SEARCH_CHUNK_MINUTES,
  parseIndicator: (indicator) => parseSearchIndicator(indicator, DEFAULTS),
  narrow: narrowSearchIndicator,
  connect: (connection, secrets, deps) =>
    connectSearch({
      ...signIn(connection, secrets, deps),
      baseUrl: connection.url,
      now: deps.now,
      delaySeconds: connection.delaySeconds,
    }),
};
