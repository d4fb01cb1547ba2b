import { createHash } from "node:crypto";
import { lostDelivery, unusableTarget } from "../delivery/failure.ts";
import type { Notifier, NotifierDeps, NotifierKindDefinition } from "../notifier.ts";
import { makeRedactor } from "../text/redact.ts";
import { webhookBody } from "./body.ts";
import { type WebhookSettings, webhookSettings } from "./settings.ts";
import { findSigningSecretProblem, signatureHeader } from "./signature.ts";
import { webhookVerdict } from "./verdict.ts";

const TIMEOUT_MS = 15_000;
const HEADER_SAFE = /^[A-Za-z0-9_-]{1,128}$/;

/** The receiver's key against duplicates. It stands in a header: one that could not is replaced by its hash, which is as stable. */
const webhookId = (id: string): string => (HEADER_SAFE.test(id) ? id : `msg_${createHash("sha256").update(id).digest("hex")}`);

const isSet = (secret: string | undefined): secret is string => secret !== undefined && secret !== "";

function connectWebhook({ url }: WebhookSettings, secrets: Readonly<Record<string, string>>, { http, now }: NotifierDeps): Notifier {
  const signing = [secrets.signingSecret, secrets.previousSigningSecret].filter(isSet);
  const problem = isSet(secrets.signingSecret) ? (signing.map(findSigningSecretProblem).find((one) => one !== null) ?? null) : "is not set";
  const redact = makeRedactor(signing.flatMap((secret) => [secret, secret.replace(/^whsec_/, "")]));
  return {
    async send(message, signal) {
      if (problem !== null) return unusableTarget(`the signing secret ${problem}`);
      const signed = { id: webhookId(message.id), timestamp: Math.floor(now() / 1000), body: webhookBody(message) };
      const headers = {
        "content-type": "application/json",
        "webhook-id": signed.id,
        "webhook-timestamp": String(signed.timestamp),
        "webhook-signature": signatureHeader(signing, signed),
      };
      const outcome = await http.post({ url, headers, body: signed.body, timeoutMs: TIMEOUT_MS, signal });
      return outcome.ok ? webhookVerdict(outcome, now()) : lostDelivery(outcome, redact);
    },
  };
}

/** Any receiver that checks signatures after Standard Webhooks 1.0 (docs/notifications/webhook.md). */
export const webhookNotifier: NotifierKindDefinition<WebhookSettings> = {
  kind: "webhook",
  title: "Webhook",
  settings: webhookSettings,
  secrets: {
    signingSecret: {
      title: "Signing secret",
      description: "whsec_ and base64 of 24 to 64 random bytes; the receiver has the same",
      required: true,
    },
    previousSigningSecret: {
      title: "Previous signing secret",
      description: "While the secret is replaced: messages are signed with both",
      required: false,
    },
  },
  checkSecret: (_field, value) => findSigningSecretProblem(value),
  origin: ({ url }) => new URL(url).origin,
  minIntervalMs: 0,
  connect: connectWebhook,
};
