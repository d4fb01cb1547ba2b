export type Redact = (text: string) => string;

const REDACTED = "[redacted]";

const htmlEscape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");

/** Spellings in which a secret may come back: as is, in JSON, in an address, in HTML, in base64. */
function spellings(secret: string): string[] {
  const base64 = Buffer.from(secret, "utf8").toString("base64");
  const inForm = new URLSearchParams({ s: secret }).toString().slice(2);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    inForm,
    htmlEscape(secret),
    base64,
    base64.replace(/=+$/, ""),
  ];
}

/**
 * Removes every given secret, in every usual spelling, from texts that others wrote. Apply it before cutting a text short: half
 * a secret is not recognised.
 */
export function makeRedactor(secrets: readonly string[]): Redact {
  const needles = [...new Set(secrets.filter((secret) => secret !== "").flatMap(spellings))].sort(
    (left, right) => right.length - left.length,
  );
  return (text) => needles.reduce((rest, needle) => rest.replaceAll(needle, REDACTED), text);
}
