import type { FieldProblem } from "@solvent/api-contract";
import type * as z from "zod";

const MAX_PROBLEMS = 100;
const MAX_KEY = 100;
const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** `["spec", "objectives", 0, "target"]` -> `spec.objectives[0].target`; unusual keys are quoted and cut. */
export const formatFieldPath = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => {
      if (typeof step === "number") return `[${step}]`;
      const key = String(step);
      return PLAIN_KEY.test(key) && key.length <= MAX_KEY ? `.${key}` : `[${JSON.stringify(key.slice(0, MAX_KEY))}]`;
    })
    .join("")
    .replace(/^\./, "");

const messageOf = (issue: z.core.$ZodIssue): string =>
  issue.code === "invalid_type" && issue.message.endsWith("received undefined") ? "is required" : issue.message;

/** A problem with its path still in steps. */
export interface PathProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const toStep = (key: PropertyKey): string | number => (typeof key === "number" ? key : String(key));

/** What zod found, one entry per field, with the path below `prefix`; at most 100. */
export const toPathProblems = (error: z.core.$ZodError, prefix: readonly PropertyKey[] = []): PathProblem[] =>
  error.issues
    .flatMap((issue): PathProblem[] => {
      const path = [...prefix, ...issue.path].map(toStep);
      if (issue.code !== "unrecognized_keys") return [{ path, message: messageOf(issue) }];
      return issue.keys.map((key) => ({ path: [...path, key], message: "is not a known field" }));
    })
    .slice(0, MAX_PROBLEMS);

export const toFieldProblem = ({ path, message }: PathProblem): FieldProblem => ({ path: formatFieldPath(path), message });

export const toFieldProblems = (error: z.core.$ZodError): FieldProblem[] => toPathProblems(error).map(toFieldProblem);
