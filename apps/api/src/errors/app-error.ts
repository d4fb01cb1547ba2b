import type { ErrorCode, FieldProblem } from "@solvent/api-contract";

/** A refusal with a stable code. `message` is shown to the caller: it holds no secret and nothing about how Solvent is built. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly problems: readonly FieldProblem[];
  /** Seconds after which asking again makes sense. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: ErrorCode,
    message: string,
    details: { readonly problems?: readonly FieldProblem[]; readonly retryAfterSeconds?: number; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.problems = details.problems ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }
}

/** `request.invalid` with the fields that are wrong. */
export const invalidRequest = (problems: readonly FieldProblem[]): AppError =>
  new AppError("request.invalid", problems.length === 1 ? "One field is not valid" : `${problems.length} fields are not valid`, {
    problems,
  });
