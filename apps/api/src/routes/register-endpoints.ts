import { type Endpoint, type EndpointName, endpoints } from "@solvent/api-contract";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteGenericInterface } from "fastify";
import * as z from "zod";
import { AppError } from "../errors/app-error.ts";
import { toFieldProblems } from "../errors/field-problems.ts";
import { LOCAL_ACTOR } from "../usecases/actor.ts";
import { parseBearer } from "./bearer-header.ts";
import type { HandlerTable } from "./endpoint.ts";
import { findEtag, parseIfMatch } from "./revision-header.ts";

export const API_PREFIX = "/api/v1";

/** For endpoints without a body: nothing, or an empty object. */
const NoBody = z.strictObject({}).nullish();

export interface RegisterEndpoints {
  readonly handlers: HandlerTable;
  /** Throws `request.rate-limited` when an endpoint that asks other systems is called too often. */
  readonly limitOutgoing: () => void;
  /** The same for looking up names, which an editor does while somebody types. */
  readonly limitLookUps: () => void;
}

/** These make Solvent ask other systems for whatever the caller says. */
const ASKS_OTHERS: ReadonlySet<EndpointName> = new Set(["testSource", "testSavedSource", "check", "testTarget", "testSavedTarget"]);

/** Registers every endpoint of the contract's table. Throws when one has no handler. */
export function registerEndpoints(app: FastifyInstance, { handlers, limitOutgoing, limitLookUps }: RegisterEndpoints): void {
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (data) => {
    const parsed = schema.safeParse(data);
    return parsed.success ? { value: parsed.data } : { error: toRefusal(parsed.error) };
  });
  // What a response holds beyond its schema is cut off here; what it lacks is a mistake of ours and becomes `internal`.
  app.setSerializerCompiler<z.ZodType>(
    ({ schema }) =>
      (data) =>
        JSON.stringify(schema.parse(data)),
  );
  const limitOf = (name: EndpointName): (() => void) | null => {
    if (name === "lookUpSource") return limitLookUps;
    return ASKS_OTHERS.has(name) ? limitOutgoing : null;
  };
  for (const name of Object.keys(endpoints) as EndpointName[]) {
    const handler: unknown = handlers[name];
    if (typeof handler !== "function") throw new Error(`the endpoint ${name} has no handler`);
    // Its request and response are those of this very endpoint, which the compiler cannot follow through the loop.
    register(app, name, handler as LooseHandler, limitOf(name));
  }
}

const toRefusal = (error: z.core.$ZodError): AppError => {
  const problems = toFieldProblems(error);
  return new AppError("request.invalid", problems.length === 1 ? "One field is not valid" : `${problems.length} fields are not valid`, {
    problems,
  });
};

type LooseHandler = (request: Record<string, unknown>) => Promise<unknown>;

function register(app: FastifyInstance, name: EndpointName, handler: LooseHandler, limit: (() => void) | null): void {
  const endpoint: Endpoint = endpoints[name];
  const hasBody = endpoint.method === "POST" || endpoint.method === "PUT" || endpoint.method === "DELETE";
  app.route<RouteGenericInterface>({
    method: endpoint.method,
    url: `${API_PREFIX}${endpoint.path}`,
    config: { role: endpoint.role, endpoint: name },
    schema: {
      params: endpoint.params ?? z.object({}),
      querystring: endpoint.query ?? z.object({}),
      ...(hasBody ? { body: endpoint.body ?? NoBody } : {}),
      ...(endpoint.status === 204 ? {} : { response: { [endpoint.status]: endpoint.response } }),
    },
    ...(limit === null ? {} : { preValidation: async () => limit() }),
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const { params, query, body, signal } = request;
      const revision = endpoint.ifMatch ? parseIfMatch(request.headers["if-match"]) : undefined;
      const bearer = endpoint.role === "sender" ? parseBearer(request.headers.authorization) : undefined;
      const response = await handler({ params, query, body, revision, bearer, actor: LOCAL_ACTOR, signal });
      const etag = findEtag(response);
      if (etag !== null) reply.header("etag", etag);
      reply.code(endpoint.status).header("cache-control", "no-store");
      return endpoint.status === 204 ? reply.send() : reply.send(response);
    },
  });
}
