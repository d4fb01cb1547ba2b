import type { FastifyInstance, FastifyRequest } from "fastify";
import { AppError } from "../errors/app-error.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route parses other bodies than JSON, and refuses what it does not know by itself. */
    ownMediaTypes?: true;
  }
}

const READ_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
/** Exactly one media type is parsed, written in exactly one way, so that nobody else can read it differently. */
const JSON_TYPE = /^application\/json(?:\s*;\s*charset=utf-8)?$/i;

const header = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === "string" ? value : value?.join(", ");
};

function refuseUnknownHost(request: FastifyRequest, isAllowedHost: (header: string | undefined) => boolean): void {
  if (isAllowedHost(request.headers.host)) return;
  throw new AppError(
    "request.forbidden-origin",
    "Solvent does not answer requests to this host name. Use 127.0.0.1 or localhost, or name the host in SOLVENT_ALLOWED_HOSTS",
  );
}

/** A page of another site can make a browser send a request here; the browser then says so in these headers. */
export function refuseForeignSite(request: FastifyRequest, words: string): void {
  const site = header(request, "sec-fetch-site");
  const origin = header(request, "origin");
  const ownSite = site === undefined || site === "same-origin" || site === "none";
  const ownOrigin = origin === undefined || (URL.canParse(origin) && new URL(origin).host === request.headers.host?.toLowerCase());
  if (ownSite && ownOrigin) return;
  throw new AppError("request.forbidden-origin", words);
}

function refuseOtherMediaTypes(request: FastifyRequest): void {
  const type = header(request, "content-type");
  if (type !== undefined && !JSON_TYPE.test(type)) throw new AppError("request.not-json", "Send the body as application/json");
}

/** Refuses what a web site of somebody else could cause, before anything is read. */
export function addRequestGuard(app: FastifyInstance, isAllowedHost: (header: string | undefined) => boolean): void {
  app.addHook("onRequest", async (request) => {
    refuseUnknownHost(request, isAllowedHost);
    if (READ_METHODS.has(request.method)) return;
    refuseForeignSite(request, "Changes are accepted only from Solvent's own pages and from programs, not from other web sites");
    if (request.routeOptions.config.ownMediaTypes !== true) refuseOtherMediaTypes(request);
  });
}
