import { quote, unquote } from "./lexer.ts";
import { isValueName, type Program } from "./program.ts";

/** A piece of text put in place of the characters [from, to). */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with all edits made; they must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((left, right) => left.from - right.from);
  let result = "";
  let at = 0;
  for (const { from, to, text: inserted } of sorted) {
    result += text.slice(at, from) + inserted;
    at = to;
  }
  return result + text.slice(at);
}

/** The label that a published stream has after `renameProgram`. */
export const renamedLabel = (prefix: string, label: string | null): string => `${prefix}${label ?? ""}`;

/** The same program with a prefix before each of its variables and labels, so that it can stand beside others. */
export function renameProgram({ text, tokens, statements, publishes }: Program, prefix: string): string {
  const own = new Set(statements.flatMap(({ assigns }) => (assigns === null ? [] : [assigns])));
  const names = tokens.flatMap((token, place): Edit[] =>
    own.has(token.text) && isValueName(tokens, place) ? [{ from: token.at, to: token.at, text: prefix }] : [],
  );
  const labels = publishes.map(({ label, labelPlace, open, args }): Edit => {
    const renamed = quote(renamedLabel(prefix, label));
    const token = labelPlace === null ? undefined : tokens[labelPlace];
    if (token !== undefined) return { from: token.at, to: token.at + token.text.length, text: renamed };
    const after = (tokens[open]?.at ?? 0) + 1;
    return { from: after, to: after, text: `label=${renamed}${args.length > 0 ? ", " : ""}` };
  });
  return applyEdits(text, [...names, ...labels]);
}

/** Words joined by single blanks: layout, comments and the kind of quotes do not make another program. */
export function normaliseProgram({ tokens }: Pick<Program, "tokens">): string {
  const words = tokens.map(({ kind, text: word }) => (kind === "newline" ? "\n" : kind === "string" ? quote(unquote(word)) : word));
  return words
    .join(" ")
    .replace(/ ?(?:\n ?)+/g, "\n")
    .trim();
}
