import type { Message } from "../message.ts";
import { dataOf, type JsonObject } from "./data.ts";
import { EVENT_TYPES } from "./event-types.ts";
import { momentOfMs } from "./figures.ts";
import { summaryForms } from "./summary.ts";

/** Standard Webhooks asks for less than 20 kB. */
export const MAX_BODY_BYTES = 20_000;

const toJson = (message: Message, data: JsonObject): string =>
  JSON.stringify({ type: EVENT_TYPES[message.kind], timestamp: momentOfMs(message.atMs), data });

/** The very bytes that are signed and sent. `timestamp` is when it happened, not when it is sent. */
export function webhookBody(message: Message): string {
  if (message.kind !== "summary") return toJson(message, dataOf(message));
  let body = "";
  for (const data of summaryForms(message)) {
    body = toJson(message, data);
    if (Buffer.byteLength(body) < MAX_BODY_BYTES) break;
  }
  return body;
}
