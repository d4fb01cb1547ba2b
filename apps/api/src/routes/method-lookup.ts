import { endpoints, LIVE_EVENTS_PATH } from "@solvent/api-contract";
import { OTLP_METRICS_PATH } from "./otlp/path.ts";
import { API_PREFIX } from "./register-endpoints.ts";

const toPattern = (path: string): RegExp => new RegExp(`^${API_PREFIX}${path.replace(/:\w+/g, "[^/]+")}$`);

const PATTERNS = Object.values(endpoints).map(({ method, path }) => ({ method, pattern: toPattern(path) }));

/** The methods that an address of the API answers; empty where there is nothing. */
export function methodsOf(path: string): readonly string[] {
  // It never ends, so there is no answer without a body either.
  if (path === `${API_PREFIX}${LIVE_EVENTS_PATH}`) return ["GET"];
  if (path === `${API_PREFIX}${OTLP_METRICS_PATH}`) return ["POST"];
  const methods = new Set(PATTERNS.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method as string));
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods].sort();
}
