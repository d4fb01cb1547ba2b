import type { SourceKinds } from "../../usecases/source/source-kinds.ts";
import type { DefinitionUseCases } from "../../usecases/use-cases.ts";

/** What the routes of data sources may use. */
export interface SourceRouteDeps<K extends keyof DefinitionUseCases> {
  readonly usecases: Pick<DefinitionUseCases, K>;
  readonly kinds: SourceKinds;
}
