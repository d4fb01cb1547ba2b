import { expect, test } from "vitest";
import { type SeenMessage, watchMessages } from "./watch-messages.ts";

const message = (id: number, text: string): SeenMessage => ({ id, receivedAtMs: id * 1000, text, blocks: [] });
const MESSAGES = [
  message(4, "✅ Resolved · Checkout availability burned for 9 min"),
  message(3, "🔴 Page · Checkout availability is burning 40×"),
  message(2, "🔴 Page · Delivery slot availability is burning 24×"),
  message(1, "🔴 Page · Checkout availability is burning 20×"),
];

const watch = (messages: readonly SeenMessage[], untilMs = 0) =>
  watchMessages({ read: async () => messages, service: "checkout", untilMs, nowMs: () => 0 });

test("the first message after the last one seen that is about the service counts", async () => {
  expect((await watch(MESSAGES).next("fired", 1))?.id).toBe(3);
  expect((await watch(MESSAGES).next("resolved", 3))?.id).toBe(4);
});

test("a message that comes later is waited for", async () => {
  let asked = 0;
  const read = async () => (++asked < 2 ? [] : MESSAGES);
  const later = watchMessages({ read, service: "checkout", untilMs: 1, nowMs: () => 0 });
  expect((await later.next("fired", 0))?.id).toBe(1);
});

test("when the time is over and nothing came, there is nothing", async () => {
  expect(await watch(MESSAGES).next("fired", 3)).toBeNull();
});
