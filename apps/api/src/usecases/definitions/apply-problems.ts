import type { DefinitionRef, Diagnostic } from "@solvent/spec";
import type { DefinitionProblem } from "./check-objective.ts";
import type { DefinitionReader } from "./definition-reader.ts";

/** What a person is told of a diagnostic. */
export type TextDiagnostic = Omit<Diagnostic, "code" | "documentIndex" | "fileName">;

/** A problem of one definition of a text that only shows next to what is stored. */
export interface ApplyProblem extends DefinitionProblem {
  readonly of: DefinitionRef;
}

/** Ends a transaction without storing anything. */
export class ProblemsFound extends Error {
  override readonly name = "ProblemsFound";
  readonly problems: readonly ApplyProblem[];
  /** Problems whose place is known already. */
  readonly placed: readonly TextDiagnostic[];

  constructor(problems: readonly ApplyProblem[], placed: readonly TextDiagnostic[]) {
    super(`${problems.length + placed.length} problems`);
    this.problems = problems;
    this.placed = placed;
  }
}

export const problemsOf = (of: DefinitionRef, problems: readonly DefinitionProblem[]): ApplyProblem[] =>
  problems.map((found) => ({ ...found, of }));

const START = { path: "", line: 1, column: 1, endLine: 1, endColumn: 1 };

/** A source says where inside its query a problem is; next to a place in the text that would be said twice. */
const PLACE_IN_QUERY = /^line \d+, column \d+: /;

/** The problems at their places in the text, in its order. */
export async function placeProblems(
  reader: DefinitionReader,
  text: string,
  { problems, placed }: ProblemsFound,
): Promise<TextDiagnostic[]> {
  const places = await reader.locate(text, problems);
  const located = problems.map(({ message, offset }, index): TextDiagnostic => {
    const place = places[index] ?? null;
    const said = place !== null && offset !== undefined ? message.replace(PLACE_IN_QUERY, "") : message;
    return { ...(place ?? START), severity: "error", message: said };
  });
  return [...placed, ...located].sort((a, b) => a.line - b.line || a.column - b.column);
}
