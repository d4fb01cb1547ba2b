import type { JsonValue, MeasuredIndicator, MetricQuery } from "@solvent/domain";
import { both, oneSource, pair, problem, type Side, thresholdField, unknownFields } from "../../selectors/indicator-fields.ts";
import type { Parsed } from "../../source.ts";
import { AGENT_STATUSES, type AgentStatus, type ManagerCount } from "./counts.ts";
import type { ManagerPlan } from "./plan.ts";

type Path = readonly (string | number)[];

const MAX_TEXT = 500;
const FIELDS: Readonly<Record<ManagerCount["of"], readonly string[]>> = {
  agents: ["manager", "status", "group", "q"],
  configuration: ["manager", "state"],
  scans: ["manager", "within"],
};
const isSubject = (value: JsonValue | undefined): value is ManagerCount["of"] => typeof value === "string" && Object.hasOwn(FIELDS, value);
const isStatus = (value: JsonValue): value is AgentStatus => AGENT_STATUSES.some((status) => status === value);

/** Those that were connected at some time. */
const ONCE_CONNECTED: readonly AgentStatus[] = ["active", "disconnected", "pending"];

function statusField(value: JsonValue | undefined, path: Path): Parsed<readonly AgentStatus[]> {
  if (value === undefined) return { ok: true, value: ONCE_CONNECTED };
  const list: readonly JsonValue[] = Array.isArray(value) ? value : [value];
  const known = list.filter(isStatus);
  if (known.length === 0 || known.length < list.length) return problem(path, `must be a list of ${AGENT_STATUSES.join(", ")}`);
  return { ok: true, value: [...new Set(known)].sort() };
}

function optionalText(value: JsonValue | undefined, path: Path, what: string): Parsed<string | null> {
  if (value === undefined) return { ok: true, value: null };
  if (typeof value === "string" && value.trim() !== "" && value.length <= MAX_TEXT) return { ok: true, value };
  return problem(path, `must be ${what}`);
}

function agentsCount({ spec }: MetricQuery, side: Side): Parsed<ManagerCount> {
  const path = (field: string): Path => [side, "spec", field];
  const status = statusField(spec.status, path("status"));
  const rest = pair(
    optionalText(spec.group, path("group"), "the name of a group of agents"),
    optionalText(spec.q, path("q"), "a condition in the manager's query language, such as group!=maintenance"),
  );
  const parsed = pair(status, rest);
  if (!parsed.ok) return parsed;
  const [statuses, [group, q]] = parsed.value;
  return { ok: true, value: { of: "agents", statuses, group, q } };
}

const UNIT_MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };
const WITHIN = /^(\d{1,4})([mhd])$/;

function scansCount({ spec }: MetricQuery, side: Side): Parsed<ManagerCount> {
  if (spec.within === undefined) return { ok: true, value: { of: "scans", withinMinutes: null } };
  const [, amount, unit] = (typeof spec.within === "string" ? WITHIN.exec(spec.within) : null) ?? [];
  const minutes = Number(amount ?? 0) * (UNIT_MINUTES[unit ?? ""] ?? 0);
  if (minutes === 0) return problem([side, "spec", "within"], "must be a length such as 24h or 7d");
  return { ok: true, value: { of: "scans", withinMinutes: minutes } };
}

function configurationCount({ spec }: MetricQuery, side: Side): Parsed<ManagerCount> {
  const { state = "total" } = spec;
  if (state === "synced" || state === "total") return { ok: true, value: { of: "configuration", state } };
  return problem([side, "spec", "state"], "must be synced or total");
}

function countOf(query: MetricQuery, side: Side): Parsed<ManagerCount> {
  const { manager } = query.spec;
  if (!isSubject(manager)) return problem([side, "spec", "manager"], `must be one of ${Object.keys(FIELDS).join(", ")}`);
  const extra = unknownFields(query, side, FIELDS[manager]);
  if (extra.length > 0) return { ok: false, problems: extra };
  if (manager === "agents") return agentsCount(query, side);
  return manager === "scans" ? scansCount(query, side) : configurationCount(query, side);
}

/** An indicator of numbers that the manager is asked for: each side says `manager: agents`, `configuration` or `scans`. */
export function parseManagerIndicator(indicator: MeasuredIndicator): Parsed<ManagerPlan> {
  if (indicator.kind === "threshold") {
    const parsed = pair(countOf(indicator.metric, "metric"), thresholdField(indicator));
    return parsed.ok ? { ok: true, value: { kind: "threshold", value: parsed.value[0], threshold: parsed.value[1] } } : parsed;
  }
  const source = oneSource(indicator);
  if (!source.ok) return source;
  if (indicator.counter)
    return problem(["counter"], "must be false: the manager says how many there are now, not how many there were since it began");
  const sides = both(countOf(indicator.part, "part"), countOf(indicator.total, "total"));
  if (!sides.ok) return sides;
  if (sides.value.part.of !== sides.value.total.of)
    return problem(["part", "spec", "manager"], `must be ${sides.value.total.of}, as in the total: both have to be of the same agents`);
  return { ok: true, value: { kind: "ratio", numerator: indicator.numerator, ...sides.value } };
}
