import { AppError } from "../../errors/app-error.ts";
import type { Sender, TokenReader } from "./push-store.ts";
import { hashToken, isToken } from "./token.ts";

export interface FindSenderDeps {
  readonly tokens: TokenReader;
  /** Throws `request.rate-limited` when a source is sent to too often. */
  readonly limit: (sourceId: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export type FindSender = (bearer: string | null) => Promise<Sender>;

const USE_NOTED_EVERY_MS = 60_000;

const unauthorized = (detail: string): AppError => new AppError("sender.unauthorized", detail);

async function lookUp(tokens: TokenReader, bearer: string | null): Promise<Sender> {
  if (bearer === null) throw unauthorized("Send the token of a data source that receives as Authorization: Bearer solvent_push_…");
  if (!isToken(bearer)) throw unauthorized("This is not a whole token: it is solvent_push_ and 43 characters");
  const sender = await tokens.find(hashToken(bearer));
  if (sender === null) throw unauthorized("No data source has this token: a newer one has taken its place, or its data source was deleted");
  return sender;
}

/** The source that whoever holds the token may send to. Throws `sender.unauthorized` and `request.rate-limited`. */
export const makeFindSender =
  ({ tokens, limit, now }: FindSenderDeps): FindSender =>
  async (bearer) => {
    const sender = await lookUp(tokens, bearer);
    limit(sender.sourceId);
    const atMs = now();
    if (sender.lastUsedAtMs === null || atMs - sender.lastUsedAtMs >= USE_NOTED_EVERY_MS) await tokens.noteUse(sender.sourceId, atMs);
    return sender;
  };
