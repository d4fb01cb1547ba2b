import type { SourceFailure } from "../source.ts";

/** Queries that the source refused, by their canonical text. */
export interface Refusals {
  find(canonical: string): SourceFailure | null;
  add(canonical: string, failure: SourceFailure): void;
  forget(canonical: string): void;
}

/** For so long a refused query is not asked again, so that it does not make its neighbours be asked one by one every minute. */
const MEMORY_MS = 300_000;
const MAX_REMEMBERED = 10_000;

export function makeRefusals(now: () => number): Refusals {
  const known = new Map<string, { readonly failure: SourceFailure; readonly untilMs: number }>();
  return {
    find(canonical) {
      const found = known.get(canonical);
      if (found === undefined) return null;
      if (found.untilMs > now()) return found.failure;
      known.delete(canonical);
      return null;
    },
    add(canonical, failure) {
      if (known.size >= MAX_REMEMBERED) known.clear();
      known.set(canonical, { failure, untilMs: now() + MEMORY_MS });
    },
    forget: (canonical) => {
      known.delete(canonical);
    },
  };
}
