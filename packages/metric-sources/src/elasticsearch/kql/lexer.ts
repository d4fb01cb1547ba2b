/** A mistake in a text, with the place where it stands. */
export interface KqlProblem {
  readonly message: string;
  readonly offset: number;
}

export type KqlToken =
  | { readonly kind: "(" | ")" | "{" | "}" | ":" | "<" | "<=" | ">" | ">=" | "end"; readonly at: number }
  /** `pattern` is null unless a wildcard stands in it; it is written as the query `wildcard` wants it. */
  | { readonly kind: "word"; readonly at: number; readonly raw: string; readonly text: string; readonly pattern: string | null }
  | { readonly kind: "phrase"; readonly at: number; readonly text: string };

const SPECIAL = new Set(["(", ")", "{", "}", ":", "<", ">", '"']);
const BLANK = /\s/;

type Read<T> = { readonly ok: true; readonly token: T; readonly end: number } | { readonly ok: false; readonly problem: KqlProblem };

function readPhrase(text: string, at: number): Read<KqlToken> {
  let content = "";
  for (let place = at + 1; place < text.length; place += 1) {
    const character = text.charAt(place);
    if (character === '"') return { ok: true, token: { kind: "phrase", at, text: content }, end: place + 1 };
    if (character === "\\" && place + 1 < text.length) place += 1;
    content += text.charAt(place);
  }
  return { ok: false, problem: { message: "the quote is not closed", offset: at } };
}

const escapeWildcards = (character: string): string => (/[*?\\]/.test(character) ? `\\${character}` : character);

/** Anything up to a blank or a special character; a backslash takes the meaning from the character behind it. */
function readWord(text: string, at: number): Read<KqlToken> {
  let [content, pattern, place] = ["", "", at];
  let hasWildcard = false;
  for (; place < text.length; place += 1) {
    const character = text.charAt(place);
    if (BLANK.test(character) || SPECIAL.has(character)) break;
    const isEscape = character === "\\" && place + 1 < text.length;
    if (isEscape) place += 1;
    const meant = text.charAt(place);
    const isWildcard = meant === "*" && !isEscape;
    hasWildcard ||= isWildcard;
    content += meant;
    pattern += isWildcard ? meant : escapeWildcards(meant);
  }
  const raw = text.slice(at, place);
  return { ok: true, token: { kind: "word", at, raw, text: content, pattern: hasWildcard ? pattern : null }, end: place };
}

function readToken(text: string, at: number): Read<KqlToken> {
  const two = text.slice(at, at + 2);
  if (two === "<=" || two === ">=") return { ok: true, token: { kind: two, at }, end: at + 2 };
  const one = text.charAt(at);
  if (one === '"') return readPhrase(text, at);
  if (one === "(" || one === ")" || one === "{" || one === "}" || one === ":" || one === "<" || one === ">")
    return { ok: true, token: { kind: one, at }, end: at + 1 };
  return readWord(text, at);
}

/** The tokens of a text, an `end` behind them. */
export function readTokens(text: string): { ok: true; tokens: readonly KqlToken[] } | { ok: false; problem: KqlProblem } {
  const tokens: KqlToken[] = [];
  let place = 0;
  while (place < text.length) {
    if (BLANK.test(text.charAt(place))) {
      place += 1;
      continue;
    }
    const read = readToken(text, place);
    if (!read.ok) return read;
    tokens.push(read.token);
    place = read.end;
  }
  return { ok: true, tokens: [...tokens, { kind: "end", at: text.length }] };
}
