import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AppError } from "../../src/errors/app-error.ts";
import { addProblemHandlers } from "../../src/plugins/problems.ts";
import { addWebFiles } from "../../src/plugins/web-files.ts";

let dir: string;
let app: FastifyInstance;

const makeApp = async (webDir: string | null): Promise<FastifyInstance> => {
  const made = Fastify();
  addProblemHandlers(made, { isDatabaseUnavailable: () => false, methodsOf: () => [] });
  await addWebFiles(made, { dir: webDir, refuse: () => new AppError("route.not-found", "nothing") });
  return made;
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "solvent-web-"));
  mkdirSync(join(dir, "dist/assets"), { recursive: true });
  writeFileSync(join(dir, "outside.txt"), "outside");
  writeFileSync(join(dir, "dist/index.html"), "<!doctype html><title>Solvent</title>");
  writeFileSync(join(dir, "dist/favicon.svg"), "<svg/>");
  writeFileSync(join(dir, "dist/assets/app-3f2a.js"), "1");
  app = await makeApp(join(dir, "dist"));
});
afterAll(async () => {
  await app.close();
  rmSync(dir, { recursive: true });
});

const HTML = { accept: "text/html,application/xhtml+xml" };

test("files with a hash in their name are cached for ever, the page never without asking", async () => {
  const asset = await app.inject("/assets/app-3f2a.js");
  expect([asset.statusCode, asset.headers["cache-control"], asset.headers["content-type"]]).toEqual([
    200,
    "public, max-age=31536000, immutable",
    "application/javascript; charset=utf-8",
  ]);
  expect((await app.inject("/")).headers["cache-control"]).toBe("no-cache");
  expect((await app.inject("/favicon.svg")).headers["cache-control"]).toBe("no-cache");
});

test.each(["/", "/objectives/checkout", "/objectives/new", "/anything?x=1", "/index.html"])("%s opens the dashboard", async (url) => {
  const { statusCode, payload, headers } = await app.inject({ url, headers: HTML });
  expect([statusCode, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  expect(payload).toContain("<title>Solvent</title>");
});

test.each(["/api/v1/nothing", "/api", "/assets/gone.js", "/metrics/x"])("%s is not answered with a page", async (url) => {
  expect((await app.inject({ url, headers: HTML })).statusCode).toBe(404);
});

test("a program that asks for an address that is not there gets no page", async () => {
  expect((await app.inject({ url: "/objectives/x", headers: { accept: "application/json" } })).statusCode).toBe(404);
});

test.each([
  "/../outside.txt",
  "/%2e%2e/outside.txt",
  "/..%2foutside.txt",
  "/assets/../../outside.txt",
  "/assets/..%5c..%5coutside.txt",
  "//outside.txt",
  "/.%00/x",
])("%s does not lead out of the directory", async (url) => {
  const { payload } = await app.inject({ url });
  expect(payload).not.toBe("outside");
});

test("without a build the start page says how to make one", async () => {
  const bare = await makeApp(null);
  const { statusCode, payload } = await bare.inject({ url: "/", headers: HTML });
  expect(statusCode).toBe(404);
  expect(JSON.parse(payload).detail).toContain("npm run build");
  await bare.close();
});
