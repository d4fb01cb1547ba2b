import * as z from "zod";
import { Annotation, AnnotationInput, AnnotationList, AnnotationListQuery } from "../annotation.ts";
import { byUuid, define } from "./endpoint.ts";

export const annotationsEndpoints = {
  listAnnotations: define({
    method: "GET",
    path: "/annotations",
    role: "viewer",
    tag: "annotations",
    summary: "Deploys, incidents and notes on the time line",
    query: AnnotationListQuery,
    response: AnnotationList,
    status: 200,
  }),
  createAnnotation: define({
    method: "POST",
    path: "/annotations",
    role: "editor",
    tag: "annotations",
    summary: "Record that something happened, for example from a pipeline",
    body: AnnotationInput,
    response: Annotation,
    status: 201,
  }),
  deleteAnnotation: define({
    method: "DELETE",
    path: "/annotations/:id",
    role: "editor",
    tag: "annotations",
    summary: "Delete an annotation",
    params: byUuid,
    response: z.null(),
    status: 204,
  }),
};
