import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AppError } from "../../errors/app-error.ts";
import { toHttpStatus } from "../../errors/http-status.ts";
import { toAppError } from "../../errors/to-problem.ts";
import type { MetricsBody, Rejection } from "../../usecases/push/series-store.ts";
import type { PushUseCases } from "../../usecases/push-use-cases.ts";
import { parseBearer } from "../bearer-header.ts";
import { API_PREFIX } from "../register-endpoints.ts";
import { toResponse, toStatus } from "./otlp-answers.ts";
import { OTLP_METRICS_PATH } from "./path.ts";

/** `toProtobuf`: an answer in Protocol Buffers. */
export interface OtlpUseCases extends Pick<PushUseCases, "findSender" | "readMetrics" | "receiveSeries"> {
  readonly toProtobuf: (name: "Response" | "Status", message: Readonly<Record<string, unknown>>) => Buffer;
}

interface OtlpDeps {
  readonly otlp: OtlpUseCases;
  readonly isDatabaseUnavailable: (error: unknown) => boolean;
}

type Encoding = MetricsBody["encoding"];

const MEBIBYTE = 1024 * 1024;
const MAX_BODY_BYTES = 4 * MEBIBYTE;
const TYPES: Readonly<Record<Encoding, string>> = { json: "application/json", protobuf: "application/x-protobuf" };

function encodingOf({ headers }: FastifyRequest): Encoding | null {
  const [type = ""] = (headers["content-type"] ?? "").toLowerCase().split(";", 1);
  return (Object.keys(TYPES) as Encoding[]).find((encoding) => TYPES[encoding] === type.trim()) ?? null;
}

const unknownType = (cause?: unknown): AppError =>
  new AppError("request.not-json", `Send ${TYPES.protobuf} or ${TYPES.json}, as it is or with Content-Encoding: gzip`, { cause });

function toBody(request: FastifyRequest): MetricsBody {
  const encoding = encodingOf(request);
  const coding = request.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding === null || (coding !== "gzip" && coding !== "identity")) throw unknownType();
  return { encoding, gzip: coding === "gzip", bytes: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0) };
}

/** Refusals of Fastify itself in the words of this route. */
function refusalOf(error: unknown, isDatabaseUnavailable: OtlpDeps["isDatabaseUnavailable"]): AppError {
  const refusal = toAppError(error, isDatabaseUnavailable);
  if (error instanceof AppError) return refusal;
  if (refusal.code === "request.too-large") return new AppError(refusal.code, `The body is larger than ${MAX_BODY_BYTES / MEBIBYTE} MiB`);
  return refusal.code === "request.not-json" ? unknownType(error) : refusal;
}

/** What is wrong, with the field where there is one. */
const detailOf = ({ message, problems: [first] }: AppError): string =>
  first === undefined ? message : `${first.path} ${first.message}`.trim();

function send(reply: FastifyReply, encoding: Encoding, bytes: Buffer | string): FastifyReply {
  return reply.header("cache-control", "no-store").header("content-type", TYPES[encoding]).send(bytes);
}

function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: AppError,
  toProtobuf: OtlpUseCases["toProtobuf"],
): FastifyReply {
  if (refusal.code === "internal" || refusal.code === "database.unavailable") {
    request.log.error({ err: refusal.cause ?? refusal }, refusal.message);
  }
  const status = toHttpStatus(refusal.code);
  if (refusal.retryAfterSeconds !== null) reply.header("retry-after", String(refusal.retryAfterSeconds));
  if (status === 401) reply.header("www-authenticate", "Bearer");
  if (status === 413) reply.header("connection", "close");
  const encoding = encodingOf(request) ?? "json";
  const message = toStatus(status, detailOf(refusal));
  return send(reply.code(status), encoding, encoding === "json" ? JSON.stringify(message) : toProtobuf("Status", message));
}

function sendReceipt(request: FastifyRequest, reply: FastifyReply, rejected: readonly Rejection[], toProtobuf: OtlpUseCases["toProtobuf"]) {
  const encoding = encodingOf(request) ?? "json";
  const response = toResponse(rejected);
  return send(reply, encoding, encoding === "json" ? JSON.stringify(response) : toProtobuf("Response", response));
}

/**
 * `POST /api/v1/otlp/v1/metrics`: takes metrics as exporters of OpenTelemetry send them. Who sends is known before the body is read.
 * Within its own scope, because only here other bodies than JSON are parsed, and errors leave as google.rpc.Status.
 */
export function addOtlp(app: FastifyInstance, { otlp, isDatabaseUnavailable }: OtlpDeps): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    const asBytes = async (_request: unknown, bytes: Buffer): Promise<Buffer> => bytes;
    scope.addContentTypeParser(Object.values(TYPES), { parseAs: "buffer", bodyLimit: MAX_BODY_BYTES }, asBytes);
    scope.setErrorHandler((error, request, reply) => sendRefusal(request, reply, refusalOf(error, isDatabaseUnavailable), otlp.toProtobuf));
    const senders = new WeakMap<FastifyRequest, Awaited<ReturnType<OtlpUseCases["findSender"]>>>();
    scope.post(
      `${API_PREFIX}${OTLP_METRICS_PATH}`,
      {
        config: { role: "sender", ownMediaTypes: true },
        onRequest: async (request) => {
          senders.set(request, await otlp.findSender(parseBearer(request.headers.authorization)));
        },
      },
      async (request, reply) => {
        const sender = senders.get(request);
        if (sender === undefined) throw new Error("the sender was not looked up");
        const { rejected } = await otlp.receiveSeries(sender, await otlp.readMetrics(toBody(request)));
        return sendReceipt(request, reply, rejected, otlp.toProtobuf);
      },
    );
  });
}
