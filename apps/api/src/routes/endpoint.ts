import type { EndpointName, endpoints } from "@solvent/api-contract";
import type * as z from "zod";
import type { Actor } from "../usecases/actor.ts";

type Endpoints = typeof endpoints;
type ParsedPart<E, Part extends string> = E extends Record<Part, infer S extends z.ZodType> ? z.output<S> : undefined;

/** A request that has passed its schemas. */
export interface EndpointRequest<K extends EndpointName> {
  readonly params: ParsedPart<Endpoints[K], "params">;
  readonly query: ParsedPart<Endpoints[K], "query">;
  readonly body: ParsedPart<Endpoints[K], "body">;
  /** From If-Match, where the endpoint asks for it. */
  readonly revision: Endpoints[K] extends { ifMatch: true } ? number : undefined;
  /** The token of an `Authorization: Bearer` header, where the endpoint is for senders; null without one. */
  readonly bearer: Endpoints[K] extends { role: "sender" } ? string | null : undefined;
  readonly actor: Actor;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

export type EndpointResponse<K extends EndpointName> = z.input<Endpoints[K]["response"]>;
export type EndpointHandler<K extends EndpointName> = (request: EndpointRequest<K>) => Promise<EndpointResponse<K>>;
export type HandlerTable = { readonly [K in EndpointName]: EndpointHandler<K> };
