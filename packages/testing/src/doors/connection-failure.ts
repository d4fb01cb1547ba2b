import { failed, type Outcome } from "@solvent/metric-sources";

/** Why a connection of a test could not be opened, in the words of Node. */
export const toConnectionFailure = (error: Error, signal: AbortSignal): Outcome<never> =>
  signal.aborted ? failed("aborted", "aborted") : failed("unreachable", error.message);
