import type { EndpointHandler } from "../endpoint.ts";
import { toSecretChanges } from "../secret-changes.ts";
import type { NotificationRouteDeps } from "./notification-route-deps.ts";

export const testTargetRoute =
  ({ notifications }: NotificationRouteDeps<"testTarget">): EndpointHandler<"testTarget"> =>
  async ({ body, actor, signal }) => {
    const { name = null, kind, settings, secrets } = body;
    return notifications.testTarget({ name, kind, settings, secrets: toSecretChanges(secrets) }, actor, signal);
  };
