import { existsSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import files from "@fastify/static";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { AppError } from "../errors/app-error.ts";

const YEAR_MS = 365 * 24 * 3600 * 1000;
/** Vite puts a hash of the content into these names. */
const HASHED = /^assets\//;

const listFiles = (dir: string): ReadonlySet<string> =>
  new Set(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(dir.length + 1)
          .split(sep)
          .join("/"),
      ),
  );

/** Whether a page of the dashboard may be meant: only a browser's navigation, and nothing below the addresses of programs. */
const isNavigation = (request: FastifyRequest, path: string): boolean =>
  !/^(?:api|assets|metrics|healthz|readyz)(?:\/|$)/.test(path) && (request.headers.accept ?? "").includes("text/html");

export interface WebFiles {
  /** Directory of the built dashboard; null, or missing, when there is none. */
  readonly dir: string | null;
  readonly refuse: (request: FastifyRequest) => AppError;
}

/** Serves the built dashboard from a list of files made at start, and its page for every address that a person may open. */
export async function addWebFiles(app: FastifyInstance, { dir, refuse }: WebFiles): Promise<void> {
  if (dir === null || !existsSync(join(dir, "index.html"))) {
    app.get("/", { config: { role: "viewer" } }, async () => {
      throw new AppError("route.not-found", "The dashboard is not built: run npm run build. The API is at /api/v1");
    });
    return;
  }
  const known = listFiles(dir);
  await app.register(files, { root: dir, serve: false, cacheControl: false });
  app.get("/*", { config: { role: "viewer" }, exposeHeadRoute: true }, async (request, reply) => {
    const { "*": path = "" } = request.params as { "*"?: string };
    if (path !== "" && known.has(path)) {
      return reply.header("cache-control", HASHED.test(path) ? `public, max-age=${YEAR_MS / 1000}, immutable` : "no-cache").sendFile(path);
    }
    if (path !== "" && !isNavigation(request, path)) throw refuse(request);
    return reply.header("cache-control", "no-cache").sendFile("index.html");
  });
}
