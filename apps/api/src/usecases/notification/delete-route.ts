import type { InNotificationTransaction } from "./notification-transaction.ts";
import { routeNotFound, toRouteSubject } from "./put-route.ts";
import type { Scope } from "./route-store.ts";

/** From then on the next wider route counts. Throws `route.not-found`, also where there is no such team, service or objective. */
export const makeDeleteRoute =
  (deps: { readonly inTransaction: InNotificationTransaction }) =>
  async (scope: Scope, subject: string): Promise<void> => {
    const route = toRouteSubject(scope, subject);
    const removed = await deps.inTransaction(({ routes }) => routes.remove(route));
    if (!removed) throw routeNotFound(route);
  };
