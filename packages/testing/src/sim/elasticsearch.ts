import { makeAccessLog, makeCountedIndex, startElasticsearchSimulator } from "../elasticsearch/index.ts";
import type { Simulation } from "./kind.ts";

const API_KEY = "c2ltdWxhdGVkOmtleQ==";
const DAYS_OF_HISTORY = 31;
const SERVICES = ["checkout", "cart", "search"];

const EXAMPLE = `good:   filter: http.response.status_code < 500
total:  index: logs-nginx.access-*
        filter: 'service.name: checkout'`;

export const elasticsearchSimulation: Simulation = {
  kind: "elasticsearch",
  async start(port) {
    const log = { seed: 1, firstMinute: Math.floor(Date.now() / 60_000) - DAYS_OF_HISTORY * 1440, services: SERVICES, perMinute: 5 };
    const simulator = await startElasticsearchSimulator({
      indices: [makeAccessLog(log), makeCountedIndex({ ...log, perMinute: 200 })],
      now: Date.now,
      authorization: `ApiKey ${API_KEY}`,
      port,
    });
    const { url } = simulator;
    return {
      address: url,
      connect: [`url: ${url}`, "auth: apiKey", `apiKey (secret): ${API_KEY}`],
      example: [
        EXAMPLE,
        "",
        "Documents of your own:",
        `curl -H 'Authorization: ApiKey ${API_KEY}' -H 'content-type: application/json' '${url}/logs-own/_doc?refresh=true' \\`,
        `  -d "{\\"@timestamp\\":\\"$(date -u +%FT%TZ)\\",\\"service\\":{\\"name\\":\\"checkout\\"},\\"http\\":{\\"response\\":{\\"status_code\\":503}}}"`,
      ].join("\n"),
      stop: () => simulator.stop(),
    };
  },
};
