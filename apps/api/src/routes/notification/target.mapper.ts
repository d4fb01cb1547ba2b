import type { TargetFields } from "../../usecases/notification/save-target.ts";
import type { TargetKind, TargetKinds } from "../../usecases/notification/target-kinds.ts";
import type { StoredTarget, StoredTargetHealth, TargetRoute } from "../../usecases/notification/target-store.ts";
import type { EndpointRequest, EndpointResponse } from "../endpoint.ts";
import { toSecretChanges } from "../secret-changes.ts";
import { toInstant, toInstantOrNull } from "../to-instant.ts";

type Response = EndpointResponse<"getTarget">;

export const toTargetFields = (body: EndpointRequest<"createTarget">["body"]): TargetFields => ({
  ...body,
  secrets: toSecretChanges(body.secrets),
});

const toHealthResponse = ({ okAtMs, failingSinceMs, oldestPendingAtMs, ...health }: StoredTargetHealth): Response["health"] => ({
  ...health,
  state: failingSinceMs !== null ? "failing" : okAtMs === null ? "unknown" : "ok",
  okAt: toInstantOrNull(okAtMs),
  failingSince: toInstantOrNull(failingSinceMs),
  oldestPendingAt: toInstantOrNull(oldestPendingAtMs),
});

const toRoute = ({ severities, ...route }: TargetRoute) => ({ ...route, severities: [...severities] });

export function toTargetResponse(stored: StoredTarget, kinds: TargetKinds): Response {
  const { definition } = stored;
  return {
    ...definition,
    kindTitle: kinds.find(definition.kind)?.title ?? definition.kind,
    secretsSet: [...stored.secretFields],
    routes: stored.routes.map(toRoute),
    health: toHealthResponse(stored.health),
    revision: stored.revision,
    createdAt: toInstant(stored.createdAtMs),
    updatedAt: toInstant(stored.updatedAtMs),
  };
}

export const toKindResponse = (
  { kind, title, secrets }: TargetKind,
  settingsSchema: EndpointResponse<"listNotificationKinds">["items"][number]["settingsSchema"],
): EndpointResponse<"listNotificationKinds">["items"][number] => ({
  kind,
  title,
  settingsSchema,
  secrets: Object.entries(secrets).map(([field, secret]) => ({
    field,
    title: secret.title,
    description: secret.description,
    required: secret.required,
  })),
});
