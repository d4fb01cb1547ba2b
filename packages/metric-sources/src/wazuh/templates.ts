import type { SourceTemplate } from "../source.ts";

interface Slo {
  readonly name: string;
  readonly displayName: string;
  readonly annotations?: string;
  readonly indicator: string;
  readonly budget: string;
}

const slo = ({ name, displayName, annotations = "", indicator, budget }: Slo): string => `apiVersion: openslo/v1
kind: SLO
metadata:
  name: ${name}
  displayName: ${displayName}
${annotations}spec:
  service: security
  indicator:
    metadata:
      name: ${name}
    spec:
${indicator}
  timeWindow:
    - duration: 28d
      isRolling: true
${budget}`;

const OCCURRENCES = (targetPercent: string): string => `  budgetingMethod: Occurrences
  objectives:
    - targetPercent: ${targetPercent}
`;

/** A minute is good when the value stands so to the limit. */
const minutes = (op: string, value: number, target: string): string => `  budgetingMethod: Timeslices
  objectives:
    - op: ${op}
      value: ${value}
      target: ${target}
      timeSliceTarget: 1
      timeSliceWindow: 1m
`;

const numbers = (part: string, total: string): string => `      ratioMetric:
        counter: false
        good:
          metricSource:
            metricSourceRef: SOURCE
            type: wazuh
            spec: ${part}
        total:
          metricSource:
            metricSourceRef: SOURCE
            type: wazuh
            spec: ${total}`;

const alertsPerMinute = (index: string, filter: string): string => `      thresholdMetric:
        metricSource:
          metricSourceRef: SOURCE
          type: wazuh
          spec:
            index: ${index}
            filter: '${filter}'
            value: count
            # No alert of any kind: the pipeline may be dead, and nothing is known of the minute.
            alive: '@timestamp: *'`;

const eventsPerMinute = (index: string): string => `      thresholdMetric:
        metricSource:
          metricSourceRef: SOURCE
          type: wazuh
          spec:
            index: ${index}
            value: count`;

/** What is not known counts as bad: quiet AND alive. */
const UNKNOWN_IS_BAD = `  annotations:
    solvent/missing: bad
`;

const CONNECTED = numbers("{ manager: agents, status: [active] }", "{ manager: agents, status: [active, disconnected, pending] }");
const SCANNED = numbers("{ manager: scans, within: 24h }", "{ manager: scans }");
const SYNCED = numbers("{ manager: configuration, state: synced }", "{ manager: configuration }");

/** Texts to begin with; each applies as it is, and is meant to be changed. */
export const WAZUH_TEMPLATES: readonly SourceTemplate[] = [
  {
    title: "Agents are connected",
    description: "Of the agents that were ever connected, those that are connected now. Asked of the manager every minute.",
    text: slo({
      name: "wazuh-agents-connected",
      displayName: "Wazuh agents are connected",
      indicator: CONNECTED,
      budget: OCCURRENCES("99"),
    }),
  },
  {
    title: "Minutes without a severe alert (4.x)",
    description:
      "A minute is good when no alert of level 12 or above came, and bad when no alert of any kind came: then the pipeline may be dead.",
    text: slo({
      name: "wazuh-quiet-minutes",
      displayName: "No severe alerts",
      annotations: UNKNOWN_IS_BAD,
      indicator: alertsPerMinute("wazuh-alerts-*", "rule.level >= 12"),
      budget: minutes("lte", 0, "0.99"),
    }),
  },
  {
    title: "Minutes without a severe finding (5.x)",
    description: "The same over the findings of Wazuh 5, whose levels are words.",
    text: slo({
      name: "wazuh-quiet-minutes",
      displayName: "No severe findings",
      annotations: UNKNOWN_IS_BAD,
      indicator: alertsPerMinute("wazuh-findings-v5-*", "wazuh.rule.level: (high or critical)"),
      budget: minutes("lte", 0, "0.99"),
    }),
  },
  {
    title: "The pipeline is alive (4.x)",
    description:
      "A minute is good when at least one alert of any level came. Needs a rule that always fires, such as a heartbeat of level 3.",
    text: slo({
      name: "wazuh-pipeline-alive",
      displayName: "Wazuh sees events",
      indicator: eventsPerMinute("wazuh-alerts-*"),
      budget: minutes("gte", 1, "0.995"),
    }),
  },
  {
    title: "The pipeline is alive (5.x)",
    description: "The same over the findings of Wazuh 5.",
    text: slo({
      name: "wazuh-pipeline-alive",
      displayName: "Wazuh sees events",
      indicator: eventsPerMinute("wazuh-findings-v5-*"),
      budget: minutes("gte", 1, "0.995"),
    }),
  },
  {
    title: "Files are scanned",
    description: "Of the active agents, those whose last scan of files ended within a day. Each agent is asked for every ten minutes.",
    text: slo({ name: "wazuh-scan-coverage", displayName: "Files are scanned daily", indicator: SCANNED, budget: OCCURRENCES("95") }),
  },
  {
    title: "Configurations are in sync",
    description: "Agents that have the configuration of their group. Asked of the manager every minute.",
    text: slo({
      name: "wazuh-configuration",
      displayName: "Agents have their configuration",
      indicator: SYNCED,
      budget: OCCURRENCES("98"),
    }),
  },
];
