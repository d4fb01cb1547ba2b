import type { Page, PageRequest } from "../page.ts";

export interface StoredTeam {
  readonly id: string;
  readonly name: string;
  readonly services: readonly string[];
  readonly objectives: number;
  readonly createdAtMs: number;
}

export interface TeamReader {
  list(page: PageRequest): Promise<Page<StoredTeam>>;
  find(name: string): Promise<StoredTeam | null>;
}

export interface TeamWriter {
  /** The team, locked against changes and against new services until the end of the transaction. */
  lock(name: string): Promise<StoredTeam | null>;
  remove(id: string): Promise<void>;
}
