export type Permit =
  | { readonly allowed: false; readonly waitMs: number }
  /** Exactly one of the two must be called: `cancel` when nothing was learnt about the source. */
  | { readonly allowed: true; report(success: boolean): void; cancel(): void };

/** Decides whether a source may be asked. */
export interface Breaker {
  ask(): Permit;
}

/**
 * Closed until so many failures in a row, then open for a while, then half open: a single request tries, and its result closes or
 * re-opens the circuit. A result of a request that began before the circuit last opened does not count.
 */
export function makeBreaker(limits: { readonly failuresToOpen: number; readonly openMs: number }, now: () => number): Breaker {
  let failures = 0;
  let openedAtMs: number | null = null;
  let trying = false;
  let generation = 0;

  const open = (): void => {
    openedAtMs = now();
    generation += 1;
  };
  const close = (): void => {
    openedAtMs = null;
    failures = 0;
  };

  function trial(): Permit {
    trying = true;
    return {
      allowed: true,
      report: (success) => {
        trying = false;
        if (success) close();
        else open();
      },
      cancel: () => {
        trying = false;
      },
    };
  }

  function ordinary(): Permit {
    const begun = generation;
    return {
      allowed: true,
      report: (success) => {
        if (begun !== generation || openedAtMs !== null) return;
        failures = success ? 0 : failures + 1;
        if (failures >= limits.failuresToOpen) open();
      },
      cancel: () => undefined,
    };
  }

  return {
    ask() {
      if (openedAtMs === null) return ordinary();
      const waitMs = openedAtMs + limits.openMs - now();
      if (waitMs > 0) return { allowed: false, waitMs };
      return trying ? { allowed: false, waitMs: 0 } : trial();
    },
  };
}
