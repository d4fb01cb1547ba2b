import type { Flavour, PrometheusConnection } from "./connection.ts";

/** What each server is sent with every query. Parameters of the connection come after these, and win. */
const PARAMETERS: Readonly<Record<Flavour, Readonly<Record<string, string>>>> = {
  prometheus: {},
  // Without the cache an instant query is not moved into the past by `-search.latencyOffset`, and what came late is seen.
  victoriametrics: { nocache: "1", deny_partial_response: "1", latency_offset: "1ms" },
  thanos: { dedup: "true", partial_response: "false", max_source_resolution: "0s" },
  mimir: {},
};

export const parametersOf = (flavour: Flavour, { extraParameters }: PrometheusConnection): Readonly<Record<string, string>> => ({
  ...PARAMETERS[flavour],
  ...extraParameters,
});

export const tenantHeaders = ({ tenant }: PrometheusConnection): Readonly<Record<string, string>> =>
  tenant === undefined ? {} : { "x-scope-orgid": tenant };

const RAW_RESOLUTIONS: ReadonlySet<string> = new Set(["0", "0s"]);

/** The connection itself lets Thanos answer from data that hold one value per five minutes or hour. */
export function asksForDownsampled(flavour: Flavour, connection: PrometheusConnection): boolean {
  const resolution = parametersOf(flavour, connection).max_source_resolution;
  return flavour === "thanos" && resolution !== undefined && !RAW_RESOLUTIONS.has(resolution);
}
