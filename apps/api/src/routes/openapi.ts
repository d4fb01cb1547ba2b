import { type Endpoint, endpoints, LIVE_EVENTS_PATH, LiveEvent, Problem } from "@solvent/api-contract";
import type { OpenAPIV3_1 } from "openapi-types";
import type * as z from "zod";
import { makeOpenApiSchemas, type Schemas } from "./openapi-schemas.ts";
import { OTLP_METRICS } from "./otlp/operation.ts";
import { OTLP_METRICS_PATH } from "./otlp/path.ts";
import { API_PREFIX } from "./register-endpoints.ts";

type Parameter = OpenAPIV3_1.ParameterObject;

function toParameters(schemas: Schemas, place: "path" | "query", schema: z.ZodObject | undefined): Parameter[] {
  const { properties = {}, required = [] } = schema === undefined ? {} : schemas.toSchema(schema, "input");
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...("description" in property && property.description !== undefined ? { description: property.description } : {}),
    // Nothing here has a `$ref`: schemas are written out where they are used.
    schema: property as NonNullable<Parameter["schema"]>,
  }));
}

const IF_MATCH: Parameter = {
  name: "If-Match",
  in: "header",
  required: true,
  description: "The revision that was read, in double quotes",
  schema: { type: "string", pattern: '^"[1-9][0-9]*"$' },
};

/** The name of the security scheme of those who send. */
const SENDER = "sender";

const SENDER_TOKEN: OpenAPIV3_1.HttpSecurityScheme = {
  type: "http",
  scheme: "bearer",
  description: "The token of a data source that receives. It is shown once, when it is made",
};

const PROBLEM_RESPONSE: OpenAPIV3_1.ResponseObject = {
  description: "Refused, or failed: problem details (RFC 9457) with a stable code",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

const toResponse = (schemas: Schemas, { status, response }: Endpoint): OpenAPIV3_1.ResponseObject =>
  status === 204
    ? { description: "Done" }
    : { description: "The answer", content: { "application/json": { schema: schemas.toSchema(response, "output") } } };

function toOperation(schemas: Schemas, name: string, endpoint: Endpoint): OpenAPIV3_1.OperationObject {
  const parameters = [
    ...toParameters(schemas, "path", endpoint.params),
    ...toParameters(schemas, "query", endpoint.query),
    ...(endpoint.ifMatch ? [IF_MATCH] : []),
  ];
  return {
    operationId: name,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    ...{ "x-role": endpoint.role },
    ...(endpoint.role === "sender" ? { security: [{ [SENDER]: [] }] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(endpoint.body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: schemas.toSchema(endpoint.body, "input") } } } }),
    responses: { [endpoint.status]: toResponse(schemas, endpoint), default: PROBLEM_RESPONSE },
  };
}

/** The one answer that does not end, and is therefore no endpoint of the table. */
const LIVE_EVENTS: OpenAPIV3_1.OperationObject = {
  operationId: "events",
  summary: "Server-sent events: what has changed, so that it is asked for again",
  description:
    "First `hello`, once no change can be missed any more, then `change` with the topics that changed. The data of each is a LiveEvent as JSON.",
  tags: ["events"],
  ...{ "x-role": "viewer" },
  responses: {
    200: { description: "A stream that stays open", content: { "text/event-stream": { schema: { type: "string" } } } },
    default: PROBLEM_RESPONSE,
  },
};

/** `/objectives/:name` -> `/objectives/{name}` */
const toPath = (path: string): string => path.replace(/:(\w+)/g, "{$1}");

function toPaths(schemas: Schemas): OpenAPIV3_1.PathsObject {
  const paths: Record<string, OpenAPIV3_1.PathItemObject> = {};
  const add = (path: string, method: Endpoint["method"], operation: OpenAPIV3_1.OperationObject): void => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  };
  for (const [name, endpoint] of Object.entries(endpoints)) {
    add(toPath(endpoint.path), endpoint.method, toOperation(schemas, name, endpoint));
  }
  add(LIVE_EVENTS_PATH, "GET", LIVE_EVENTS);
  add(OTLP_METRICS_PATH, "POST", OTLP_METRICS);
  return paths;
}

/** The whole API as OpenAPI 3.1, from the same table and schemas that answer the requests. */
export function makeOpenApi(version: string): OpenAPIV3_1.Document {
  const schemas = makeOpenApiSchemas();
  const problem = schemas.toSchema(Problem, "output");
  const event = schemas.toSchema(LiveEvent, "output");
  const paths = toPaths(schemas);
  return {
    openapi: "3.1.0",
    info: {
      title: "Solvent",
      version,
      description: "Service level objectives, error budgets and burn rates",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: API_PREFIX }],
    tags: [...new Set(Object.values(endpoints).map(({ tag }) => tag)), "events"].map((name) => ({ name })),
    paths,
    components: { securitySchemes: { [SENDER]: SENDER_TOKEN }, schemas: { ...schemas.shared, Problem: problem, LiveEvent: event } },
  };
}
