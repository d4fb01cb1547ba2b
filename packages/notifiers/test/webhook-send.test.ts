import { aBurnFired, aTestMessage, makeTestPostHttp, makeWebhookReceiver, type WebhookReceiver } from "@solvent/testing";
import { afterEach, describe, expect, it } from "vitest";
import { connectKind, NOW } from "./connect-kind.ts";

const OLD = `whsec_${Buffer.alloc(24, 1).toString("base64")}`;
const NEW = `whsec_${Buffer.alloc(32, 2).toString("base64")}`;

describe("sending a signed webhook", () => {
  let receiver: WebhookReceiver;
  const signal = new AbortController().signal;
  afterEach(() => receiver.stop());

  async function send(receiverKnows: string, secrets: Readonly<Record<string, string>>, message = aBurnFired()) {
    receiver = await makeWebhookReceiver({ secret: receiverKnows, now: () => NOW });
    const notifier = connectKind("webhook", { url: receiver.url }, { secrets, http: makeTestPostHttp() });
    return notifier.send(message, signal);
  }

  it("carries the key of the message, the time of the attempt and a signature", async () => {
    expect(await send(NEW, { signingSecret: NEW })).toEqual({ ok: true, status: 204, answer: "accepted with 204" });
    expect(receiver.attempts[0]?.headers).toMatchObject({
      "content-type": "application/json",
      "webhook-id": "target-1-41",
      "webhook-timestamp": String(Math.floor(NOW / 1000)),
      "webhook-signature": expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
    });
    expect(receiver.accepted).toMatchObject([{ type: "slo.alert.firing", timestamp: "2026-11-23T19:00:00Z" }]);
  });

  it.each([OLD, NEW])("is accepted with the old and with the new secret while one replaces the other", async (known) => {
    expect(await send(known, { signingSecret: NEW, previousSigningSecret: OLD })).toMatchObject({ ok: true });
    expect(String(receiver.attempts[0]?.headers["webhook-signature"]).split(" ")).toHaveLength(2);
  });

  it("is refused by a receiver that knows another secret", async () => {
    expect(await send(NEW, { signingSecret: OLD })).toMatchObject({ ok: false, failure: { class: "unauthorized", permanent: true } });
  });

  it("keeps its key when that cannot stand in a header", async () => {
    const id = "a.b\r\nx-evil: 1";
    await send(NEW, { signingSecret: NEW }, aBurnFired({ id }));
    const notifier = connectKind("webhook", { url: receiver.url }, { secrets: { signingSecret: NEW }, http: makeTestPostHttp() });
    await notifier.send(aTestMessage({ id }), signal);
    const [first, second] = receiver.accepted.map((message) => message.id);
    expect(first).toMatch(/^msg_[0-9a-f]{64}$/);
    expect(second).toBe(first);
  });

  it.each([
    [{}, "the signing secret is not set"],
    [{ signingSecret: "whsec_short" }, "the signing secret must be base64 after whsec_"],
    [{ signingSecret: NEW, previousSigningSecret: "whsec_AAAA" }, "the signing secret must hold 24 to 64 bytes"],
  ])("with the secrets %j is a failure that can be repaired", async (secrets, message) => {
    expect(await send(NEW, secrets)).toMatchObject({ ok: false, failure: { class: "blocked", permanent: false, message } });
    expect(receiver.attempts).toEqual([]);
  });
});
