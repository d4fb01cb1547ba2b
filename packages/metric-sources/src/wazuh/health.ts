import { succeeded } from "../failure.ts";
import type { MetricSource, Outcome, SourceHealth } from "../source.ts";
import { askVersion, type ManagerApi } from "./manager/api.ts";

export interface CheckedParts {
  readonly indexer: MetricSource | null;
  readonly manager: ManagerApi | null;
  readonly now: () => number;
}

/** Who of the two speaks, in front of its words. */
function say<T>(who: string, outcome: Outcome<T>): Outcome<T> {
  return outcome.ok
    ? outcome
    : { ok: false, failure: { ...outcome.failure, message: `${who}: ${outcome.failure.message}`.slice(0, 1024) } };
}

async function checkManager(api: ManagerApi, now: () => number, signal: AbortSignal): Promise<Outcome<SourceHealth>> {
  const sentMs = now();
  const version = await askVersion(api, signal);
  return version.ok ? succeeded({ version: version.value, latencyMs: now() - sentMs, clockSkewMs: null, notes: [] }) : version;
}

/** Both must be well; what they say stands side by side. */
export async function checkBoth({ indexer, manager, now }: CheckedParts, signal: AbortSignal): Promise<Outcome<SourceHealth>> {
  const checks = await Promise.all([
    ...(indexer === null ? [] : [indexer.check(signal).then((outcome) => say("the indexer", outcome))]),
    ...(manager === null ? [] : [checkManager(manager, now, signal).then((outcome) => say("the manager", outcome))]),
  ]);
  const failure = checks.find((outcome) => !outcome.ok);
  if (failure !== undefined) return failure;
  const healths = checks.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  const versions = healths.flatMap(({ version }) => version ?? []);
  return succeeded({
    version: versions.length === 0 ? null : versions.join(", "),
    latencyMs: Math.max(...healths.map(({ latencyMs }) => latencyMs)),
    clockSkewMs: null,
    notes: healths.flatMap(({ notes }) => notes),
  });
}
