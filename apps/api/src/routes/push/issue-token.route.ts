import type { EndpointHandler } from "../endpoint.ts";
import { toInstant, toInstantOrNull } from "../to-instant.ts";
import type { PushRouteDeps } from "./push-route-deps.ts";

export const issueTokenRoute =
  ({ push }: PushRouteDeps<"issueToken">): EndpointHandler<"issueSourceToken"> =>
  async ({ params, revision }) => {
    const { token, hint, issuedAtMs, lastUsedAtMs } = await push.issueToken(params.name, revision);
    return { token, hint, issuedAt: toInstant(issuedAtMs), lastUsedAt: toInstantOrNull(lastUsedAtMs) };
  };
