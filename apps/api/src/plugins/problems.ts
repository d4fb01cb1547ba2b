import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AppError } from "../errors/app-error.ts";
import { toAppError, toProblem } from "../errors/to-problem.ts";

export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

export interface ProblemDeps {
  readonly isDatabaseUnavailable: (error: unknown) => boolean;
  /** Methods that an address answers, by its path; empty where there is nothing. */
  readonly methodsOf: (path: string) => readonly string[];
}

const pathOf = (url: string): string => url.split("?", 1)[0] ?? url;

/** The reply to an address that nothing answers, or not with this method. */
export function refuseUnknownRoute(request: FastifyRequest, methodsOf: ProblemDeps["methodsOf"]): AppError {
  const methods = methodsOf(pathOf(request.url));
  if (methods.length === 0) return new AppError("route.not-found", "There is nothing at this address");
  return new AppError("route.method-not-allowed", `This address answers ${methods.join(", ")}`);
}

/** One line per failure of ours, with the cause; refusals are in the access log. */
function logOnce(log: FastifyBaseLogger, error: AppError): void {
  if (error.code === "internal" || error.code === "database.unavailable") log.error({ err: error.cause ?? error }, error.message);
}

/** Every error of every route leaves as problem details. */
export function addProblemHandlers(app: FastifyInstance, deps: ProblemDeps): void {
  app.setErrorHandler((error: unknown, request, reply) => sendProblem(request, reply, toAppError(error, deps.isDatabaseUnavailable)));
  app.setNotFoundHandler((request, reply) => {
    const refusal = refuseUnknownRoute(request, deps.methodsOf);
    if (refusal.code === "route.method-not-allowed") reply.header("allow", deps.methodsOf(pathOf(request.url)).join(", "));
    return sendProblem(request, reply, refusal);
  });
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: AppError): FastifyReply {
  logOnce(request.log, error);
  const problem = toProblem(error, request.id);
  if (error.retryAfterSeconds !== null) reply.header("retry-after", String(error.retryAfterSeconds));
  if (problem.status === 401) reply.header("www-authenticate", "Bearer");
  // Half-read bodies leave the connection in an unknown state.
  if (problem.status === 413) reply.header("connection", "close");
  return reply
    .code(problem.status)
    .header("cache-control", "no-store")
    .header("content-type", PROBLEM_TYPE)
    .serializer((text: string) => text)
    .send(JSON.stringify(problem));
}
