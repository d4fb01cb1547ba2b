import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma, PrismaClient } from "../generated/client.ts";

export type { Prisma } from "../generated/client.ts";

export interface PrismaOptions {
  readonly connectionString: string;
  /** Connections at most. */
  readonly size: number;
  /** Told about connections that break while nobody uses them; the pool replaces them by itself. */
  readonly onError: (error: Error) => void;
}

/** The client of a transaction, or of none. */
export type Db = Prisma.TransactionClient;

const STATEMENT_TIMEOUT_MS = 5_000;

/** The door to definitions. It is never used in the same transaction as the pool of the hot path. */
export function createPrisma({ connectionString, size, onError }: PrismaOptions): PrismaClient {
  const adapter = new PrismaPg(
    {
      connectionString,
      max: size,
      application_name: "solvent-definitions",
      connectionTimeoutMillis: STATEMENT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: 10_000,
    },
    { onPoolError: onError, onConnectionError: onError },
  );
  // "minimal": Prisma's other formats repeat the arguments of a query in its errors.
  return new PrismaClient({ adapter, errorFormat: "minimal" });
}

/**
 * Values of our own types for a JSON column: plain JSON, though their interfaces have no index signature and are read-only, which Prisma's
 * types mind.
 */
export const toJsonObject = (value: object): Prisma.InputJsonObject => value as Prisma.InputJsonObject;
export const toJsonArray = (values: readonly object[]): Prisma.InputJsonArray => values as Prisma.InputJsonArray;

/** What a transaction has found is gone again: run from the start, it will see that. */
export class VanishedError extends Error {
  override readonly name = "VanishedError";
}

/** SQLSTATE or Prisma's own code of a database error, else null. */
export function findDatabaseCode(error: unknown): string | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return null;
  const cause = error.meta?.driverAdapterError;
  const original = typeof cause === "object" && cause !== null && "cause" in cause ? cause.cause : undefined;
  const state = typeof original === "object" && original !== null && "originalCode" in original ? original.originalCode : undefined;
  return typeof state === "string" ? state : error.code;
}
