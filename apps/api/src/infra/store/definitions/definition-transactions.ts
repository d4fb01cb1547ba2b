import type { DefinitionTransaction, InTransaction } from "../../../usecases/definitions/definition-transaction.ts";
import type { PrismaClient } from "../generated/client.ts";
import { makeObjectiveWriter } from "./objectives.ts";
import { type Db, findDatabaseCode, VanishedError } from "./prisma.ts";
import { makeServiceWriter } from "./services.ts";
import { makeSourceWriter } from "./sources.ts";
import { makeStreamWriter } from "./streams.ts";
import { makeTeamWriter } from "./teams.ts";

const ATTEMPTS = 5;
/** Waiting for a free connection, and for a text with hundreds of definitions. */
const LIMITS = { maxWait: 5_000, timeout: 30_000 } as const;
/**
 * Serialization failure, deadlock, and a name that another transaction has just taken, in the words of Postgres and of Prisma. The
 * transaction was rolled back whole; run again, it sees what the other one stored.
 */
const CONFLICTS = new Set(["40001", "40P01", "P2034", "23505", "P2002"]);

const writersOf = (db: Db): DefinitionTransaction => ({
  teams: makeTeamWriter(db),
  services: makeServiceWriter(db),
  sources: makeSourceWriter(db),
  objectives: makeObjectiveWriter(db),
  streams: makeStreamWriter(db),
});

const isConflict = (error: unknown): boolean => error instanceof VanishedError || CONFLICTS.has(findDatabaseCode(error) ?? "");

async function retrying<T>(once: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once();
    } catch (error) {
      if (attempt === ATTEMPTS || !isConflict(error)) throw error;
    }
  }
}

export const makeInTransaction =
  (prisma: PrismaClient): InTransaction =>
  (work) =>
    retrying(() => prisma.$transaction((db) => work(writersOf(db)), LIMITS));

class Rehearsed<T> extends Error {
  readonly result: T;

  constructor(result: T) {
    super("rehearsed");
    this.result = result;
  }
}

/** A transaction that is always rolled back. */
export const makeInRehearsal =
  (prisma: PrismaClient): InTransaction =>
  <T>(work: (tx: DefinitionTransaction) => Promise<T>): Promise<T> =>
    retrying(async () => {
      try {
        return await prisma.$transaction(async (db): Promise<never> => {
          throw new Rehearsed(await work(writersOf(db)));
        }, LIMITS);
      } catch (error) {
        // Only this transaction throws it, so it carries what this `work` returned.
        if (error instanceof Rehearsed) return error.result as T;
        throw error;
      }
    });
