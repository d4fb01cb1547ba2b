import type { ScalarNode } from "./source-tree.ts";

const BLANK = /\s/;
const ESCAPE = /^\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r\n|[\s\S])/;
/** Escapes that stand for white space, or for nothing (an escaped line break). */
const BLANK_ESCAPES = new Set(["\\n", "\\t", "\\r", "\\v", "\\f", "\\ ", "\\\t", "\\_", "\\L", "\\P", "\\\n", "\\\r\n"]);

interface Unit {
  readonly length: number;
  /** UTF-16 units of the value that it stands for, white space not counted. */
  readonly inked: number;
}

const single = (char: string): Unit => ({ length: 1, inked: BLANK.test(char) ? 0 : 1 });

function escapedUnit(sequence: string): Unit {
  const code = /^\\[xuU]([0-9A-Fa-f]+)$/.exec(sequence)?.[1];
  if (code === undefined) return { length: sequence.length, inked: BLANK_ESCAPES.has(sequence) ? 0 : 1 };
  const point = Number.parseInt(code, 16);
  return { length: sequence.length, inked: point > 0xffff ? 2 : BLANK.test(String.fromCharCode(point)) ? 0 : 1 };
}

function unitAt(text: string, at: number, style: ScalarNode["style"]): Unit {
  const char = text.charAt(at);
  if (style === "single-quoted" && char === "'") return { length: 2, inked: 1 };
  const sequence = style === "double-quoted" ? ESCAPE.exec(text.slice(at, at + 10))?.[0] : undefined;
  return sequence === undefined ? single(char) : escapedUnit(sequence);
}

/** Where the scalar's characters begin and end: without quotes and without the header line of a block. */
function bodyOf(text: string, scalar: ScalarNode): { start: number; end: number } {
  const { start, end } = scalar.textSpan;
  if (scalar.style === "plain") return { start, end };
  if (scalar.style === "block") return { start: text.indexOf("\n", start) + 1, end };
  return { start: start + 1, end: end - 1 };
}

/**
 * The offset in the text of character `offset` of a string scalar. Folding, indentation and escapes change white space only, so
 * the n-th character that is not white space is the n-th of both. For white space: the character after the one before it.
 */
export function offsetInScalar(text: string, scalar: ScalarNode, offset: number): number {
  const value = typeof scalar.value === "string" ? scalar.value : scalar.source;
  const before = value.slice(0, offset).replace(/\s/g, "").length;
  const onBlank = BLANK.test(value.charAt(offset)) || offset >= value.length;
  const body = bodyOf(text, scalar);
  let at = body.start;
  let inked = 0;
  while (at < body.end) {
    const unit = unitAt(text, at, scalar.style);
    if (unit.inked > 0 && inked + unit.inked > before && !onBlank) return at;
    if (onBlank && inked >= before) return at;
    inked += unit.inked;
    at += unit.length;
  }
  return body.end;
}
