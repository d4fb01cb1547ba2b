import { AppError } from "../../errors/app-error.ts";
import type { SourceReader, StoredSource } from "./source-store.ts";

export const sourceNotFound = (name: string): AppError => new AppError("source.not-found", `There is no data source "${name}"`);

/** Throws `source.not-found`. */
export const makeGetSource =
  (deps: { readonly sources: Pick<SourceReader, "find"> }) =>
  async (name: string): Promise<StoredSource> => {
    const stored = await deps.sources.find(name);
    if (stored === null) throw sourceNotFound(name);
    return stored;
  };
