import type { Outcome } from "../source.ts";
import type { PrometheusApi } from "./api.ts";
import type { Flavour } from "./connection.ts";
import type { QueryApi } from "./query-api.ts";
import type { CountDialect } from "./server-expression.ts";
import type { BuildInfo } from "./told.ts";

/** Which server answers, and what it makes of PromQL. */
export interface Dialect extends CountDialect {
  readonly flavour: Flavour;
}

const MEMORY_MS = 3_600_000;
/** A server that could not be asked, or did not tell, is asked again sooner. */
const SHORT_MEMORY_MS = 300_000;

/** Only VictoriaMetrics knows WITH templates; others refuse to parse it. */
const VICTORIA_TRIAL = "WITH (x = 1) x";
const ANCHORED_TRIAL = "increase(up[1m] anchored)";
const FIRST_MAJOR_LEFT_OPEN = 3;

const OLDER: CountDialect = { leftOpen: false, anchored: false };

/** It answered, whatever it answered. */
const isAnswered = (outcome: Outcome<unknown>): boolean =>
  outcome.ok || ["bad-query", "not-found", "unauthorized", "bad-answer"].includes(outcome.failure.class);

async function accepts(api: QueryApi, expression: string, signal: AbortSignal): Promise<Outcome<boolean>> {
  const answer = await api.instant({ expression, allowed: ["vector", "scalar"] }, signal);
  if (answer.ok) return { ok: true, value: true };
  return answer.failure.class === "bad-query" ? { ok: true, value: false } : answer;
}

/** Null when the version does not tell. */
function flavourOfBuild({ application, version, isComplete }: BuildInfo): Flavour | null {
  if (application !== null) return /mimir|cortex/i.test(application) ? "mimir" : "prometheus";
  if (version === null || !isComplete) return null;
  // Prometheus tells its version since 2.14, Thanos is still before 1.0.
  return version.startsWith("0.") ? "thanos" : "prometheus";
}

/** Ranges of Thanos and Mimir follow the engine they were built with, which no version tells: they count as older ones. */
async function dialectOfPrometheus(api: PrometheusApi, { version }: BuildInfo, signal: AbortSignal): Promise<Outcome<CountDialect>> {
  const leftOpen = Number.parseInt(version ?? "", 10) >= FIRST_MAJOR_LEFT_OPEN;
  if (!leftOpen) return { ok: true, value: OLDER };
  const features = await api.features(signal);
  if (features.ok) return { ok: true, value: { leftOpen, anchored: features.value.anchored && !features.value.startTimestamps } };
  if (features.failure.class !== "not-found") return features;
  const anchored = await accepts(api, ANCHORED_TRIAL, signal);
  return anchored.ok ? { ok: true, value: { leftOpen, anchored: anchored.value } } : anchored;
}

interface Looked {
  readonly dialect: Dialect;
  readonly isSure: boolean;
}

const toLooked = (flavour: Flavour, range: CountDialect, isSure: boolean): Looked => ({ dialect: { ...range, flavour }, isSure });

async function askPrometheus(api: PrometheusApi, build: BuildInfo, signal: AbortSignal): Promise<Looked> {
  const range = await dialectOfPrometheus(api, build, signal);
  return toLooked("prometheus", range.ok ? range.value : { leftOpen: true, anchored: false }, range.ok);
}

async function look(api: PrometheusApi, chosen: Flavour | "auto", signal: AbortSignal): Promise<Looked> {
  if (chosen === "victoriametrics") return toLooked(chosen, { leftOpen: true, anchored: false }, true);
  if (chosen === "thanos" || chosen === "mimir") return toLooked(chosen, OLDER, true);
  const build = await api.buildInfo(signal);
  const told = chosen === "auto" && build.ok ? flavourOfBuild(build.value) : chosen;
  if (told !== null && told !== "auto") {
    if (!build.ok) return toLooked(told, OLDER, false);
    return told === "prometheus" ? askPrometheus(api, build.value, signal) : toLooked(told, OLDER, true);
  }
  if (!isAnswered(build)) return toLooked("prometheus", OLDER, false);
  const isVictoria = await accepts(api, VICTORIA_TRIAL, signal);
  if (isVictoria.ok && isVictoria.value) return toLooked("victoriametrics", { leftOpen: true, anchored: false }, true);
  return toLooked("prometheus", OLDER, isVictoria.ok);
}

/**
 * Which server answers and which end of a range it includes, remembered for an hour. A server that does not say counts as an older
 * Prometheus: the ranges asked for then are at most a millisecond too short, which can make a minute missing but never a count wrong.
 */
export function makeDialectFinder(
  api: PrometheusApi,
  { flavour, now }: { readonly flavour: Flavour | "auto"; readonly now: () => number },
): (signal: AbortSignal) => Promise<Dialect> {
  let known: { readonly dialect: Dialect; readonly untilMs: number } | null = null;
  return async (signal) => {
    if (known !== null && known.untilMs > now()) return known.dialect;
    const { dialect, isSure } = await look(api, flavour, signal);
    const best = isSure ? dialect : (known?.dialect ?? dialect);
    if (!signal.aborted) known = { dialect: best, untilMs: now() + (isSure ? MEMORY_MS : SHORT_MEMORY_MS) };
    return best;
  };
}
