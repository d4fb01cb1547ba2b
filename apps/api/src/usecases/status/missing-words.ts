import type { MissingReason } from "@solvent/domain";

const WORDS: Readonly<Record<MissingReason, string>> = {
  "no-series": "the query matches no series",
  "no-sample": "no samples",
  "no-boundary": "no value to count from",
  "counter-fell": "a counter fell without a restart",
  "partial-answer": "the source's answer is incomplete",
  "source-down": "source down",
  "source-refused": "source refused the request",
  "query-failed": "the source rejects the query",
  "too-many-series": "too many series",
  "not-read": "not read yet",
};

const isKnown = (reason: string): reason is MissingReason => Object.hasOwn(WORDS, reason);

/** Why a minute is missing, in a few words; a reason that is not known speaks for itself. */
export const missingWords = (reason: string): string => (isKnown(reason) ? WORDS[reason] : reason);
