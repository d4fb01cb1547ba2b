import * as z from "zod";
import { Scope } from "../alert.ts";
import { Name, type Role } from "../common.ts";

/** One operation of the API: the server registers exactly these, the client calls exactly these. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below /api/v1, with `:name` parameters. */
  readonly path: string;
  readonly role: Role;
  readonly summary: string;
  readonly tag: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Needs `If-Match: "<revision>"`. */
  readonly ifMatch?: true;
  readonly response: z.ZodType;
  readonly status: 200 | 201 | 204;
}

export const named = z.object({ name: Name });
export const byId = z.object({ id: z.string().regex(/^\d{1,18}$/, "a number") });
export const byUuid = z.object({ id: z.uuid() });
/** The scope `all` has no name of its own: its subject is written `all`. */
export const routed = z.object({ scope: Scope, subject: Name });
export const define = <const E extends Endpoint>(endpoint: E): E => endpoint;
