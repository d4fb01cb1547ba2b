import type { EndpointHandler } from "../endpoint.ts";
import type { AnnotationRouteDeps } from "./annotation-route-deps.ts";

export const deleteAnnotationRoute =
  ({ annotations }: AnnotationRouteDeps<"deleteAnnotation">): EndpointHandler<"deleteAnnotation"> =>
  async ({ params }) => {
    await annotations.deleteAnnotation(params.id);
    return null;
  };
