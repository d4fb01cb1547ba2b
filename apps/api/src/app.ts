import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { LIVE_EVENTS_PATH } from "@solvent/api-contract";
import Fastify, { type FastifyHttpOptions, type FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import { makeHostCheck } from "./hosts.ts";
import { addHealth, type CheckReady } from "./plugins/health.ts";
import { addJsonBody } from "./plugins/json-body.ts";
import { addLiveEvents } from "./plugins/live-events.ts";
import { addProblemHandlers, refuseUnknownRoute } from "./plugins/problems.ts";
import { makeRateLimit } from "./plugins/rate-limit.ts";
import { addRequestGuard } from "./plugins/request-guard.ts";
import { addRequestLog, type LogOptions, toLoggerOptions } from "./plugins/request-log.ts";
import { addRoleCheck } from "./plugins/role-check.ts";
import { addSecurityHeaders } from "./plugins/security-headers.ts";
import { addSelfMetrics } from "./plugins/self-metrics.ts";
import { UNROUTED_OPTIONS } from "./plugins/unrouted.ts";
import { addWebFiles } from "./plugins/web-files.ts";
import type { HandlerTable } from "./routes/endpoint.ts";
import { methodsOf } from "./routes/method-lookup.ts";
import { makeOpenApi } from "./routes/openapi.ts";
import { addOtlp, type OtlpUseCases } from "./routes/otlp/otlp-metrics.route.ts";
import { API_PREFIX, registerEndpoints } from "./routes/register-endpoints.ts";
import { registerTestImport } from "./routes/test-import/test-import.route.ts";
import type { LiveStreams } from "./usecases/live/live-streams.ts";
import type { makeReplaceMinutes } from "./usecases/test-import/replace-minutes.ts";

export interface AppDeps {
  readonly handlers: HandlerTable;
  /** What takes metrics of OpenTelemetry. */
  readonly otlp: OtlpUseCases;
  /** Streams of server-sent events; they end when the application closes. */
  readonly live: LiveStreams;
  /** Everything registered here shows at /metrics. */
  readonly registry: Registry;
  readonly checkReady: CheckReady;
  readonly isDatabaseUnavailable: (error: unknown) => boolean;
  /** Names that requests may be addressed to, besides the loopback names. */
  readonly allowedHosts: readonly string[];
  /** Directory of the built dashboard, null for none. */
  readonly webDir: string | null;
  /** Only where tests may store minutes. */
  readonly replaceMinutes: ReturnType<typeof makeReplaceMinutes> | null;
  readonly version: string;
  readonly log: LogOptions;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const MEBIBYTE = 1024 * 1024;
/** Requests that make Solvent ask other systems. */
const OUTGOING_PER_MINUTE = 10;
/** Requests for names, while somebody types a query. */
const LOOK_UPS_PER_MINUTE = 60;

const SERVER_OPTIONS: FastifyHttpOptions<Server> = {
  bodyLimit: MEBIBYTE,
  // Time to receive a whole request, and for a connection that says nothing.
  requestTimeout: 30_000,
  connectionTimeout: 60_000,
  keepAliveTimeout: 30_000,
  forceCloseConnections: "idle",
  return503OnClosing: true,
  genReqId: () => randomUUID(),
  requestIdHeader: false,
  routerOptions: { ignoreTrailingSlash: false, ignoreDuplicateSlashes: false, caseSensitive: true, maxParamLength: 200 },
  onProtoPoisoning: "error",
  onConstructorPoisoning: "error",
  // A request without Host is refused by the guard, in the same words as one with a wrong Host.
  http: { maxHeaderSize: 16 * 1024, requireHostHeader: false },
  ...UNROUTED_OPTIONS,
};

function addOpenApi(app: FastifyInstance, version: string): void {
  const document = JSON.stringify(makeOpenApi(version));
  app.get(`${API_PREFIX}/openapi.json`, { config: { role: "viewer" } }, async (_request, reply) =>
    reply.header("content-type", "application/json; charset=utf-8").header("cache-control", "no-cache").send(document),
  );
}

/** The whole HTTP side, ready to listen or to be asked with `inject`. It never listens by itself. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const app = Fastify({ ...SERVER_OPTIONS, ...toLoggerOptions(deps.log) });
  addRoleCheck(app);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  addRequestLog(app);
  await addSecurityHeaders(app);
  addRequestGuard(app, makeHostCheck(deps.allowedHosts));
  addJsonBody(app);
  addProblemHandlers(app, { isDatabaseUnavailable: deps.isDatabaseUnavailable, methodsOf });
  addSelfMetrics(app, deps.registry);
  addHealth(app, deps.checkReady);
  addOpenApi(app, deps.version);
  registerEndpoints(app, {
    handlers: deps.handlers,
    limitOutgoing: makeRateLimit(OUTGOING_PER_MINUTE, deps.now),
    limitLookUps: makeRateLimit(LOOK_UPS_PER_MINUTE, deps.now),
  });
  addOtlp(app, { otlp: deps.otlp, isDatabaseUnavailable: deps.isDatabaseUnavailable });
  if (deps.replaceMinutes !== null) registerTestImport(app, deps.replaceMinutes);
  addLiveEvents(app, { url: `${API_PREFIX}${LIVE_EVENTS_PATH}`, live: deps.live });
  await addWebFiles(app, { dir: deps.webDir, refuse: (request) => refuseUnknownRoute(request, methodsOf) });
  return app;
}
