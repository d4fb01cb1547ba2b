import type { EndpointHandler } from "../endpoint.ts";
import type { PolicyRouteDeps } from "./policy-route-deps.ts";

export const previewPolicyRoute =
  ({ policies }: PolicyRouteDeps<"previewPolicy">): EndpointHandler<"previewPolicy"> =>
  ({ body }) =>
    policies.previewPolicy(body);
