import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { FakeApi } from "./fake-api.ts";

/** What the product's server sends with every page. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
};

export interface Served {
  readonly url: string;
  /** The API that answers from now on. */
  use(api: FakeApi): void;
  close(): Promise<void>;
}

/** The built pages with the product's policy and fallback to index.html, and a fake API under /api/v1. */
export async function serve(dist: string): Promise<Served> {
  let api: FakeApi | null = null;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (!url.pathname.startsWith("/api/")) {
      const file = readPage(dist, url.pathname);
      response.writeHead(200, { "content-type": TYPES[file.extension] ?? "application/octet-stream", "content-security-policy": POLICY });
      response.end(file.bytes);
      return;
    }
    if (url.pathname === "/api/v1/events") {
      api?.events.connect(response);
      return;
    }
    void readBody(request).then((body) => {
      const answer = api?.answer({
        method: request.method ?? "GET",
        path: url.pathname.replace("/api/v1", ""),
        query: url.searchParams,
        body,
        ifMatch: request.headers["if-match"] ?? null,
      }) ?? { status: 500, body: "no scenario" };
      response.writeHead(answer.status, { "content-type": answer.status < 400 ? "application/json" : "application/problem+json" });
      response.end(answer.status === 204 ? undefined : JSON.stringify(answer.body));
    });
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    use: (next) => {
      api = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const listen = (server: Server): Promise<void> => new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

function readPage(dist: string, path: string): { bytes: Buffer; extension: string } {
  const extension = extname(path);
  if (extension === "" || /^\/(objectives|alerts|groups|policies|sources)\//.test(path))
    return { bytes: readFileSync(join(dist, "index.html")), extension: ".html" };
  return { bytes: readFileSync(join(dist, normalize(path))), extension };
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? undefined : JSON.parse(text);
}
