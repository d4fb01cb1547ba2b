import { PageProblem, quote } from "./page-problem.ts";

/** What differs between the formats inside a sample line. */
export interface LineSyntax {
  /** Blanks and tabs are allowed wherever a separator or nothing may stand; otherwise exactly one space separates. */
  readonly looseBlanks: boolean;
  /** A backslash before another character than `\`, `"` and `n` stands for itself. */
  readonly lenientEscapes: boolean;
  /** Seconds, or null when the text is no timestamp. */
  readonly parseTimestamp: (text: string) => number | null;
  readonly exemplars: boolean;
}

const SPACE = 32;
const TAB = 9;
const isBlank = (code: number): boolean => code === SPACE || code === TAB;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isNameStart = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;

/** Reads one line from left to right. Every problem names the line. */
export class LineScanner {
  readonly #text: string;
  readonly #line: number;
  readonly #syntax: LineSyntax;
  #at = 0;

  constructor(text: string, line: number, syntax: LineSyntax) {
    this.#text = text;
    this.#line = line;
    this.#syntax = syntax;
  }

  fail(message: string): never {
    throw new PageProblem(this.#line, message);
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  rest(): string {
    return this.#text.slice(this.#at);
  }

  /** What was read so far. */
  passed(): string {
    return this.#text.slice(0, this.#at);
  }

  skip(characters: number): void {
    this.#at += characters;
  }

  peek(): string {
    return this.#text.charAt(this.#at);
  }

  /** Takes this character when it is the next one. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.#at += 1;
    return true;
  }

  /** Blanks that may stand here; returns whether there were any. */
  skipBlanks(): boolean {
    const from = this.#at;
    while (isBlank(this.#text.charCodeAt(this.#at))) this.#at += 1;
    if (!this.#syntax.looseBlanks && this.#at > from) this.fail("unexpected white space");
    return this.#at > from;
  }

  /** The separator between parts of the line. */
  separator(): void {
    if (this.#syntax.looseBlanks) {
      this.skipBlanks();
      return;
    }
    if (!this.take(" ") || this.atEnd || isBlank(this.#text.charCodeAt(this.#at))) this.fail("parts are separated by exactly one space");
  }

  /** A name of letters, digits and `_` (and `:` where allowed); empty when none begins here. */
  name(colons: boolean): string {
    const from = this.#at;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (!isNameStart(code) && !(colons && code === 58) && !(this.#at > from && isDigit(code))) break;
    }
    return this.#text.slice(from, this.#at);
  }

  /** Everything up to the next blank. */
  token(): string {
    const from = this.#at;
    while (this.#at < this.#text.length && !isBlank(this.#text.charCodeAt(this.#at))) this.#at += 1;
    return this.#text.slice(from, this.#at);
  }

  /** A quoted text, its escapes resolved. */
  quoted(): string {
    if (!this.take('"')) this.fail(`expected a text in double quotes, not ${quote(this.rest())}`);
    const from = this.#at;
    const close = this.#text.indexOf('"', from);
    if (close === -1) this.fail("a quoted text does not end");
    const plain = this.#text.slice(from, close);
    if (!plain.includes("\\")) {
      this.#at = close + 1;
      return plain;
    }
    return this.#escaped();
  }

  #escaped(): string {
    let text = "";
    while (!this.atEnd) {
      const character = this.peek();
      this.#at += 1;
      if (character === '"') return text;
      text += character === "\\" ? this.#escape() : character;
    }
    return this.fail("a quoted text does not end");
  }

  #escape(): string {
    const character = this.peek();
    this.#at += 1;
    if (character === "n") return "\n";
    if (character === "\\" || character === '"') return character;
    return this.#syntax.lenientEscapes && character !== "" ? `\\${character}` : this.fail(`invalid escape ${quote(`\\${character}`)}`);
  }
}
