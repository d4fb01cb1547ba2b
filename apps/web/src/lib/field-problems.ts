import { ApiError } from "@solvent/api-contract";
import { capital } from "./words.ts";

/** What is wrong with a form, by dotted path, as the API names its fields: conditions.0.factor. */
export type FieldProblems = ReadonlyMap<string, string>;

/** The server's objections, by the same paths. */
export function serverProblems(error: Error | null): FieldProblems {
  if (!(error instanceof ApiError)) return new Map();
  return new Map(error.errors.map(({ path, message }) => [path.replaceAll("[", ".").replaceAll("]", ""), capital(message)]));
}

/** What a parser of the domain objects to, in its own words; null when it takes the text. */
export function rangeProblem(parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    if (error instanceof RangeError) return capital(error.message);
    throw error;
  }
}
