import type { EndpointHandler } from "../endpoint.ts";
import type { AnnotationRouteDeps } from "./annotation-route-deps.ts";

export const listAnnotationsRoute =
  ({ annotations }: AnnotationRouteDeps<"listAnnotations">): EndpointHandler<"listAnnotations"> =>
  async ({ query }) => ({ items: [...(await annotations.listAnnotations(query))] });
