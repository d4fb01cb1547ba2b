import { succeeded } from "../failure.ts";
import type { Redact } from "../redact.ts";
import type { Outcome, SourceHealth } from "../source.ts";
import type { JobRunner } from "./job.ts";
import type { RestApi } from "./rest-api.ts";

export interface HealthDeps {
  readonly runner: JobRunner;
  readonly api: RestApi;
  readonly now: () => number;
  readonly redact: Redact;
}

/** More than this between the clocks moves events into other minutes. */
const MAX_SKEW_MS = 30_000;

function skewNotes(skewMs: number | null): string[] {
  if (skewMs === null || Math.abs(skewMs) <= MAX_SKEW_MS) return [];
  return [
    `its clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? "ahead of" : "behind"} ours: events show up in other minutes`,
  ];
}

/** One look at either address, since a token must be good for both. */
export async function checkHealth({ runner, api, now, redact }: HealthDeps, signal: AbortSignal): Promise<Outcome<SourceHealth>> {
  const sentMs = now();
  const names = await api.list("/v2/metric", "name:*", 1, signal);
  const receivedMs = now();
  if (!names.ok) return { ok: false, failure: { ...names.failure, message: `the API: ${names.failure.message}`.slice(0, 1024) } };
  const greeted = await runner.greet(signal);
  if (!greeted.ok) return { ok: false, failure: { ...greeted.failure, message: `SignalFlow: ${greeted.failure.message}`.slice(0, 1024) } };
  const { clockMs } = names.value;
  const skewMs = clockMs === null ? null : Math.round(clockMs - (sentMs + receivedMs) / 2);
  const { organisation } = greeted.value;
  return succeeded({
    version: null,
    latencyMs: receivedMs - sentMs,
    clockSkewMs: skewMs,
    notes: [...(organisation === null ? [] : [`organisation ${redact(organisation).slice(0, 64)}`]), ...skewNotes(skewMs)],
  });
}
