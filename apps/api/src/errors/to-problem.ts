import type { ErrorCode, Problem } from "@solvent/api-contract";
import { AppError } from "./app-error.ts";
import { toHttpStatus, toTitle } from "./http-status.ts";

/** Fastify's own refusals that can happen to a request; everything else it throws is a mistake of ours. */
const CODE_OF_FASTIFY: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["request.too-large", "The body is larger than 1 MiB"],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["request.not-json", "Send the body as application/json"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["request.invalid", "The body is not as long as Content-Length says"],
  FST_ERR_BAD_URL: ["request.invalid", "The address is not a valid URL"],
  FST_ERR_ASYNC_CONSTRAINT: ["request.invalid", "The address is not a valid URL"],
  FST_ERR_MAX_PARAM_LENGTH: ["request.invalid", "The address is too long"],
};

/** An error as the refusal that the caller sees. Whatever is not known says nothing but `internal`. */
export function toAppError(error: unknown, isDatabaseUnavailable: (error: unknown) => boolean): AppError {
  if (error instanceof AppError) return error;
  const fastify = error instanceof Error && "code" in error && typeof error.code === "string" ? CODE_OF_FASTIFY[error.code] : undefined;
  if (fastify !== undefined) return new AppError(fastify[0], fastify[1], { cause: error });
  if (isDatabaseUnavailable(error)) {
    return new AppError("database.unavailable", "The database cannot be reached at the moment", { cause: error, retryAfterSeconds: 5 });
  }
  return new AppError("internal", "Something went wrong inside Solvent; the log of the server names it by the request id", {
    cause: error,
  });
}

/** RFC 9457 problem details. The type is the stable code as a relative reference. */
export const toProblem = (error: AppError, requestId: string): Problem => ({
  type: `/problems/${error.code}`,
  title: toTitle(error.code),
  status: toHttpStatus(error.code),
  detail: error.message,
  code: error.code,
  requestId,
  ...(error.problems.length === 0 ? {} : { errors: [...error.problems] }),
});
