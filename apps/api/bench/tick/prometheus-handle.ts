import { setTimeout as sleep } from "node:timers/promises";
import { findSourceKind, type HttpClient, makeGuardedClient } from "@solvent/metric-sources";
import type { SourceHandles } from "../../src/jobs/shared/source-handle.ts";

/** The product's Prometheus source behind the product's limits for one source. */
export function makePrometheusHandles(url: string, http: HttpClient, now: () => number): SourceHandles {
  const kind = findSourceKind("prometheus");
  const prepared = kind?.prepare({ url });
  if (!kind || !prepared?.ok) throw new Error("the prometheus source refused the simulator's address");
  const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined);
  const guarded = makeGuardedClient(http, { now: () => performance.now(), sleep: pause, random: Math.random });
  const source = prepared.value.connect({}, { http: guarded, now });
  const { ingestDelaySeconds, settleMinutes } = prepared.value.timing;
  const handle = {
    ingestDelaySeconds,
    settleMinutes,
    backfillChunkMinutes: kind.backfillChunkMinutes,
    parseIndicator: kind.parseIndicator,
    source,
  };
  return { get: async () => ({ ok: true, value: handle }) };
}
