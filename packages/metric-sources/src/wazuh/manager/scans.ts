import { MINUTE_MS } from "@solvent/domain";
import { failed, succeeded } from "../../failure.ts";
import type { Outcome } from "../../source.ts";
import type { ManagerApi } from "./api.ts";
import { type Data, isRecord } from "./envelope.ts";

/** When the scans of the agents ended, asked for a few at a time. */
export interface ScanBook {
  /** Ends of the last scans of all active agents, null for one that never ended a scan. Null: some agents were not asked yet. */
  look(signal: AbortSignal): Promise<Outcome<readonly (number | null)[] | null>>;
}

/** The manager takes 300 requests a minute from everybody. */
const ASKED_AT_ONCE = 60;
const ASKED_AGAIN_MS = 10 * MINUTE_MS;
const GOOD_FOR_MS = 120 * MINUTE_MS;
const MOST_AGENTS = 20_000;
const AGENTS_PATH = `/agents?select=id&status=active&limit=${MOST_AGENTS}`;

interface Seen {
  readonly endMs: number | null;
  readonly askedMs: number;
}

function idsOf({ affected_items: items }: Data): Outcome<readonly string[]> {
  if (!Array.isArray(items)) return failed("bad-answer", "the answer of the manager holds no list of agents");
  const ids = items.map((item: unknown) => (isRecord(item) && typeof item.id === "string" ? item.id : ""));
  return ids.every((id) => /^\d{1,9}$/.test(id)) ? succeeded(ids) : failed("bad-answer", "the manager lists an agent without a number");
}

/** Null for an agent that never ended a scan. */
function endOf({ affected_items: items }: Data): Outcome<number | null> {
  const [scan] = Array.isArray(items) ? items : [];
  if (!isRecord(scan)) return failed("bad-answer", "the answer of the manager holds no scan");
  if (scan.end === null || scan.end === undefined || scan.end === "") return succeeded(null);
  const endMs = typeof scan.end === "string" ? Date.parse(scan.end) : Number.NaN;
  return Number.isNaN(endMs) ? failed("bad-answer", "the manager gives the end of a scan as no instant") : succeeded(endMs);
}

export function makeScanBook(api: ManagerApi, now: () => number): ScanBook {
  const seen = new Map<string, Seen>();

  const askedAgo = (id: string): number => now() - (seen.get(id)?.askedMs ?? Number.NEGATIVE_INFINITY);

  async function askOne(id: string, signal: AbortSignal): Promise<Outcome<null>> {
    const data = await api.ask(`/syscheck/${id}/last_scan`, signal);
    const end = data.ok ? endOf(data.value) : data;
    if (!end.ok) return end;
    seen.set(id, { endMs: end.value, askedMs: now() });
    return succeeded(null);
  }

  /** Those that were not asked for longest. */
  async function askSome(ids: readonly string[], signal: AbortSignal): Promise<Outcome<null>> {
    const due = ids.filter((id) => askedAgo(id) >= ASKED_AGAIN_MS).sort((a, b) => askedAgo(b) - askedAgo(a));
    const outcomes = await Promise.all(due.slice(0, ASKED_AT_ONCE).map((id) => askOne(id, signal)));
    return outcomes.find((outcome) => !outcome.ok) ?? succeeded(null);
  }

  return {
    async look(signal) {
      const data = await api.ask(AGENTS_PATH, signal);
      const ids = data.ok ? idsOf(data.value) : data;
      if (!ids.ok) return ids;
      const active = new Set(ids.value);
      for (const id of seen.keys()) if (!active.has(id)) seen.delete(id);
      const asked = await askSome(ids.value, signal);
      if (!asked.ok) return asked;
      if (ids.value.some((id) => askedAgo(id) > GOOD_FOR_MS)) return succeeded(null);
      return succeeded(ids.value.map((id) => seen.get(id)?.endMs ?? null));
    },
  };
}
