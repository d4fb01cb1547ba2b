import { startElasticsearchSimulator } from "../elasticsearch/index.ts";
import { makeWazuhAlerts, startWazuhManager } from "../wazuh/index.ts";
import type { Simulation } from "./kind.ts";

const [USER, PASSWORD] = ["solvent", "simulated-password"];
const DAYS_OF_HISTORY = 31;

const EXAMPLE = `good:   manager: agents
        status: [active]
total:  manager: agents
or      index: wazuh-alerts-*
        filter: rule.level >= 12
        value: count
        alive: '@timestamp: *'`;

/** The indexer at the port, with alerts of 4.x and findings of 5.x; the manager at the next one, or at any other free one. */
export const wazuhSimulation: Simulation = {
  kind: "wazuh",
  async start(port) {
    const alerts = { seed: 1, firstMinute: Math.floor(Date.now() / 60_000) - DAYS_OF_HISTORY * 1440 };
    const indexer = await startElasticsearchSimulator({
      product: "wazuh-indexer",
      indices: [makeWazuhAlerts({ ...alerts, schema: "4.x" }), makeWazuhAlerts({ ...alerts, schema: "5.x" })],
      now: Date.now,
      authorization: `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString("base64")}`,
      port,
    });
    const manager = await startWazuhManager({ user: USER, password: PASSWORD, now: Date.now, port: port === 0 ? 0 : port + 1 });
    return {
      address: `${indexer.url} (indexer) and ${manager.url} (manager)`,
      connect: [
        `indexerUrl: ${indexer.url}`,
        `indexerUser: ${USER}`,
        `managerUrl: ${manager.url}`,
        `managerUser: ${USER}`,
        `indexerPassword, managerPassword (secrets): ${PASSWORD}`,
      ],
      example: EXAMPLE,
      stop: async () => {
        await Promise.all([indexer.stop(), manager.stop()]);
      },
    };
  },
};
