import type { Place } from "../diagnostic.ts";
import type { Span } from "./source-tree.ts";

/** Turns offsets of one text into places. */
export type PlaceOf = (span: Span, at: { path: string; documentIndex: number }) => Place;

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The last index whose start is not after the offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Lines are counted here and not by the YAML library, which loses count inside of what is not valid. */
export function makePlaceOf(text: string, fileName: string): PlaceOf {
  const starts = startsOfLines(text);
  const position = (offset: number): { line: number; column: number } => {
    const line = lineAt(starts, offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
  return ({ start, end }, { path, documentIndex }) => {
    const first = position(Math.min(start, text.length));
    const last = position(Math.min(Math.max(start, end), text.length));
    return { fileName, path, ...first, endLine: last.line, endColumn: last.column, documentIndex };
  };
}
