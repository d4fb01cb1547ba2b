import type pg from "pg";
import type { TransactionScope } from "../../../usecases/minutes/minute-store.ts";

const clients = new WeakMap<TransactionScope, pg.PoolClient>();

/** A handle of the transaction that runs on this client. Close it when the transaction ends. */
export function openScope(client: pg.PoolClient): TransactionScope {
  const scope: TransactionScope = { kind: "pg-transaction" };
  clients.set(scope, client);
  return scope;
}

/** From now on nobody gets at the client through this handle: it may already serve somebody else. */
export function closeScope(scope: TransactionScope): void {
  clients.delete(scope);
}

/**
 * The connection of a running fenced transaction, for the other stores under infra/store. Do not begin, commit, roll back or release
 * on it. Planner switches of the transaction favour index look-ups. Throws when the transaction is over.
 */
export function pgClientOf(scope: TransactionScope): pg.PoolClient {
  const client = clients.get(scope);
  if (client === undefined) throw new Error("the transaction of this scope is over");
  return client;
}
