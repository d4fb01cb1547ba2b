import type { AnnotationUseCases } from "../../usecases/annotation-use-cases.ts";

/** What a route of annotations may use. */
export interface AnnotationRouteDeps<K extends keyof AnnotationUseCases> {
  readonly annotations: Pick<AnnotationUseCases, K>;
}
