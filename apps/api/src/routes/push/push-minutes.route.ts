import type { EndpointHandler } from "../endpoint.ts";
import type { PushRouteDeps } from "./push-route-deps.ts";

export const pushMinutesRoute =
  ({ push }: PushRouteDeps<"receiveMinutes">): EndpointHandler<"pushMinutes"> =>
  ({ params, body, bearer }) =>
    push.receiveMinutes({ bearer, name: params.name, minutes: body.minutes });
