import type { SourceDefinition } from "@solvent/domain";
import type { Page, PageRequest } from "../page.ts";

/** What the last requests to a source said; all null when nothing was asked yet. */
export interface StoredHealth {
  readonly okAtMs: number | null;
  readonly failedAtMs: number | null;
  readonly failingSinceMs: number | null;
  readonly failureClass: string | null;
  readonly message: string | null;
  readonly version: string | null;
  readonly latencyMs: number | null;
  /** What was asked of it in the last whole minute. */
  readonly requestsPerMinute: number | null;
}

/** What is kept of the token of a source that others send to. */
export interface StoredToken {
  /** Its last four characters. */
  readonly hint: string;
  readonly issuedAtMs: number;
  readonly lastUsedAtMs: number | null;
}

export interface StoredSource {
  readonly id: string;
  readonly definition: SourceDefinition;
  /** scheme://host:port that the secrets are bound to; null without secrets. */
  readonly secretOrigin: string | null;
  /** Names of the secret fields that hold a value. */
  readonly secretFields: readonly string[];
  readonly revision: number;
  /** How many objectives read from it, or are about to. */
  readonly objectives: number;
  readonly health: StoredHealth | null;
  readonly token: StoredToken | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** AES-256-GCM: nonce (12 bytes) | ciphertext | tag (16 bytes). */
export interface SealedSecret {
  readonly keyId: string;
  readonly sealed: Uint8Array;
}

export interface SourceReader {
  list(page: PageRequest): Promise<Page<StoredSource>>;
  find(name: string): Promise<StoredSource | null>;
}

export interface SecretReader {
  sealedSecrets(sourceId: string): Promise<ReadonlyMap<string, SealedSecret>>;
}

export interface SourceRow {
  readonly id: string;
  readonly definition: SourceDefinition;
  readonly secretOrigin: string | null;
}

/** Inside a transaction. */
export interface SourceWriter {
  /** The source, locked against changes until the end of the transaction. */
  lock(name: string): Promise<StoredSource | null>;
  insert(row: SourceRow): Promise<void>;
  /** Replaces the definition under the next revision. */
  update(row: SourceRow): Promise<void>;
  /** Sets or, with null, removes secrets; fields that are not named stay. */
  writeSecrets(sourceId: string, secrets: ReadonlyMap<string, SealedSecret | null>): Promise<void>;
  /** Stores the hash of a token in place of the one before. */
  writeToken(sourceId: string, token: Omit<StoredToken, "lastUsedAtMs"> & { readonly hash: Uint8Array }): Promise<void>;
  remove(id: string): Promise<void>;
}
