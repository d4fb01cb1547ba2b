import { succeeded } from "../failure.ts";
import type { Outcome, SourceHealth } from "../source.ts";
import type { BuildInfo, PrometheusApi } from "./api.ts";

/** More than this between the clocks moves events into other minutes. */
const MAX_SKEW_MS = 30_000;

function sayVersion(build: Outcome<BuildInfo>): string | null {
  if (!build.ok) return null;
  const { application, version } = build.value;
  if (version === null) return "a server compatible with Prometheus that does not tell its version";
  return `${application ?? "Prometheus"} ${version}`;
}

/** One query and one look at the version. The server's own `time()` gives its clock to the millisecond. */
export async function checkHealth(api: PrometheusApi, now: () => number, signal: AbortSignal): Promise<Outcome<SourceHealth>> {
  const sentMs = now();
  const clock = await api.instant({ expression: "time()", allowed: ["scalar"] }, signal);
  const receivedMs = now();
  if (!clock.ok) return clock;
  const serverSeconds = clock.value[0]?.values[0] ?? Number.NaN;
  const skewMs = Number.isFinite(serverSeconds) ? Math.round(serverSeconds * 1000 - (sentMs + receivedMs) / 2) : null;
  const build = await api.buildInfo(signal);
  const late = skewMs !== null && Math.abs(skewMs) > MAX_SKEW_MS;
  return succeeded({
    version: sayVersion(build),
    latencyMs: receivedMs - sentMs,
    clockSkewMs: skewMs,
    notes: late
      ? [
          `its clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? "ahead of" : "behind"} ours: events show up in other minutes`,
        ]
      : [],
  });
}
