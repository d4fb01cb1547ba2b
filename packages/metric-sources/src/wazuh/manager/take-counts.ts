import { MINUTE_MS } from "@solvent/domain";
import { failed, succeeded } from "../../failure.ts";
import type { Outcome } from "../../source.ts";
import type { ManagerApi } from "./api.ts";
import { countKey, type ManagerCount } from "./counts.ts";
import { isRecord, totalOf } from "./envelope.ts";
import type { ScanBook } from "./scans.ts";

/** Numbers as they are now; the same question is asked once. Null: not known yet. */
export type TakeCount = (count: ManagerCount) => Promise<Outcome<number | null>>;

type AgentCount = Extract<ManagerCount, { of: "agents" }>;

/** A list of one, whose answer says how many there are in all. */
function agentsPath({ statuses, group, q }: AgentCount): string {
  const fields = new URLSearchParams({ select: "id", status: statuses.join(","), limit: "1" });
  if (group !== null) fields.set("group", group);
  if (q !== null) fields.set("q", q);
  return `/agents?${fields}`;
}

async function countConfigured(api: ManagerApi, state: "synced" | "total", signal: AbortSignal): Promise<Outcome<number>> {
  const data = await api.ask("/agents/summary/status", signal);
  if (!data.ok) return data;
  const { configuration } = data.value;
  const value = isRecord(configuration) ? configuration[state] : undefined;
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0
    ? succeeded(value)
    : failed("bad-answer", "the answer of the manager does not say how many agents have their configuration");
}

const isWithin = (endMs: number | null, sinceMs: number): boolean => endMs !== null && endMs >= sinceMs;

/** One look at the manager: counts that share a question share its answer. */
export function makeTakeCount(
  deps: { readonly api: ManagerApi; readonly scans: ScanBook; readonly nowMs: number },
  signal: AbortSignal,
): TakeCount {
  const asked = new Map<string, Promise<Outcome<number | null>>>();
  let looked: ReturnType<ScanBook["look"]> | null = null;

  async function countScans(withinMinutes: number | null): Promise<Outcome<number | null>> {
    looked ??= deps.scans.look(signal);
    const ends = await looked;
    if (!ends.ok || ends.value === null) return ends.ok ? succeeded(null) : ends;
    if (withinMinutes === null) return succeeded(ends.value.length);
    const sinceMs = deps.nowMs - withinMinutes * MINUTE_MS;
    return succeeded(ends.value.filter((endMs) => isWithin(endMs, sinceMs)).length);
  }

  async function ask(count: ManagerCount): Promise<Outcome<number | null>> {
    if (count.of === "configuration") return countConfigured(deps.api, count.state, signal);
    if (count.of === "scans") return countScans(count.withinMinutes);
    const data = await deps.api.ask(agentsPath(count), signal);
    return data.ok ? totalOf(data.value) : data;
  }

  return (count) => {
    const key = countKey(count);
    const known = asked.get(key);
    if (known !== undefined) return known;
    const answer = ask(count);
    asked.set(key, answer);
    return answer;
  };
}
