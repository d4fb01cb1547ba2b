import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { ErrorCode } from "@solvent/api-contract";
import type { ConnectionError, FastifyHttpOptions } from "fastify";
import { AppError } from "../errors/app-error.ts";
import { toAppError, toProblem } from "../errors/to-problem.ts";
import { PROBLEM_TYPE, sendProblem } from "./problems.ts";

/** Requests that Node's own parser gives up on. They have a status of their own, which no error code of ours has. */
const BROKEN: Readonly<Record<string, readonly [status: string, code: ErrorCode, detail: string]>> = {
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", "request.too-large", "The header of the request is larger than 16 KiB"],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "request.invalid", "The request did not arrive within 30 s"],
};
const MALFORMED = ["400 Bad Request", "request.invalid", "The request is not valid HTTP"] as const;

function toRawResponse({ code }: Pick<ConnectionError, "code">): string {
  const [statusLine, errorCode, detail] = BROKEN[code] ?? MALFORMED;
  const problem = { ...toProblem(new AppError(errorCode, detail), randomUUID()), status: Number.parseInt(statusLine, 10) };
  const body = JSON.stringify(problem);
  return `HTTP/1.1 ${statusLine}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;
}

/** Refusals that happen before a request has a route, and therefore before any hook or error handler of the application. */
export const UNROUTED_OPTIONS: Pick<FastifyHttpOptions<Server>, "frameworkErrors" | "clientErrorHandler"> = {
  frameworkErrors: (error, request, reply) => {
    sendProblem(
      request,
      reply,
      toAppError(error, () => false),
    );
  },
  clientErrorHandler: (error, socket) => {
    if (error.code !== "ECONNRESET" && socket.writable) socket.write(toRawResponse(error));
    socket.destroy();
  },
};
