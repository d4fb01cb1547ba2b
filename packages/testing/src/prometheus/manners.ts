import type { Answer } from "./answer.ts";

export type SimulatedServer = "prometheus" | "victoriametrics" | "thanos" | "mimir";

/** `features`: as from 3.8 on, `trial`: as in 3.7, which has no endpoint that tells it. */
export type AnchoredRanges = "off" | "features" | "trial";

/** In what a server differs from others that speak the same protocol. */
export interface Manners {
  /** Ranges leave out their left end. */
  readonly leftOpen: boolean;
  /** It knows `increase(x[1m] anchored)`. */
  readonly anchored: boolean;
  /** Data of status/buildinfo. */
  readonly buildInfo: Readonly<Record<string, unknown>>;
  /** Data of /features; null where there is no such path. */
  readonly features: Readonly<Record<string, unknown>> | null;
  /** Path in front of /api/v1. */
  readonly prefix: string;
  readonly needsTenant: boolean;
  /** The label that tells replicas apart, left out of answers unless `dedup=false`. */
  readonly replicaLabel: string | null;
  /** Instant queries are moved back to this long ago, unless `nocache=1`. */
  readonly latencyOffsetMs: number;
  /** Knows WITH templates, answers a scalar as a vector, and leaves NaN out. */
  readonly isMetricsQl: boolean;
  /** At /metrics; null where there is none. */
  readonly metricsPage: string | null;
  readonly unknownPath: Answer;
  refuse(status: number, errorType: string, error: string): Answer;
}

const refuse: Manners["refuse"] = (status, errorType, error) => ({
  status,
  body: JSON.stringify({ status: "error", errorType, error }),
});

const USUAL: Manners = {
  leftOpen: false,
  anchored: false,
  buildInfo: {},
  features: null,
  prefix: "",
  needsTenant: false,
  replicaLabel: null,
  latencyOffsetMs: 0,
  isMetricsQl: false,
  metricsPage: null,
  unknownPath: { status: 404, body: "404 page not found\n" },
  refuse,
};

const built = (version: string): Manners["buildInfo"] => ({ version, revision: "simulated", goVersion: "none" });

function prometheusManners(majorVersion: 2 | 3, anchored: AnchoredRanges): Manners {
  if (majorVersion === 2) return { ...USUAL, buildInfo: built("2.42.0") };
  const features = { api: { query_stats: true }, promql: { anchored: anchored === "features", fill: false } };
  return {
    ...USUAL,
    leftOpen: true,
    anchored: anchored !== "off",
    buildInfo: built(anchored === "trial" ? "3.7.0" : "3.14.0"),
    features: anchored === "trial" ? null : features,
  };
}

/** As seen of 1.79.5. */
const VICTORIA: Manners = {
  ...USUAL,
  leftOpen: true,
  latencyOffsetMs: 30_000,
  isMetricsQl: true,
  metricsPage: 'vm_app_version{version="victoria-metrics-tags-v1.79.5", short_version="v1.79.5"} 1\n',
  unknownPath: {
    status: 400,
    body: 'remoteAddr: "127.0.0.1:1"; requestURI: /api/v1/nonsense; unsupported path requested: "/api/v1/nonsense"\n',
  },
  refuse: (_status, _errorType, error) => refuse(422, "422", `error when executing query: ${error}`),
};

export function mannersOf(server: SimulatedServer, options: { readonly majorVersion: 2 | 3; readonly anchored: AnchoredRanges }): Manners {
  switch (server) {
    case "prometheus":
      return prometheusManners(options.majorVersion, options.anchored);
    case "victoriametrics":
      return VICTORIA;
    case "thanos":
      return { ...USUAL, buildInfo: built("0.34.1"), replicaLabel: "replica" };
    case "mimir":
      return { ...USUAL, buildInfo: { ...built("2.14.0"), application: "Grafana Mimir" }, prefix: "/prometheus", needsTenant: true };
  }
}
