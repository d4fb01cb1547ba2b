import type { MissingReason } from "@solvent/domain";
import type { SourceFailure, SourceFailureClass } from "@solvent/metric-sources";

const REASON_OF_FAILURE = {
  unreachable: "source-down",
  timeout: "source-down",
  "server-error": "source-down",
  "circuit-open": "source-down",
  "rate-limited": "source-down",
  aborted: "source-down",
  unauthorized: "source-refused",
  blocked: "source-refused",
  "bad-query": "query-failed",
  "bad-answer": "query-failed",
  "not-found": "query-failed",
  "too-large": "query-failed",
  partial: "partial-answer",
  "too-many-series": "too-many-series",
} as const satisfies Record<SourceFailureClass, MissingReason>;

/** Why a minute is missing whose read ended in this failure. */
export const toMissingReason = (failure: SourceFailureClass): MissingReason => REASON_OF_FAILURE[failure];

/** The source says that the query cannot be read as it is; any other failure says nothing about the query. */
export const isAboutQuery = (failure: SourceFailure): boolean => failure.class === "bad-query" || failure.class === "too-many-series";

/** Reasons by which a successful answer says that the source holds nothing; the others say that it could not tell. */
const STATEMENTS: ReadonlySet<MissingReason> = new Set(["no-series", "no-sample", "no-boundary", "counter-fell"]);

export const isStatementOfSource = (reason: MissingReason): boolean => STATEMENTS.has(reason);
