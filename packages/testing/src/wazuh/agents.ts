/** As the manager calls them. */
export type AgentStatus = "active" | "disconnected" | "pending" | "never_connected";

export interface SimulatedAgent {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly status: AgentStatus;
  readonly isSynced: boolean;
  /** When its last scan of files ended; null while it has never ended one. */
  readonly scanEndedMs: number | null;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A pseudo random number in [0, 1) of two whole numbers, always the same. */
function noise(first: number, second: number): number {
  let state = Math.imul(first + 1, 0x9e3779b1) ^ Math.imul(second + 1, 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 15), 0xc2b2ae35);
  return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
}

function statusAt(agent: number, nowMs: number): AgentStatus {
  if (agent % 25 === 24) return "never_connected";
  // Agents leave for whole stretches of ten minutes, each on its own.
  return noise(agent, Math.floor(nowMs / (10 * MINUTE_MS))) < 0.04 ? "disconnected" : "active";
}

/** Scans begin every twelve hours, at another minute for each agent; one in ten skips most of them. */
function scanAt(agent: number, nowMs: number): number | null {
  if (agent % 25 === 24) return null;
  const period = (agent % 10 === 9 ? 72 : 12) * HOUR_MS;
  const phase = Math.floor(noise(agent, 7) * 12) * HOUR_MS;
  return Math.floor((nowMs - phase) / period) * period + phase;
}

/** The agents of a company as they are at an instant: a function of time, so that they live and yet are the same for everybody who looks. */
export const agentsAt = (count: number, nowMs: number): readonly SimulatedAgent[] =>
  Array.from({ length: count }, (_, agent) => ({
    id: String(agent + 1).padStart(3, "0"),
    name: `${agent % 3 === 0 ? "db" : "web"}-${agent + 1}`,
    groups: ["default", agent % 3 === 0 ? "database" : "web", ...(agent % 8 === 0 ? ["maintenance"] : [])],
    status: statusAt(agent, nowMs),
    isSynced: noise(agent, Math.floor(nowMs / HOUR_MS)) >= 0.03,
    scanEndedMs: scanAt(agent, nowMs),
  }));
