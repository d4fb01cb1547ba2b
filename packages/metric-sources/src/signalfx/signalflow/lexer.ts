/** One word of a SignalFlow program. `at` counts characters from its beginning; `depth` is the number of brackets around it. */
export interface Token {
  readonly kind: "name" | "number" | "string" | "operator" | "newline";
  readonly text: string;
  readonly at: number;
  readonly depth: number;
}

export interface SyntaxProblem {
  readonly message: string;
  readonly offset: number;
}

export type Lexed = { readonly ok: true; readonly tokens: readonly Token[] } | { readonly ok: false; readonly problem: SyntaxProblem };

type Kind = Token["kind"];
const KINDS: readonly Kind[] = ["newline", "name", "number", "string", "operator"];
const BLANK = /(?:[ \t\f]|#[^\n]*|\\\r?\n)+/y;
/** One group for each kind of word. Ends of lines are words of their own. */
const WORD =
  /(\r?\n|;)|([A-Za-z_]\w*)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|('(?:[^'\\\n]|\\[^\n])*'|"(?:[^"\\\n]|\\[^\n])*")|(==|!=|<=|>=|\*\*|\/\/|->|[+\-*/%<>=!.,:()[\]{}&|^~@])/y;
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const CLOSERS: ReadonlySet<string> = new Set(Object.values(CLOSING));

/** Where blanks, comments and joined lines at a place end. */
function skipBlank(text: string, at: number): number {
  BLANK.lastIndex = at;
  return BLANK.test(text) ? BLANK.lastIndex : at;
}

function nextWord(text: string, at: number): Pick<Token, "kind" | "text"> | null {
  WORD.lastIndex = at;
  const match = WORD.exec(text);
  const kind = match === null ? undefined : KINDS[match.findIndex((group, place) => place > 0 && group !== undefined) - 1];
  return match === null || kind === undefined ? null : { kind, text: match[0] };
}

const refuse = (message: string, offset: number): Lexed => ({ ok: false, problem: { message, offset } });

/** The words of a program without its comments. Every bracket has its partner; inside brackets lines do not end. */
export function lexSignalFlow(text: string): Lexed {
  const tokens: Token[] = [];
  const open: { readonly text: string; readonly at: number }[] = [];
  let at = skipBlank(text, 0);
  while (at < text.length) {
    const word = nextWord(text, at);
    if (word === null)
      return refuse(/['"]/.test(text.charAt(at)) ? "this text has no end" : `"${text.charAt(at)}" has no meaning here`, at);
    if (CLOSERS.has(word.text)) {
      const opened = open.pop();
      if (opened === undefined || CLOSING[opened.text] !== word.text) return refuse(`"${word.text}" closes nothing`, at);
    }
    if (word.kind !== "newline" || open.length === 0) tokens.push({ ...word, at, depth: open.length });
    if (word.text in CLOSING && word.kind === "operator") open.push({ text: word.text, at });
    at = skipBlank(text, at + word.text.length);
  }
  const [unclosed] = open.slice(-1);
  return unclosed === undefined ? { ok: true, tokens } : refuse(`"${unclosed.text}" is never closed`, unclosed.at);
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

/** What a string token says. */
export const unquote = (text: string): string => text.slice(1, -1).replace(/\\(.)/g, (_, after: string) => ESCAPES[after] ?? after);

/** The text as a string of the language. */
export const quote = (text: string): string =>
  `'${text.replace(/[\\'\n\t\r]/g, (one) => ({ "\n": "\\n", "\t": "\\t", "\r": "\\r" })[one] ?? `\\${one}`)}'`;
