import { succeeded } from "../failure.ts";
import type { Outcome, SourceHealth } from "../source.ts";
import type { PrometheusApi } from "./api.ts";
import type { Flavour } from "./connection.ts";

/** More than this between the clocks moves events into other minutes. */
const MAX_SKEW_MS = 30_000;

export interface HealthDeps {
  readonly api: PrometheusApi;
  readonly flavour: Flavour;
  /** Of VictoriaMetrics, which does not tell it where others do. */
  readonly askVersion: () => Promise<string | null>;
  readonly now: () => number;
}

const NAMES: Readonly<Record<Flavour, string>> = {
  prometheus: "Prometheus",
  victoriametrics: "VictoriaMetrics",
  thanos: "Thanos",
  mimir: "Mimir",
};

async function sayVersion({ api, flavour, askVersion }: HealthDeps, signal: AbortSignal): Promise<string | null> {
  const name = NAMES[flavour];
  if (flavour === "victoriametrics") return `${name} ${(await askVersion()) ?? "that does not tell its version"}`;
  const build = await api.buildInfo(signal);
  if (!build.ok) return flavour === "prometheus" ? null : name;
  const { application, version } = build.value;
  if (version !== null) return `${application ?? name} ${version}`;
  return flavour === "prometheus" ? "a server compatible with Prometheus that does not tell its version" : name;
}

/** One query and one look at the version. The server's own `time()` gives its clock to the millisecond. */
export async function checkHealth(deps: HealthDeps, signal: AbortSignal): Promise<Outcome<SourceHealth>> {
  const { api, now } = deps;
  const sentMs = now();
  const clock = await api.instant({ expression: "time()", allowed: ["scalar", "vector"] }, signal);
  const receivedMs = now();
  if (!clock.ok) return clock;
  const serverSeconds = clock.value[0]?.values[0] ?? Number.NaN;
  const skewMs = Number.isFinite(serverSeconds) ? Math.round(serverSeconds * 1000 - (sentMs + receivedMs) / 2) : null;
  const late = skewMs !== null && Math.abs(skewMs) > MAX_SKEW_MS;
  return succeeded({
    version: await sayVersion(deps, signal),
    latencyMs: receivedMs - sentMs,
    clockSkewMs: skewMs,
    notes: late
      ? [
          `its clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? "ahead of" : "behind"} ours: events show up in other minutes`,
        ]
      : [],
  });
}
