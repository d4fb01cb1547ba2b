import type { FastifyInstance } from "fastify";
import { AppError } from "../errors/app-error.ts";

/** Rejects when requests could not be served: database unreachable or migrations missing. */
export type CheckReady = () => Promise<void>;

/** `/healthz`: the process answers. `/readyz`: it can also do its work. */
export function addHealth(app: FastifyInstance, checkReady: CheckReady): void {
  const config = { role: "viewer" } as const;
  app.get("/healthz", { config, logLevel: "warn" }, async (_request, reply) =>
    reply.header("cache-control", "no-store").send({ status: "ok" }),
  );
  app.get("/readyz", { config, logLevel: "warn" }, async (_request, reply) => {
    try {
      await checkReady();
    } catch (cause) {
      throw new AppError("database.unavailable", "The database cannot be reached, or is not migrated", { cause });
    }
    return reply.header("cache-control", "no-store").send({ status: "ready" });
  });
}
