import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Histogram, type Registry } from "prom-client";

/**
 * `/metrics`: the process, the requests by route pattern (a closed set, never the address as sent), and whatever others have
 * registered in the same registry.
 */
export function addSelfMetrics(app: FastifyInstance, registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: "solvent_http_request_duration_seconds",
    help: "Time from the head of a request to the end of its response",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.025, 0.1, 0.3, 1, 5, 30],
    registers: [registry],
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    duration.observe(
      { method: knownMethod(request.method), route, status: `${Math.floor(reply.statusCode / 100)}xx` },
      reply.elapsedTime / 1000,
    );
  });
  app.get("/metrics", { config: { role: "viewer" }, logLevel: "warn" }, async (_request, reply) =>
    reply
      .header("content-type", registry.contentType)
      .header("cache-control", "no-store")
      .send(await registry.metrics()),
  );
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "DELETE"]);
const knownMethod = (method: string): string => (METHODS.has(method) ? method : "other");
