import type { EndpointHandler } from "../endpoint.ts";
import type { AnnotationRouteDeps } from "./annotation-route-deps.ts";

export const createAnnotationRoute =
  ({ annotations }: AnnotationRouteDeps<"createAnnotation">): EndpointHandler<"createAnnotation"> =>
  ({ body, actor }) =>
    annotations.createAnnotation(body, actor);
