import { AppError } from "../errors/app-error.ts";

const MINUTE_MS = 60_000;

/**
 * Lets `perMinute` calls through at once and then refills evenly, for all callers together: what is limited is what Solvent
 * does to other systems. Returns a check that throws `request.rate-limited`.
 */
export function makeRateLimit(perMinute: number, now: () => number): () => void {
  let tokens = perMinute;
  let refilledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(perMinute, tokens + (Math.max(0, at - refilledAt) * perMinute) / MINUTE_MS);
    refilledAt = at;
    if (tokens < 1) {
      const retryAfterSeconds = Math.ceil(((1 - tokens) * MINUTE_MS) / perMinute / 1000);
      throw new AppError("request.rate-limited", `At most ${perMinute} of these requests are answered per minute`, { retryAfterSeconds });
    }
    tokens -= 1;
  };
}

/** The same for everybody who has a key, each by themselves. Keys are never forgotten: they must be few. */
export function makeRateLimits(perMinute: number, now: () => number): (key: string) => void {
  const limits = new Map<string, () => void>();
  return (key) => {
    const limit = limits.get(key) ?? makeRateLimit(perMinute, now);
    limits.set(key, limit);
    limit();
  };
}
