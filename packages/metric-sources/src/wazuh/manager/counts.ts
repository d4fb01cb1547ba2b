/** How the manager sees an agent. */
export const AGENT_STATUSES = ["active", "disconnected", "pending", "never_connected"] as const;
export type AgentStatus = (typeof AGENT_STATUSES)[number];

/** A number that the manager can be asked for now. */
export type ManagerCount =
  | {
      readonly of: "agents";
      /** Sorted, each once. */
      readonly statuses: readonly AgentStatus[];
      readonly group: string | null;
      /** A condition in the manager's own query language. */
      readonly q: string | null;
    }
  | { readonly of: "configuration"; readonly state: "synced" | "total" }
  /** Active agents, or those whose last scan of files ended within so many minutes. */
  | { readonly of: "scans"; readonly withinMinutes: number | null };

/** Equal for counts that are the same question. */
export function countKey(count: ManagerCount): string {
  switch (count.of) {
    case "agents":
      return JSON.stringify([count.of, count.statuses, count.group, count.q]);
    case "configuration":
      return JSON.stringify([count.of, count.state]);
    case "scans":
      return JSON.stringify([count.of, count.withinMinutes]);
  }
}
