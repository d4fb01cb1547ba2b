/** A program that the service refuses, with the place. Lines and columns count from 1. */
export class FlowError extends Error {
  override readonly name = "FlowError";
  readonly errorType: string;
  readonly line: number;
  readonly column: number;
  constructor(errorType: string, message: string, at: Place) {
    super(message);
    this.errorType = errorType;
    this.line = at.line;
    this.column = at.column;
  }
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Word extends Place {
  readonly kind: "name" | "number" | "text" | "sign" | "end";
  readonly text: string;
}

export type Node = Place &
  (
    | { readonly kind: "literal"; readonly value: string | number | boolean | null }
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "list"; readonly items: readonly Node[] }
    | { readonly kind: "not" | "minus"; readonly of: Node }
    | { readonly kind: "binary"; readonly sign: string; readonly left: Node; readonly right: Node }
    | { readonly kind: "call"; readonly name: string; readonly on: Node | null; readonly args: readonly Arg[] }
  );

export interface Arg {
  readonly name: string | null;
  readonly value: Node;
}

export interface Line {
  readonly assigns: string | null;
  readonly value: Node;
}

const WORD =
  /([ \t\f]+|#[^\n]*|\\\n)|(\n|;)|([A-Za-z_]\w*)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|([-+*/=.,:()[\]])/y;

/** Lines end only outside of brackets. */
export function toWords(text: string): Word[] {
  const words: Word[] = [];
  let [at, line, lineStart, depth] = [0, 1, 0, 0];
  while (at < text.length) {
    WORD.lastIndex = at;
    const match = WORD.exec(text);
    const place = { line, column: at - lineStart + 1 };
    if (match === null)
      throw new FlowError("ANALYTICS_PROGRAM_SYNTAX_ERROR", `unexpected character ${JSON.stringify(text.charAt(at))}`, place);
    const [whole, blank, end, name, number, quoted, sign] = match;
    if (end !== undefined && depth === 0) words.push({ kind: "end", text: end, ...place });
    if (name !== undefined) words.push({ kind: "name", text: name, ...place });
    if (number !== undefined) words.push({ kind: "number", text: number, ...place });
    if (quoted !== undefined) words.push({ kind: "text", text: quoted.slice(1, -1).replace(/\\(.)/g, "$1"), ...place });
    if (sign !== undefined) {
      words.push({ kind: "sign", text: sign, ...place });
      if ("([".includes(sign)) depth += 1;
      if (")]".includes(sign)) depth -= 1;
    }
    at += whole.length;
    if (whole === "\n" || blank === "\\\n") {
      line += 1;
      lineStart = at;
    }
  }
  return [...words, { kind: "end", text: "", line, column: at - lineStart + 1 }];
}
