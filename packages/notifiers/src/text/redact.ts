/** Takes out of a text whatever must not be told. */
export type Redact = (text: string) => string;

const REDACTED = "[redacted]";

const tryDecode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Spellings in which a secret may come back: as is, decoded, in JSON, in an address, in HTML, in base64. */
function spellings(secret: string): string[] {
  const base64 = Buffer.from(secret, "utf8").toString("base64");
  const html = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const encoded = encodeURIComponent(secret);
  return [
    secret,
    tryDecode(secret),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll("/", "\\/"),
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    encodeURIComponent(encoded),
    html,
    base64,
    base64.replace(/=+$/, ""),
    Buffer.from(secret, "utf8").toString("base64url"),
  ];
}

/** Removes every secret in every usual spelling. Apply it before a text is cut: half a secret is not recognised. */
export function makeRedactor(secrets: readonly string[]): Redact {
  const needles = [...new Set(secrets.flatMap(spellings))].filter((needle) => needle !== "").sort((a, b) => b.length - a.length);
  return (text) => needles.reduce((rest, needle) => rest.replaceAll(needle, REDACTED), text);
}

const LEAST_SECRET_SEGMENT = 6;

/** Of an address that is itself the secret: all of it, its path, and the parts of the path. The host is nobody's secret. */
export function secretsOfAddress(address: string): string[] {
  if (!URL.canParse(address)) return [address];
  const { href, pathname, search } = new URL(address);
  const segments = pathname.split("/").filter((segment) => segment.length >= LEAST_SECRET_SEGMENT && segment !== "services");
  const path = pathname === "/" ? [] : [pathname, `${pathname}${search}`, pathname.slice(1)];
  return [address, href, ...path, ...segments];
}
