import { type SourceFailure, toFailure } from "@solvent/metric-sources";

/** A host resolved to an address that may not be connected to. */
export class BlockedAddressError extends Error {
  override readonly name = "BlockedAddressError";
}

const TIMEOUT_CODES: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: "could not connect in time",
  UND_ERR_HEADERS_TIMEOUT: "no answer in time",
  UND_ERR_BODY_TIMEOUT: "the answer stopped in the middle",
  ETIMEDOUT: "could not connect in time",
};

const UNREACHABLE_CODES: Readonly<Record<string, string>> = {
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was reset",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  EPIPE: "the connection was closed",
  UND_ERR_SOCKET: "the connection was closed before the answer was complete",
};

const BAD_ANSWER_CODES = /^(?:HPE_|HTTPParserError|Z_|ERR__ERROR_FORMAT|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RESPONSE|ERR_BROTLI|ERR_PADDING)/;

interface Caused {
  readonly code: string;
  readonly message: string;
}

/** The chain of an error and its causes, also those of an error that stands for several attempts. */
function causesOf(error: unknown, depth = 0): Caused[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  const inner =
    error instanceof AggregateError ? error.errors.flatMap((one) => causesOf(one, depth + 1)) : causesOf(error.cause, depth + 1);
  return [{ code, message: error.message }, ...inner];
}

function findBlocked(error: unknown, depth = 0): BlockedAddressError | null {
  if (error instanceof BlockedAddressError) return error;
  return error instanceof Error && depth < 5 ? findBlocked(error.cause, depth + 1) : null;
}

/**
 * What a failed request means. `aborted`: the caller gave up; `late`: the total time ran out. Messages of TLS and of unknown errors are
 * kept, because they say what is wrong with the certificate.
 */
export function toNetworkFailure(error: unknown, { aborted, late }: { readonly aborted: boolean; readonly late: boolean }): SourceFailure {
  if (aborted) return toFailure("aborted", "the request was given up before it was answered");
  const blocked = findBlocked(error);
  if (blocked !== null) return toFailure("blocked", blocked.message);
  if (late) return toFailure("timeout", "no complete answer in time");
  const causes = causesOf(error);
  for (const { code, message } of causes) {
    const slow = TIMEOUT_CODES[code];
    if (slow !== undefined) return toFailure("timeout", slow);
    const unreachable = UNREACHABLE_CODES[code];
    if (unreachable !== undefined) return toFailure("unreachable", unreachable);
    if (BAD_ANSWER_CODES.test(code)) return toFailure("bad-answer", `the answer cannot be read: ${message}`);
  }
  return toFailure("unreachable", causes.map(({ message }) => message).find((message) => message !== "") ?? "the request failed");
}
