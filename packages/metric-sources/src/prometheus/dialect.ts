import type { PrometheusApi } from "./api.ts";
import type { RangeDialect } from "./server-expression.ts";

const MEMORY_MS = 3_600_000;

/**
 * Which end of a range the server includes, from its version, remembered for an hour. A server that does not say counts as an older
 * one: the ranges asked for then are at most a millisecond too short, which can make a minute missing but never a count wrong.
 */
export function makeDialectFinder(api: PrometheusApi, now: () => number): (signal: AbortSignal) => Promise<RangeDialect> {
  let known: { readonly dialect: RangeDialect; readonly untilMs: number } | null = null;
  return async (signal) => {
    if (known !== null && known.untilMs > now()) return known.dialect;
    const build = await api.buildInfo(signal);
    if (!build.ok) return { leftOpen: false };
    const major = Number.parseInt(build.value.version ?? "", 10);
    const isPrometheus = build.value.application === null || build.value.application === "Prometheus";
    known = { dialect: { leftOpen: isPrometheus && major >= 3 }, untilMs: now() + MEMORY_MS };
    return known.dialect;
  };
}
