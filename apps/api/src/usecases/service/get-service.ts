import { AppError } from "../../errors/app-error.ts";
import type { ServiceReader, StoredService } from "./service-store.ts";

export const serviceNotFound = (name: string): AppError => new AppError("service.not-found", `There is no service "${name}"`);

/** Throws `service.not-found`. */
export const makeGetService =
  (deps: { readonly services: Pick<ServiceReader, "find"> }) =>
  async (name: string): Promise<StoredService> => {
    const stored = await deps.services.find(name);
    if (stored === null) throw serviceNotFound(name);
    return stored;
  };
