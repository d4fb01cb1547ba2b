import type { ServiceDefinition } from "@solvent/domain";
import type { Page, PageRequest } from "../page.ts";

export interface StoredService {
  readonly id: string;
  readonly definition: ServiceDefinition;
  readonly revision: number;
  /** How many objectives it has. */
  readonly objectives: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface ServiceReader {
  list(page: PageRequest): Promise<Page<StoredService>>;
  find(name: string): Promise<StoredService | null>;
}

/** Inside a transaction. The owning team of a definition is created when it does not exist. */
export interface ServiceWriter {
  /** The service, locked against changes and against new objectives until the end of the transaction. */
  lock(name: string): Promise<StoredService | null>;
  /** Returns the id. */
  insert(definition: ServiceDefinition): Promise<string>;
  update(id: string, definition: ServiceDefinition): Promise<void>;
  remove(id: string): Promise<void>;
}
