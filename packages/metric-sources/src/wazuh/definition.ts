import { DEFAULT_DELAY_SECONDS, DEFAULT_SETTLE_MINUTES, toTiming } from "../elasticsearch/connection.ts";
import { SEARCH_CHUNK_MINUTES } from "../elasticsearch/definition.ts";
import { SEARCH_LOOK_UPS } from "../elasticsearch/look-up.ts";
import type { SourceKindDefinition } from "../source.ts";
import { connectWazuh } from "./connect.ts";
import { originOf, WAZUH_SECRETS, type WazuhConnection, wazuhConnection } from "./connection.ts";
import { narrowWazuhIndicator, parseWazuhIndicator } from "./parse-indicator.ts";
import type { WazuhQuery } from "./query.ts";
import { WAZUH_TEMPLATES } from "./templates.ts";

export const wazuhSource: SourceKindDefinition<WazuhConnection, WazuhQuery> = {
  kind: "wazuh",
  title: "Wazuh",
  description: "Reads alerts from the indexer, and from the manager which agents are connected, configured and scanned.",
  needs: "the address of the indexer, of the manager's API, or of both",
  connection: wazuhConnection,
  secrets: WAZUH_SECRETS,
  origin: originOf,
  ingestDelaySeconds: DEFAULT_DELAY_SECONDS,
  settleMinutes: DEFAULT_SETTLE_MINUTES,
  timing: toTiming,
  lookUps: SEARCH_LOOK_UPS,
  templates: WAZUH_TEMPLATES,
  backfillChunkMinutes: () => SEARCH_CHUNK_MINUTES,
  parseIndicator: parseWazuhIndicator,
  narrow: narrowWazuhIndicator,
  connect: connectWazuh,
};
