import { createHmac } from "node:crypto";

/** Standard Webhooks 1.0: `whsec_` and base64 of 24 to 64 random bytes. */
const PREFIX = "whsec_";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
const MIN_BYTES = 24;
const MAX_BYTES = 64;

/** What is wrong with a signing secret, null when it is fine. */
export function findSigningSecretProblem(secret: string): string | null {
  if (!secret.startsWith(PREFIX)) return `must begin with ${PREFIX}`;
  const encoded = secret.slice(PREFIX.length);
  if (!BASE64.test(encoded)) return `must be base64 after ${PREFIX}`;
  const { length } = Buffer.from(encoded, "base64");
  return length >= MIN_BYTES && length <= MAX_BYTES ? null : `must hold ${MIN_BYTES} to ${MAX_BYTES} bytes`;
}

export interface Signed {
  readonly id: string;
  /** Seconds since the epoch, of this attempt: receivers refuse what is older than five minutes. */
  readonly timestamp: number;
  readonly body: string;
}

const signWith = (secret: string, { id, timestamp, body }: Signed): string =>
  createHmac("sha256", Buffer.from(secret.slice(PREFIX.length), "base64"))
    .update(`${id}.${timestamp}.${body}`, "utf8")
    .digest("base64");

/** One signature for each secret: while a secret is replaced the receiver may know either. */
export const signatureHeader = (secrets: readonly string[], signed: Signed): string =>
  secrets.map((secret) => `v1,${signWith(secret, signed)}`).join(" ");
