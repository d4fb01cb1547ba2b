import type { Rejection } from "../../usecases/push/series-store.ts";

type Fields = Readonly<Record<string, unknown>>;

const MAX_MESSAGE_BYTES = 1024;
const MAX_NAME = 100;

/** Codes of google.rpc.Code, by status of HTTP. */
const CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 413: 8, 415: 3, 429: 8, 503: 14 };
const INTERNAL = 13;

export const toStatus = (status: number, message: string): Fields => ({ code: CODES[status] ?? INTERNAL, message });

const wordsOf = ({ name, reason, points }: Rejection): string =>
  `${JSON.stringify(name.slice(0, MAX_NAME))}: ${reason} (${points} ${points === 1 ? "point" : "points"})`;

/** As many rejections as there is room for. */
function toMessage(rejected: readonly Rejection[]): string {
  let message = "";
  for (const [index, rejection] of rejected.entries()) {
    const longer = index === 0 ? wordsOf(rejection) : `${message}; ${wordsOf(rejection)}`;
    const rest = `; and ${rejected.length - index} more`;
    if (Buffer.byteLength(longer) > MAX_MESSAGE_BYTES - rest.length)
      return index === 0 ? longer.slice(0, MAX_MESSAGE_BYTES / 4) : `${message}${rest}`;
    message = longer;
  }
  return message;
}

/** Empty when everything was taken. The number is text, as JSON has it. */
export function toResponse(rejected: readonly Rejection[]): Fields {
  if (rejected.length === 0) return {};
  const points = rejected.reduce((sum, one) => sum + one.points, 0);
  return { partialSuccess: { rejectedDataPoints: String(points), errorMessage: toMessage(rejected) } };
}
