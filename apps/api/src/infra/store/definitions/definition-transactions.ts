import type { DefinitionTransaction, InTransaction } from "../../../usecases/definitions/definition-transaction.ts";
import type { NotificationTransaction } from "../../../usecases/notification/notification-transaction.ts";
import { makeAdjustmentWriter } from "../adjustments/adjustment-writer.ts";
import { makeAgreementStore } from "../agreements/agreement-store.ts";
import { makeCompositeWriter } from "../composites/composite-writer.ts";
import type { PrismaClient } from "../generated/client.ts";
import { makeGroupWriter, makeListingWriter } from "./groups.ts";
import { makeNameSpace } from "./name-space.ts";
import { makeObjectiveWriter } from "./objectives.ts";
import { makePolicyWriter } from "./policies.ts";
import { type Db, findDatabaseCode, VanishedError } from "./prisma.ts";
import { makeRouteWriter } from "./routes.ts";
import { makeServiceWriter } from "./services.ts";
import { makeSourceWriter } from "./sources.ts";
import { makeStreamWriter } from "./streams.ts";
import { makeTargetWriter } from "./targets.ts";
import { makeTeamWriter } from "./teams.ts";

const ATTEMPTS = 5;
/** Waiting for a free connection, and for a text with hundreds of definitions. */
const LIMITS = { maxWait: 5_000, timeout: 30_000 } as const;
/**
 * Serialization failure, deadlock, and a name that another transaction has just taken, in the words of Postgres and of Prisma. The
 * transaction was rolled back whole; run again, it sees what the other one stored.
 */
const CONFLICTS = new Set(["40001", "40P01", "P2034", "23505", "P2002"]);

/** What a change of definitions may write. */
export const definitionWriters = (db: Db): DefinitionTransaction => ({
  teams: makeTeamWriter(db),
  services: makeServiceWriter(db),
  sources: makeSourceWriter(db),
  policies: makePolicyWriter(db),
  groups: makeGroupWriter(db),
  listings: makeListingWriter(db),
  objectives: makeObjectiveWriter(db),
  streams: makeStreamWriter(db),
  composites: makeCompositeWriter(db),
  adjustments: makeAdjustmentWriter(db),
  agreements: makeAgreementStore(db),
  names: makeNameSpace(db),
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

/** Who is told about what. */
export const notificationWriters = (db: Db): NotificationTransaction => ({ targets: makeTargetWriter(db), routes: makeRouteWriter(db) });

/** Transactions over these writers. */
export const makeInTransaction =
  <Tx>(prisma: PrismaClient, writersOf: (db: Db) => Tx) =>
  <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
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
          throw new Rehearsed(await work(definitionWriters(db)));
        }, LIMITS);
      } catch (error) {
        // Only this transaction throws it, so it carries what this `work` returned.
        if (error instanceof Rehearsed) return error.result as T;
        throw error;
      }
    });
