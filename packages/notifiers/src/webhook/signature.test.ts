import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it, vi } from "vitest";
import { findSigningSecretProblem, signatureHeader } from "./signature.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
const SIGNED = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1614265330, body: '{"test": 2432232314}' };

describe("the signature of a webhook", () => {
  afterEach(() => vi.useRealTimers());

  it("is that of the Standard Webhooks vector", () => {
    expect(signatureHeader([SECRET], SIGNED)).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it.each([SECRET, OTHER])("is accepted by the reference implementation with either secret of a rotation", (known) => {
    // The reference implementation asks the clock how old a message is.
    vi.useFakeTimers({ now: SIGNED.timestamp * 1000 });
    const signed = { ...SIGNED, body: '{"name":"Zahlung · توفر"}' };
    const headers = {
      "webhook-id": signed.id,
      "webhook-timestamp": String(signed.timestamp),
      "webhook-signature": signatureHeader([SECRET, OTHER], signed),
    };
    expect(new Webhook(known).verify(signed.body, headers)).toEqual({ name: "Zahlung · توفر" });
  });

  it.each([
    [SECRET, null],
    [`whsec_${Buffer.alloc(64).toString("base64")}`, null],
    ["", "must begin with whsec_"],
    [SECRET.slice(6), "must begin with whsec_"],
    ["whsec_", "must hold 24 to 64 bytes"],
    ["whsec_not base64", "must be base64 after whsec_"],
    ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", "must be base64 after whsec_"],
    [`whsec_${Buffer.alloc(23).toString("base64")}`, "must hold 24 to 64 bytes"],
    [`whsec_${Buffer.alloc(65).toString("base64")}`, "must hold 24 to 64 bytes"],
  ])("of the secret %j: %j", (secret, problem) => {
    expect(findSigningSecretProblem(secret)).toBe(problem);
  });
});
