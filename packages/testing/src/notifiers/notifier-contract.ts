import { DELIVERY_FAILURES, type DeliveryFailure, type DeliveryOutcome, type Message, type Notifier } from "@solvent/notifiers";
import { afterEach, describe, expect, it } from "vitest";
import { HOSTILE_TEXTS, withHostileText } from "./hostile-texts.ts";
import { aBurnFired, aTestMessage, messagesOfEveryKind } from "./message-builders.ts";
import type { ReceiverFault } from "./receiver.ts";

/** An answer, and what it means for the message. `delivered`: it was accepted all the same. */
export interface CannedDelivery {
  readonly name: string;
  readonly fault: ReceiverFault;
  readonly outcome: "delivered" | (Pick<DeliveryFailure, "class" | "permanent" | "maybeAccepted"> & Partial<DeliveryFailure>);
}

/** A connected notifier and its receiver. */
export interface NotifierWorld {
  readonly notifier: Notifier;
  /** From now on every request gets this, until null. */
  failWith(fault: ReceiverFault | null): void;
  /** Resolves when so many requests have arrived. */
  attempted(count: number): Promise<void>;
  /** Ends the time that an answer may take. */
  expire(): void;
  /** Accepted messages. */
  accepted(): readonly unknown[];
  /** What is wrong with the accepted messages. */
  problems(): readonly string[];
  /** What the notifier was connected with and must never say. */
  readonly secrets: readonly string[];
  /** The receiver is gone: nobody listens any more. */
  stop(): Promise<void>;
}

export interface NotifierContract {
  start(): Promise<NotifierWorld>;
  readonly cannedAnswers: readonly CannedDelivery[];
}

const MAX_MESSAGE_LENGTH = 1024;
const never = (): AbortSignal => new AbortController().signal;

/** Every text inside a value. Not its JSON: there a quote inside a secret is escaped, and the secret not found. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]) : [];
}

const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  encodeURIComponent(encodeURIComponent(secret)),
  secret.replaceAll("/", "\\/"),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
];

function expectNoSecret(value: unknown, secrets: readonly string[]): void {
  for (const text of textsIn(value)) for (const form of secrets.flatMap(formsOf)) expect(text).not.toContain(form);
}

function expectOutcome(outcome: DeliveryOutcome, expected: CannedDelivery["outcome"]): void {
  expect(outcome).toMatchObject(expected === "delivered" ? { ok: true } : { ok: false, failure: expected });
  if (outcome.ok) return;
  expect(DELIVERY_FAILURES).toContain(outcome.failure.class);
  expect(outcome.failure.message).not.toBe("");
  expect(outcome.failure.message.length).toBeLessThanOrEqual(MAX_MESSAGE_LENGTH);
}

/** What every kind of notifier must do. `name` is the kind. */
export function describeNotifierContract(name: string, contract: NotifierContract): void {
  describe(`the notifier contract, ${name}`, () => {
    const worlds: NotifierWorld[] = [];
    const start = async (): Promise<NotifierWorld> => {
      const world = await contract.start();
      worlds.push(world);
      return world;
    };
    afterEach(async () => {
      await Promise.all(worlds.splice(0).map((world) => world.stop()));
    });

    /** Sends a message; of a receiver that hangs, the time is over as soon as it has the request. */
    async function send(world: NotifierWorld, message: Message, fault: ReceiverFault | null): Promise<DeliveryOutcome> {
      world.failWith(fault);
      const sending = world.notifier.send(message, never());
      if (fault?.do === "hang") await world.attempted(1).then(() => world.expire());
      return sending;
    }

    it.each(Object.values(messagesOfEveryKind()))("delivers a message of the kind $kind", async (message) => {
      const world = await start();
      expect(await send(world, message, null)).toMatchObject({ ok: true });
      expect(world.accepted()).toHaveLength(1);
      expect(world.problems()).toEqual([]);
    });

    it.each(contract.cannedAnswers)("judges the answer: $name", async ({ fault, outcome: expected }) => {
      const world = await start();
      const outcome = await send(world, aBurnFired(), fault);
      expectOutcome(outcome, expected);
      expectNoSecret(outcome, world.secrets);
    });

    it.each(contract.cannedAnswers)("is not left in a bad state: after $name the next message arrives", async ({ fault }) => {
      const world = await start();
      await send(world, aBurnFired(), fault);
      const before = world.accepted().length;
      expect(await send(world, aTestMessage(), null)).toMatchObject({ ok: true });
      expect(world.accepted()).toHaveLength(before + 1);
    });

    it("knows that a message was not accepted when nobody listens", async () => {
      const world = await start();
      await world.stop();
      worlds.length = 0;
      const outcome = await send(world, aBurnFired(), null);
      expectOutcome(outcome, { class: "unreachable", permanent: false, maybeAccepted: false });
      expectNoSecret(outcome, world.secrets);
    });

    it("stops when told to: before it sends, nothing can have been accepted", async () => {
      const world = await start();
      const outcome = await world.notifier.send(aBurnFired(), AbortSignal.abort());
      expectOutcome(outcome, { class: "aborted", permanent: false, maybeAccepted: false });
      expect(world.accepted()).toEqual([]);
    });

    it("stops when told to: while it waits for an answer, it may have been accepted", async () => {
      const world = await start();
      world.failWith({ do: "hang", accept: true });
      const controller = new AbortController();
      const sending = world.notifier.send(aBurnFired(), controller.signal);
      await world.attempted(1);
      controller.abort();
      expectOutcome(await sending, { class: "aborted", permanent: false, maybeAccepted: true });
      expect(world.accepted()).toHaveLength(1);
    });

    it.each(Object.values(messagesOfEveryKind()))("makes a safe message of kind $kind, whatever stands in its texts", async (message) => {
      const world = await start();
      for (const text of HOSTILE_TEXTS) expect(await send(world, withHostileText(message, text), null)).toMatchObject({ ok: true });
      expect(world.accepted()).toHaveLength(HOSTILE_TEXTS.length);
      expect(world.problems()).toEqual([]);
    });
  });
}
