import type { ProperAnswer } from "../http/index.ts";
import type { SimulatedAgent } from "./agents.ts";

const json = (status: number, body: unknown): ProperAnswer => ({ status, body: JSON.stringify(body) });

/** An error as the framework in front of the API writes it. */
export const refuse = (status: number, title: string, detail: string): ProperAnswer => json(status, { title, detail });

const MOST_ITEMS = 100_000;

/** A list as the manager gives it. */
const list = (items: readonly unknown[], fields: URLSearchParams): ProperAnswer => {
  const [offset, limit] = [Number(fields.get("offset") ?? 0), Number(fields.get("limit") ?? 500)];
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ITEMS) return refuse(400, "Bad Request", "'limit' does not match format");
  const affected = items.slice(offset, offset + limit);
  return json(200, {
    data: { affected_items: affected, total_affected_items: items.length, total_failed_items: 0, failed_items: [] },
    message: affected.length === 0 ? "No items were returned" : "All selected items were returned",
    error: 0,
  });
};

const CONDITION = /^(group|name|id|status)(=|!=|~)(.+)$/;

function meets(agent: SimulatedAgent, condition: string): boolean {
  const found = CONDITION.exec(condition);
  if (found === null) throw new RangeError(`the simulator does not know the condition ${condition}`);
  const [, field, operator, value = ""] = found;
  const values = field === "group" ? agent.groups : [field === "name" ? agent.name : field === "id" ? agent.id : agent.status];
  if (operator === "~") return values.some((one) => one.includes(value));
  return values.includes(value) === (operator === "=");
}

/** The subset of `q` in which conditions are joined by semicolons, all of them to be met. */
function select(agents: readonly SimulatedAgent[], fields: URLSearchParams): readonly SimulatedAgent[] {
  const statuses = fields.get("status")?.split(",") ?? null;
  const group = fields.get("group");
  const conditions = fields.get("q")?.split(";") ?? [];
  return agents.filter(
    (agent) =>
      (statuses === null || statuses.includes(agent.status)) &&
      (group === null || agent.groups.includes(group)) &&
      conditions.every((condition) => meets(agent, condition)),
  );
}

const count = (agents: readonly SimulatedAgent[], is: (agent: SimulatedAgent) => boolean): number => agents.filter(is).length;

function summary(agents: readonly SimulatedAgent[]): ProperAnswer {
  const connection = {
    active: count(agents, ({ status }) => status === "active"),
    disconnected: count(agents, ({ status }) => status === "disconnected"),
    never_connected: count(agents, ({ status }) => status === "never_connected"),
    pending: count(agents, ({ status }) => status === "pending"),
    total: agents.length,
  };
  const synced = count(agents, ({ isSynced }) => isSynced);
  const configuration = { synced, not_synced: agents.length - synced, total: agents.length };
  return json(200, { data: { connection, configuration }, error: 0 });
}

const instantOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

function lastScan(agents: readonly SimulatedAgent[], id: string, fields: URLSearchParams): ProperAnswer {
  const agent = agents.find((one) => one.id === id);
  if (agent === undefined) {
    const failure = { error: { code: 1701, message: "Agent does not exist", remediation: "Please, use `GET /agents`" }, id: [id] };
    return json(200, {
      data: { affected_items: [], total_affected_items: 0, total_failed_items: 1, failed_items: [failure] },
      message: "No syscheck scan information was returned",
      error: 1,
    });
  }
  const { scanEndedMs } = agent;
  const scan = {
    start: scanEndedMs === null ? null : instantOf(scanEndedMs - 60_000),
    end: scanEndedMs === null ? null : instantOf(scanEndedMs),
  };
  return list([scan], fields);
}

const LAST_SCAN = /^\/syscheck\/([^/]+)\/last_scan$/;

/** What a manager with these agents answers to a request that has signed in. */
export function answerManager(agents: readonly SimulatedAgent[], version: string, { pathname, searchParams }: URL): ProperAnswer {
  if (pathname === "/") {
    const info = { title: "Wazuh API REST", api_version: version, revision: "1", license_name: "GPL 2.0", hostname: "wazuh-1" };
    return json(200, { data: info, error: 0 });
  }
  if (pathname === "/agents/summary/status") return summary(agents);
  if (pathname === "/agents") {
    const found = select(agents, searchParams).map(({ id, name, status, groups }) => ({ id, name, status, group: groups }));
    return list(found, searchParams);
  }
  const scanned = LAST_SCAN.exec(pathname)?.[1];
  if (scanned !== undefined) return lastScan(agents, scanned, searchParams);
  return refuse(404, "Not Found", "404: Not Found");
}
