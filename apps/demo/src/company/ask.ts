import type { Route } from "../model/catalogue.ts";

/** Asks a route over HTTP, as one process asks another; false when the answer is an error or there is none. */
export type Ask = (route: Route) => Promise<boolean>;

const TIMEOUT_MS = 10_000;

/** `addressOf`: host:port of a service. After `signal` nothing is asked any more. */
export function makeAsk(addressOf: (route: Route) => string | undefined, signal: AbortSignal): Ask {
  return async (route) => {
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const response = await fetch(`http://${addressOf(route)}${route.path}`, { signal: limit });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      // A service that does not answer is a failed request, as for any caller.
      return false;
    }
  };
}
