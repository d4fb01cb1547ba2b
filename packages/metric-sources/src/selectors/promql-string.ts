const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};
const NUMERIC_ESCAPE = /^(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/;

function numericEscape(rest: string): { bytes: Uint8Array; length: number } | null {
  const match = NUMERIC_ESCAPE.exec(rest);
  if (match === null) return null;
  const [whole, hex, octal, short, long] = match;
  const byte = hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : null;
  if (byte !== null) return byte > 255 ? null : { bytes: Uint8Array.of(byte), length: whole.length };
  const code = Number.parseInt(short ?? long ?? "", 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
  return { bytes: new TextEncoder().encode(String.fromCodePoint(code)), length: whole.length };
}

function escapeAt(rest: string): { bytes: Uint8Array; length: number } | null {
  const simple = SIMPLE_ESCAPES[rest.charAt(0)];
  return simple === undefined ? numericEscape(rest) : { bytes: new TextEncoder().encode(simple), length: 1 };
}

/**
 * The text that a PromQL string literal stands for (quotes included in `literal`). Escapes are those of Go; between back-ticks
 * there are none. `\xNN` and octal escapes are bytes of UTF-8. Fails with the offset inside the literal.
 */
export function parsePromqlString(literal: string): { ok: true; value: string } | { ok: false; offset: number } {
  const inner = literal.slice(1, -1);
  if (literal.startsWith("`")) return { ok: true, value: inner.replaceAll("\r", "") };
  const chunks: Uint8Array[] = [];
  let position = 0;
  while (position < inner.length) {
    const slash = inner.indexOf("\\", position);
    const end = slash === -1 ? inner.length : slash;
    chunks.push(new TextEncoder().encode(inner.slice(position, end)));
    if (slash === -1) break;
    const escaped = escapeAt(inner.slice(slash + 1));
    if (escaped === null) return { ok: false, offset: slash };
    chunks.push(escaped.bytes);
    position = slash + 1 + escaped.length;
  }
  try {
    return { ok: true, value: new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)) };
  } catch {
    return { ok: false, offset: 0 };
  }
}

const CONTROL_NAMES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A double-quoted PromQL literal of this text. */
export const toPromqlString = (text: string): string => `"${text.replace(/[\\"\n\r\t]/g, (char) => CONTROL_NAMES[char] ?? char)}"`;
