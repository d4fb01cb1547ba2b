import type * as z from "zod";
import { type Endpoint, type EndpointName, endpoints } from "./endpoints.ts";
import { type ErrorCode, type FieldProblem, Problem } from "./problem.ts";

/** The server's codes, and the two that only a client can see: no answer at all, and an answer that is not ours. */
export type ClientErrorCode = ErrorCode | "client.unreachable" | "client.bad-response";

interface ApiErrorFields {
  readonly code: ClientErrorCode;
  readonly detail: string;
  /** HTTP status, 0 without an answer. */
  readonly status: number;
  readonly requestId: string | null;
  readonly errors: readonly FieldProblem[];
}

/** Every failed call ends in one of these, except an abort, which keeps the abort's own reason. */
export class ApiError extends Error implements ApiErrorFields {
  override readonly name = "ApiError";
  readonly code: ClientErrorCode;
  readonly detail: string;
  readonly status: number;
  readonly requestId: string | null;
  readonly errors: readonly FieldProblem[];

  constructor(fields: ApiErrorFields, options?: ErrorOptions) {
    super(`${fields.code}: ${fields.detail}`, options);
    this.code = fields.code;
    this.detail = fields.detail;
    this.status = fields.status;
    this.requestId = fields.requestId;
    this.errors = fields.errors;
  }
}

export interface SendInit {
  readonly method: Endpoint["method"];
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** What the client needs of an HTTP library; `fetch` fits. */
export type Send = (url: string, init: SendInit) => Promise<{ readonly status: number; text(): Promise<string> }>;

type Endpoints = typeof endpoints;
type ParamsOf<E> = E extends { params: infer P extends z.ZodType } ? { readonly params: z.input<P> } : unknown;
type QueryOf<E> = E extends { query: infer Q extends z.ZodType }
  ? Partial<z.input<Q>> extends z.input<Q>
    ? { readonly query?: z.input<Q> }
    : { readonly query: z.input<Q> }
  : unknown;
type BodyOf<E> = E extends { body: infer B extends z.ZodType } ? { readonly body: z.input<B> } : unknown;
type IfMatchOf<E> = E extends { ifMatch: true } ? { /** Revision that was read. */ readonly ifMatch: number } : unknown;

export type CallInput<K extends EndpointName> = ParamsOf<Endpoints[K]> &
  QueryOf<Endpoints[K]> &
  BodyOf<Endpoints[K]> &
  IfMatchOf<Endpoints[K]> & { readonly signal?: AbortSignal };
export type CallOutput<K extends EndpointName> = z.output<Endpoints[K]["response"]>;

/** One function for all operations: `call("getObjective", { params: { name } })`. */
export type Call = <K extends EndpointName>(name: K, input: CallInput<K>) => Promise<CallOutput<K>>;

interface LooseInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly ifMatch?: number;
  readonly signal?: AbortSignal;
}

/**
 * The typed client of the `endpoints` table. `baseUrl` ends before `/objectives`, e.g. `/api/v1`.
 * Answers are parsed with the contract's schemas, so what the caller holds is what the type says.
 */
export function makeClient(deps: { readonly baseUrl: string; readonly send: Send }): Call {
  return async <K extends EndpointName>(name: K, input: CallInput<K>): Promise<CallOutput<K>> => {
    const endpoint: Endpoint = endpoints[name];
    const loose: LooseInput = input;
    const answer = await sendOrThrow(deps.send, `${deps.baseUrl}${urlOf(endpoint, loose)}`, initOf(endpoint, loose));
    if (answer.status !== endpoint.status) throw errorFromAnswer(answer);
    const parsed = endpoint.response.safeParse(endpoint.status === 204 ? null : jsonOrUndefined(answer.text));
    if (!parsed.success) throw badResponse(answer.status, `${endpoint.summary}: the answer has an unexpected shape`, parsed.error);
    return parsed.data as CallOutput<K>;
  };
}

/** Path with its parameters filled in, and the query string; parameters that are undefined are left out. */
export function urlOf(endpoint: Pick<Endpoint, "path">, input: Pick<LooseInput, "params" | "query">): string {
  const path = endpoint.path.replace(/:([a-z]+)/g, (_whole, key: string) => encodeURIComponent(String(input.params?.[key] ?? "")));
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input.query ?? {})) if (value !== undefined) query.set(key, String(value));
  return query.size === 0 ? path : `${path}?${query}`;
}

function initOf(endpoint: Endpoint, input: LooseInput): SendInit {
  const headers: Record<string, string> = { accept: "application/json" };
  if (input.body !== undefined) headers["content-type"] = "application/json";
  if (input.ifMatch !== undefined) headers["if-match"] = `"${input.ifMatch}"`;
  return {
    method: endpoint.method,
    headers,
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  };
}

async function sendOrThrow(send: Send, url: string, init: SendInit): Promise<{ status: number; text: string }> {
  try {
    const response = await send(url, init);
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(
      { code: "client.unreachable", detail: "Solvent does not answer", status: 0, requestId: null, errors: [] },
      { cause },
    );
  }
}

function errorFromAnswer(answer: { status: number; text: string }): ApiError {
  const problem = Problem.safeParse(jsonOrUndefined(answer.text));
  if (!problem.success) return badResponse(answer.status, `Unexpected answer with status ${answer.status}`);
  const { code, detail, status, requestId, errors } = problem.data;
  return new ApiError({ code, detail, status, requestId, errors: errors ?? [] });
}

const badResponse = (status: number, detail: string, cause?: unknown): ApiError =>
  new ApiError({ code: "client.bad-response", detail, status, requestId: null, errors: [] }, { cause });

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
