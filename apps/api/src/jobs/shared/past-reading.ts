import type { SourceFailure } from "@solvent/metric-sources";
import type { FencedWriter } from "./fenced-writer.ts";
import type { QueryBook } from "./query-book.ts";
import type { SourceHandle, SourceHandles } from "./source-handle.ts";
import { LEAST_WINDOW_MINUTES, type WindowLimit } from "./window-limit.ts";

/** What every job needs that asks a source about its past. */
export interface PastDeps {
  readonly handles: SourceHandles;
  readonly queries: QueryBook;
  readonly writer: FencedWriter;
  readonly limit: WindowLimit;
  readonly databaseNowMs: () => number;
  /** Told about minutes that could not be stored. */
  readonly onError: (error: unknown) => void;
}

/** One step: what is read in it is written in the same term or not at all. */
export interface PastStep {
  readonly sourceId: string;
  readonly handle: SourceHandle;
  readonly writer: FencedWriter;
}

/** No question is longer, whatever a source allows. */
export const MOST_WINDOW_MINUTES = 1_440;

const isTooLong = ({ class: kind }: SourceFailure): boolean => kind === "too-large" || kind === "timeout";

/**
 * After an answer about so many minutes: true when it was asked for too much at once. The same minutes come again then, in shorter pieces, and
 * nothing is held against whoever asked.
 */
export function shortened(
  { limit }: Pick<PastDeps, "limit">,
  { sourceId, minutes }: { readonly sourceId: string; readonly minutes: number },
  failures: readonly SourceFailure[],
): boolean {
  if (!failures.some(isTooLong) || minutes <= LEAST_WINDOW_MINUTES) return false;
  limit.tooLong(sourceId, minutes);
  return true;
}

/** Throws when nothing at all can be stored now. */
export const checkStore = ({ writer }: Pick<PastStep, "writer">): Promise<void> => writer.write("background", async () => undefined);
