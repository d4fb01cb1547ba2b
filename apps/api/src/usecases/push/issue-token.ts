import { invalidRequest } from "../../errors/app-error.ts";
import type { InTransaction } from "../definitions/definition-transaction.ts";
import { checkRevision } from "../revision.ts";
import { sourceNotFound } from "../source/get-source.ts";
import type { SourceKinds } from "../source/source-kinds.ts";
import type { StoredToken } from "../source/source-store.ts";
import { hashToken, hintOf, newToken } from "./token.ts";

export interface IssueTokenDeps {
  readonly inTransaction: InTransaction;
  readonly kinds: SourceKinds;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The token itself is in this answer and nowhere else. */
export interface NewToken extends StoredToken {
  readonly token: string;
}

/**
 * Makes a token in place of the one before, which stops working at once. The definition stays, and so does its revision. Throws
 * `source.not-found`, `revision.conflict`, and `request.invalid` for a source that nobody sends to.
 */
export const makeIssueToken =
  ({ inTransaction, kinds, now }: IssueTokenDeps) =>
  (name: string, revision: number): Promise<NewToken> =>
    inTransaction(async (tx) => {
      const stored = await tx.sources.lock(name);
      if (stored === null) throw sourceNotFound(name);
      checkRevision(`The data source "${name}"`, stored.revision, revision);
      const { kind } = stored.definition;
      if (kinds.find(kind)?.receives !== true) {
        throw invalidRequest([
          { path: "name", message: `is a data source of the kind "${kind}": Solvent asks it, and nobody sends to it` },
        ]);
      }
      const token = newToken();
      const kept = { hint: hintOf(token), issuedAtMs: now() };
      await tx.sources.writeToken(stored.id, { ...kept, hash: hashToken(token) });
      return { ...kept, lastUsedAtMs: null, token };
    });
