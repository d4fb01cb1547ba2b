import { CST, Lexer, Parser } from "yaml";
import type { DiagnosticSink } from "../diagnostic.ts";
import { checkTokens } from "./check-tokens.ts";
import { TOO_MANY_NODES, YAML_LIMITS } from "./limits.ts";
import type { PlaceOf } from "./place-of.ts";

/** Lexemes of no consequence, however many there are. */
const IDLE: ReadonlySet<string | null> = new Set(["space", "newline", "comment", "doc-mode"]);
/** A value takes at most this many lexemes of its own: itself, an anchor, indicators before and after it. */
const LEXEMES_PER_NODE = 4;
const MAX_LEXEMES = YAML_LIMITS.nodes * LEXEMES_PER_NODE;

/** Control characters that the lexer puts between the pieces of the text. */
const MARKERS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

export interface Scan {
  readonly sink: DiagnosticSink;
  readonly placeOf: PlaceOf;
}

/**
 * Text to the YAML library's tokens, or null when it is over a limit or uses what is refused: directives and tags.
 * Lexer and parser do not recurse, whatever the nesting; everything after this may, and relies on YAML_LIMITS.
 */
export function scanTokens(text: string, scan: Scan): CST.Token[] | null {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let offset = 0;
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (!IDLE.has(CST.tokenType(lexeme))) lexemes += 1;
    if (lexemes > MAX_LEXEMES) {
      const documentIndex = tokens.filter((token) => token.type === "document").length;
      scan.sink.error(scan.placeOf({ start: offset, end: offset + 1 }, { path: "", documentIndex }), "too-large", TOO_MANY_NODES);
      return null;
    }
    for (const token of parser.next(lexeme)) tokens.push(token);
    offset += MARKERS.has(lexeme) ? 0 : lexeme.length;
  }
  for (const token of parser.end()) tokens.push(token);
  return checkTokens(tokens, scan) ? tokens : null;
}
