import type { Exhaustion, Message, SummaryItem } from "@solvent/notifiers";
import type { ClaimedItem } from "../outbox-store.ts";
import { evaluatorMessage, noDataMessage, sourceMessage } from "./blind-messages.ts";
import { burnFired, burnResolved } from "./burn-messages.ts";
import { conditionMessage } from "./condition-messages.ts";
import { type MessageContext, messageId } from "./message-context.ts";

/** The message of one item, from what was stored with its alert. Throws when that makes no sense. */
export function toItemMessage(claimed: ClaimedItem, context: MessageContext, exhaustion: Exhaustion): SummaryItem {
  const { evidence } = claimed.alert;
  switch (evidence.kind) {
    case "burn":
      return claimed.item.says === "fired"
        ? burnFired({ ...claimed, evidence }, context, exhaustion)
        : burnResolved({ ...claimed, evidence }, context);
    case "condition":
      return conditionMessage({ ...claimed, evidence }, context);
    case "no-data":
      return noDataMessage(claimed, evidence, context);
    case "source-down":
      return sourceMessage(claimed, evidence, context);
    case "evaluator-behind":
      return evaluatorMessage(claimed, evidence, context);
  }
  throw new Error(`alert ${claimed.alert.id} holds evidence of no known kind`);
}

export interface WordedItem {
  readonly claimed: ClaimedItem;
  readonly message: SummaryItem;
}

/** One message that names all items; null when there is none. One item is told in full, however it was paced. */
export function toMessage(worded: readonly WordedItem[], context: MessageContext): Message | null {
  const [only] = worded;
  if (only === undefined) return null;
  if (worded.length === 1) return only.message;
  const messages = worded.map(({ message }) => message);
  const carries = worded.flatMap(({ claimed }) => claimed.item.carries).sort((a, b) => (a < b ? -1 : 1));
  return {
    kind: "summary",
    id: messageId(context.targetId, carries),
    atMs: Math.max(...messages.map(({ atMs }) => atMs)),
    alertUrl: context.publicUrl === null ? null : `${context.publicUrl}/alerts`,
    delayedMinutes: Math.max(...messages.map((message) => message.delayedMinutes)),
    repeated: messages.some(({ repeated }) => repeated),
    items: messages,
  };
}
