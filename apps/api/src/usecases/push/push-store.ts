import type { Minute, MinuteInterval } from "@solvent/domain";
import type { PushedMinute } from "@solvent/metric-sources";
import type { MeasuredStream } from "../correction/refill-store.ts";

/** The source that a token belongs to. */
export interface Sender {
  readonly sourceId: string;
  /** Name of the source. */
  readonly source: string;
  readonly kind: string;
  readonly connection: unknown;
  /** When the token was last seen, to about a minute. */
  readonly lastUsedAtMs: number | null;
}

export interface TokenReader {
  /** Null when no source has a token of this hash. */
  find(hash: Uint8Array): Promise<Sender | null>;
  noteUse(sourceId: string, atMs: number): Promise<void>;
}

/** Minutes of one name, ascending, each once. */
export interface SentMinutes {
  readonly sourceId: string;
  readonly name: string;
  readonly minutes: readonly PushedMinute[];
  readonly atMs: number;
}

/** Inside a transaction. */
export interface PushTransaction {
  /** Keeps the source from being deleted until the end; false when it is gone already. */
  hold(sourceId: string): Promise<boolean>;
  /** Whether the name is known, or the source has fewer names than `most`. */
  admits(sourceId: string, name: string, most: number): Promise<boolean>;
  /** Stores the minutes in place of what was sent before; returns those that were new or different, ascending. */
  write(sent: SentMinutes): Promise<readonly Minute[]>;
  /** Streams of the source with this canonical query, by id. */
  streamsOf(sourceId: string, query: string): Promise<readonly MeasuredStream[]>;
  /** Removes and returns the requests by this author to read the stream again that have not begun. Others have to wait until the end. */
  takeQueued(streamId: number, author: string): Promise<readonly MinuteInterval[]>;
  queue(streamId: number, intervals: readonly MinuteInterval[], author: string): Promise<void>;
}

/** All of `work` is stored or none. It may run again, so it must not change anything else. */
export type InPushTransaction = <T>(work: (tx: PushTransaction) => Promise<T>) => Promise<T>;
