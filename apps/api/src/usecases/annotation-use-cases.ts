import type { makeCreateAnnotation, makeDeleteAnnotation, makeListAnnotations } from "./annotation/annotations.ts";

export interface AnnotationUseCases {
  readonly listAnnotations: ReturnType<typeof makeListAnnotations>;
  readonly createAnnotation: ReturnType<typeof makeCreateAnnotation>;
  readonly deleteAnnotation: ReturnType<typeof makeDeleteAnnotation>;
}
