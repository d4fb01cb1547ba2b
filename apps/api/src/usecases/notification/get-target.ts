import { AppError } from "../../errors/app-error.ts";
import type { StoredTarget, TargetReader } from "./target-store.ts";

export const targetNotFound = (name: string): AppError => new AppError("target.not-found", `There is no notification target "${name}"`);

/** Throws `target.not-found`. */
export const makeGetTarget =
  (deps: { readonly targets: Pick<TargetReader, "find"> }) =>
  async (name: string): Promise<StoredTarget> => {
    const stored = await deps.targets.find(name);
    if (stored === null) throw targetNotFound(name);
    return stored;
  };
