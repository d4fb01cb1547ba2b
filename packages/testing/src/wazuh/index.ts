export { type AgentStatus, agentsAt, type SimulatedAgent } from "./agents.ts";
export { countAlerts, makeWazuhAlerts, type WazuhAlertsOptions } from "./alerts.ts";
export { cannedManagerAnswers } from "./canned-answers.ts";
export { startWazuhManager, type WazuhManager, type WazuhManagerOptions } from "./manager.ts";
