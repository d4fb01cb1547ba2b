import { systemClock as now } from "../clock.ts";
import type { Store } from "../infra/store/open-store.ts";
import { makeCreateAnnotation, makeDeleteAnnotation, makeListAnnotations } from "../usecases/annotation/annotations.ts";
import type { AnnotationUseCases } from "../usecases/annotation-use-cases.ts";

export function composeAnnotations({ annotations, directory }: Store): AnnotationUseCases {
  const deps = { annotations, directory, now };
  return {
    listAnnotations: makeListAnnotations(deps),
    createAnnotation: makeCreateAnnotation(deps),
    deleteAnnotation: makeDeleteAnnotation(deps),
  };
}
