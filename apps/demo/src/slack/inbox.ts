import type { Message } from "./message.ts";

const KEPT = 200;

export interface Inbox {
  add(message: Pick<Message, "text" | "blocks">): Message;
  /** Newest first. */
  messages(): readonly Message[];
  /** Calls `listener` after each new message; returns what ends that. */
  listen(listener: () => void): () => void;
}

/** The last messages, in memory. */
export function makeInbox(nowMs: () => number): Inbox {
  let kept: readonly Message[] = [];
  let lastId = 0;
  const listeners = new Set<() => void>();
  return {
    add(received) {
      lastId += 1;
      const message = { ...received, id: lastId, receivedAtMs: nowMs() };
      kept = [message, ...kept].slice(0, KEPT);
      for (const listener of listeners) listener();
      return message;
    },
    messages: () => kept,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
