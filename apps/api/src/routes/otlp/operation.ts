import type { OpenAPIV3_1 } from "openapi-types";

const ANSWER = {
  type: "object",
  properties: {
    partialSuccess: {
      type: "object",
      properties: { rejectedDataPoints: { type: "string" }, errorMessage: { type: "string" } },
    },
  },
} as const satisfies OpenAPIV3_1.SchemaObject;

const STATUS = {
  type: "object",
  properties: { code: { type: "integer" }, message: { type: "string" } },
} as const satisfies OpenAPIV3_1.SchemaObject;

const BYTES = { type: "string", format: "binary" } as const satisfies OpenAPIV3_1.SchemaObject;

/** It speaks the protocol of others, in two encodings, and is therefore no endpoint of the table. */
export const OTLP_METRICS: OpenAPIV3_1.OperationObject = {
  operationId: "receiveOtlpMetrics",
  summary: "Send metrics of OpenTelemetry to a push source, with its token as Authorization: Bearer",
  description:
    "ExportMetricsServiceRequest of OTLP 1 in Protocol Buffers or JSON, gzip or not, of at most 4 MiB and 16 MiB unpacked. Answers come in the encoding of the request. What cannot be taken is named in partialSuccess.",
  tags: ["streams"],
  ...{ "x-role": "sender" },
  requestBody: {
    required: true,
    content: { "application/x-protobuf": { schema: BYTES }, "application/json": { schema: { type: "object" } } },
  },
  responses: {
    200: {
      description: "ExportMetricsServiceResponse",
      content: { "application/x-protobuf": { schema: BYTES }, "application/json": { schema: ANSWER } },
    },
    default: {
      description: "Refused, or failed: google.rpc.Status. 429 and 503 may be sent again after Retry-After",
      content: { "application/x-protobuf": { schema: BYTES }, "application/json": { schema: STATUS } },
    },
  },
};
