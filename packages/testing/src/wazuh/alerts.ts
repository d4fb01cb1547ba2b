import { randomOf, type SimulatedIndex, type Source } from "../elasticsearch/index.ts";

export interface WazuhAlertsOptions {
  readonly seed: number;
  readonly firstMinute: number;
  readonly schema: "4.x" | "5.x";
  /** Minutes in which nothing arrives, because the pipeline is dead. */
  readonly isDead?: (minute: number) => boolean;
}

interface Alert {
  readonly level: number;
  readonly agent: number;
  readonly atMs: number;
}

const MINUTE_MS = 60_000;
const AGENTS = 20;
/** Severe from here on, as Wazuh's own documentation has it. */
const SEVERE_LEVEL = 12;

const levelOf = (seed: number, minute: number, place: number): number => {
  const random = randomOf(seed, minute, place, 1);
  return random < 0.004 ? 12 + Math.floor(random * 1000) : 3 + Math.floor(random * 8);
};

/** A heartbeat of level 3 in every minute, and now and then what agents see. */
function alertsIn({ seed, isDead }: WazuhAlertsOptions, minute: number): readonly Alert[] {
  if (isDead?.(minute) === true) return [];
  const count = Math.floor(randomOf(seed, minute, 3) * 9);
  const seen = Array.from({ length: count }, (_, place) => ({
    level: levelOf(seed, minute, place),
    agent: Math.floor(randomOf(seed, minute, place, 2) * AGENTS),
    atMs: minute * MINUTE_MS + Math.floor(randomOf(seed, minute, place, 4) * MINUTE_MS),
  }));
  return [{ level: 3, agent: 0, atMs: minute * MINUTE_MS + 7000 }, ...seen];
}

const idOf = (agent: number): string => String(agent + 1).padStart(3, "0");

const toAlert = ({ level, agent, atMs }: Alert): Source => {
  const at = new Date(atMs).toISOString();
  return {
    "@timestamp": at,
    timestamp: at.replace("Z", "+0000"),
    rule: { id: level >= SEVERE_LEVEL ? "5763" : "530", level, description: level >= SEVERE_LEVEL ? "sshd: brute force" : "heartbeat" },
    agent: { id: idOf(agent), name: `web-${agent + 1}` },
    manager: { name: "wazuh-1" },
  };
};

const WORDS = ["low", "medium", "high", "critical"] as const;
const wordOf = (level: number): string => WORDS[level < 7 ? 0 : level < SEVERE_LEVEL ? 1 : level < 14 ? 2 : 3] ?? "low";

const toFinding = ({ level, agent, atMs }: Alert): Source => ({
  "@timestamp": new Date(atMs).toISOString(),
  wazuh: {
    rule: { id: level >= SEVERE_LEVEL ? "5763" : "530", level: wordOf(level) },
    agent: { id: idOf(agent), name: `web-${agent + 1}` },
    cluster: { name: "wazuh-1" },
  },
});

/** How many of this level or above a minute has; null while the pipeline is dead. */
export function countAlerts(options: WazuhAlertsOptions, minute: number, leastLevel: number): number | null {
  const alerts = alertsIn(options, minute);
  return alerts.length === 0 ? null : alerts.filter(({ level }) => level >= leastLevel).length;
}

/** The alerts of 4.x or the findings of 5.x. */
export function makeWazuhAlerts(options: WazuhAlertsOptions): SimulatedIndex {
  const shared = { firstMinute: options.firstMinute };
  if (options.schema === "4.x")
    return {
      ...shared,
      name: "wazuh-alerts-4.x-2026.11.23",
      mapping: {
        "@timestamp": "date",
        timestamp: "date",
        "rule.id": "keyword",
        "rule.level": "long",
        "rule.description": "keyword",
        "agent.id": "keyword",
        "agent.name": "keyword",
        "manager.name": "keyword",
      },
      documentsOf: (minute) => alertsIn(options, minute).map(toAlert),
    };
  return {
    ...shared,
    name: "wazuh-findings-v5-access-management",
    dataStream: true,
    mapping: {
      "@timestamp": "date",
      "wazuh.rule.id": "keyword",
      "wazuh.rule.level": "keyword",
      "wazuh.agent.id": "keyword",
      "wazuh.agent.name": "keyword",
      "wazuh.cluster.name": "keyword",
    },
    documentsOf: (minute) => alertsIn(options, minute).map(toFinding),
  };
}
