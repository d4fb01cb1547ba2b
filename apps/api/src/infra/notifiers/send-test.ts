import { randomUUID } from "node:crypto";
import type { DeliveryOutcome, TestMessage } from "@solvent/notifiers";
import type { SendTest, TestVerdict } from "../../usecases/notification/test-target.ts";
import type { ConnectTarget } from "./connect-target.ts";

export interface SendTestDeps {
  readonly connect: ConnectTarget;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds that never jump. */
  readonly monotonicMs: () => number;
}

const toVerdict = (outcome: DeliveryOutcome, latencyMs: number): TestVerdict => {
  if (outcome.ok) return { ok: true, status: outcome.status, latencyMs, failure: null };
  const { class: failureClass, message, permanent, status } = outcome.failure;
  return { ok: false, status, latencyMs, failure: { class: failureClass, permanent, message } };
};

/** Sends one message to a target that need not be stored, past its queue, and says precisely what came back. */
export const makeSendTest =
  ({ connect, now, monotonicMs }: SendTestDeps): SendTest =>
  async ({ author, secrets, targetName, ...target }, signal) => {
    const connected = connect(target, secrets);
    if (!connected.ok) {
      return { ok: false, status: null, latencyMs: 0, failure: { class: "blocked", permanent: true, message: connected.message } };
    }
    const message: TestMessage = {
      kind: "test",
      id: `test-${randomUUID()}`,
      atMs: now(),
      alertUrl: null,
      delayedMinutes: 0,
      repeated: false,
      target: targetName,
      author,
    };
    const startedMs = monotonicMs();
    const outcome = await connected.value.notifier.send(message, signal);
    return toVerdict(outcome, Math.round(monotonicMs() - startedMs));
  };
