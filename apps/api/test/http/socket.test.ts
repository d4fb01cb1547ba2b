import { type AddressInfo, connect } from "node:net";
import { Problem } from "@solvent/api-contract";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
let port: number;
beforeAll(async () => {
  api = await makeTestApp(database);
  await api.app.listen({ host: "127.0.0.1", port: 0 });
  port = (api.app.server.address() as AddressInfo).port;
});
afterAll(() => api.close());

/** Sends bytes as they are and gives back everything that comes until the other side ends the connection. */
function exchange(bytes: string, thenHangUp = false): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => (thenHangUp ? socket.end(bytes) : socket.write(bytes)));
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => {
      received += chunk;
    });
    socket.on("close", () => resolve(received));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNRESET" || error.code === "EPIPE" ? resolve(received) : reject(error),
    );
  });
}

const lines = (...parts: string[]) => parts.join("\r\n");
const post = (...headers: string[]) => ["POST /api/v1/apply HTTP/1.1", "Host: 127.0.0.1", "Connection: close", ...headers];
const BODY = '{"text":"","dryRun":true}';

const statusOf = (response: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(response)?.[1] ?? 0);
const bodyOf = (response: string) => JSON.parse(response.slice(response.indexOf("\r\n\r\n") + 4));

test("an ordinary request over a socket is answered", async () => {
  const response = await exchange(lines(...post("Content-Type: application/json", `Content-Length: ${BODY.length}`), "", BODY));
  expect(statusOf(response)).toBe(200);
});

test.each([
  ["no HTTP at all", "\x16\x03\x01\x02\x00\x01\x00", 400],
  ["a request without Host", lines("GET /api/v1/services HTTP/1.1", "Connection: close", "", ""), 403],
  ["an empty Host", lines("GET /api/v1/services HTTP/1.1", "Host:", "Connection: close", "", ""), 403],
  ["two lengths", lines(...post("Content-Length: 5", "Content-Length: 6"), "", "{}"), 400],
  ["a length and chunks", lines(...post("Content-Length: 5", "Transfer-Encoding: chunked"), "", "0", "", ""), 400],
  ["a length that is no number", lines(...post("Content-Length: x"), "", "{}"), 400],
  ["a header of 64 KiB", lines("GET / HTTP/1.1", "Host: 127.0.0.1", `X-Big: ${"x".repeat(65_536)}`, "", ""), 431],
  ["a header with a line break in it", lines("GET / HTTP/1.1", "Host: 127.0.0.1", "X: a\nb: c\x00", "", ""), 400],
  ["an unknown method", lines("BREW /coffee HTTP/1.1", "Host: 127.0.0.1", "", ""), 400],
  ["a bad chunk", lines(...post("Content-Type: application/json", "Transfer-Encoding: chunked"), "", "zz", "x", "0", "", ""), 400],
])("%s is refused as problem details", async (_name, bytes, status) => {
  const response = await exchange(bytes);
  expect(statusOf(response)).toBe(status);
  expect(response).toContain("application/problem+json");
  expect(Problem.parse(bodyOf(response)).status).toBe(status);
});

test("a body sent in chunks is read, one that is too large is refused while it comes", async () => {
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
  const head = post("Content-Type: application/json", "Transfer-Encoding: chunked");
  const small = await exchange(`${lines(...head, "", "")}${chunk(BODY)}0\r\n\r\n`);
  expect(statusOf(small)).toBe(200);
  const large = await exchange(`${lines(...head, "", "")}${chunk("x".repeat(600_000)).repeat(2)}0\r\n\r\n`);
  expect(statusOf(large)).toBe(413);
});

test("a body shorter than its length is not acted upon", async () => {
  const response = await exchange(lines(...post("Content-Type: application/json", `Content-Length: ${BODY.length + 10}`), "", BODY), true);
  expect([0, 400]).toContain(statusOf(response));
});

test("two requests behind each other on one connection get two answers in their order", async () => {
  const get = (path: string, ...more: string[]) => lines(`GET ${path} HTTP/1.1`, "Host: 127.0.0.1", ...more, "", "");
  const response = await exchange(get("/healthz") + get("/api/v1/objectives/nobody", "Connection: close"));
  expect([...response.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status)).toEqual(["200", "404"]);
});

test("after all of this the service is still healthy", async () => {
  expect(statusOf(await exchange(lines("GET /readyz HTTP/1.1", "Host: 127.0.0.1", "Connection: close", "", "")))).toBe(200);
});
