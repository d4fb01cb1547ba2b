import type { PushReceipt } from "@solvent/api-contract";
import type { MeasuredIndicator, Minute } from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import { timingOf } from "../source/connection-timing.ts";
import type { AnySourceKind, SourceKinds } from "../source/source-kinds.ts";
import { acceptable, checkMinutes, type WrittenMinute } from "./check-minutes.ts";
import type { FindSender } from "./find-sender.ts";
import { joinStretches, lateStretches } from "./late-stretches.ts";
import type { InPushTransaction, PushTransaction, Sender, SentMinutes } from "./push-store.ts";
import { receivingKind } from "./receiving-kind.ts";

export interface ReceiveMinutesDeps {
  readonly findSender: FindSender;
  readonly inTransaction: InPushTransaction;
  readonly kinds: SourceKinds;
  /** First minute that is kept. */
  readonly keptFrom: () => Minute;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** There is something to do for whoever evaluates. */
  readonly nudge: () => void;
}

export interface ReceivedMinutes {
  readonly bearer: string | null;
  readonly name: string;
  readonly minutes: readonly WrittenMinute[];
}

const MOST_NAMES = 1_000;
/** Of requests to read a stream again because minutes came late. */
export const LATE_AUTHOR = "sender";

/** How a stream that reads these minutes is stored. */
function queryOf(kind: AnySourceKind, { source }: Sender, name: string): string | null {
  const side = { source, spec: { stream: name } };
  const indicator: MeasuredIndicator = { kind: "ratio", counter: false, numerator: "good", part: side, total: side };
  const parsed = kind.parseIndicator(indicator);
  return parsed.ok ? parsed.value.canonical : null;
}

interface Late {
  readonly sourceId: string;
  readonly query: string;
  readonly settleMinutes: number;
  readonly changed: readonly Minute[];
}

/** Asks to read again what the streams of this query hold of minutes that came late. What was asked for before and has not begun is joined. */
async function askAgain(tx: PushTransaction, { sourceId, query, settleMinutes, changed }: Late): Promise<boolean> {
  let asked = false;
  for (const stream of await tx.streamsOf(sourceId, query)) {
    const late = lateStretches(changed, stream, settleMinutes);
    if (late.length === 0) continue;
    const waiting = await tx.takeQueued(stream.streamId, LATE_AUTHOR);
    await tx.queue(stream.streamId, joinStretches([...waiting, ...late]), LATE_AUTHOR);
    asked = true;
  }
  return asked;
}

/** Stores the minutes; throws when the source is gone, or has too many names. */
async function write(tx: PushTransaction, sent: SentMinutes): Promise<readonly Minute[]> {
  if (!(await tx.hold(sent.sourceId))) throw new AppError("sender.unauthorized", "The data source of this token was deleted");
  if (!(await tx.admits(sent.sourceId, sent.name, MOST_NAMES))) {
    throw invalidRequest([{ path: "name", message: `would be one name too many: a data source has at most ${MOST_NAMES}` }]);
  }
  return tx.write(sent);
}

/**
 * Stores minutes that somebody sent, all or none. What is sent again takes the place of what was sent before. Minutes that are too late for
 * the next read reach budgets by a request to read them again. Throws `sender.unauthorized`, `request.rate-limited` and `request.invalid`.
 */
export const makeReceiveMinutes =
  ({ findSender, inTransaction, kinds, keptFrom, now, nudge }: ReceiveMinutesDeps) =>
  async ({ bearer, name, minutes: written }: ReceivedMinutes): Promise<PushReceipt> => {
    const sender = await findSender(bearer);
    const kind = receivingKind(kinds, sender);
    const atMs = now();
    const checked = checkMinutes(written, acceptable(atMs, keptFrom()));
    if (!checked.ok) throw invalidRequest(checked.problems);
    const { sourceId } = sender;
    const { settleMinutes } = timingOf(kind, sender.connection);
    const query = queryOf(kind, sender, name);
    const stored = await inTransaction(async (tx) => {
      const changed = await write(tx, { sourceId, name, minutes: checked.minutes, atMs });
      const late = { sourceId, settleMinutes, changed };
      return { changed, asked: query !== null && (await askAgain(tx, { ...late, query })) };
    });
    if (stored.asked) nudge();
    return { received: written.length, changed: stored.changed.length };
  };
