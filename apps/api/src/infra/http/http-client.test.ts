import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { makeAddressPolicy } from "./address-policy.ts";
import { makeAgents } from "./agents.ts";
import { makeOutgoingHttp, type OutgoingHttp } from "./http-client.ts";
import { HTTP_LIMITS, type HttpLimits } from "./limits.ts";

const open: (Server | TcpServer | OutgoingHttp)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) {
    if ("closeAllConnections" in one) one.closeAllConnections();
    await one.close();
  }
});

async function listen(server: Server | TcpServer): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const serve = (listener: RequestListener): Promise<string> => listen(createServer(listener));

function client(limits: Partial<HttpLimits> = {}): OutgoingHttp {
  const policy = makeAddressPolicy({ listenHost: "127.0.0.1", allowedTargets: [], own: () => null });
  const http = makeOutgoingHttp({
    policy,
    resolve: () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]),
    version: "9.9.9",
    limits,
  });
  open.push(http);
  return http;
}

const get = (url: string) => ({ method: "GET", url, signal: new AbortController().signal }) as const;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

describe("the outgoing client", () => {
  it("posts a form with its own user agent and gives back status, headers and text", async () => {
    const url = await serve(async (request, response) => {
      response.writeHead(207, { "x-seen": String(request.headers["user-agent"]) });
      response.end(`${request.method} ${request.url} ${request.headers["content-type"]} ${await bodyOf(request)} é`);
    });
    const outcome = await client().send({
      ...get(`${url}/api?x=1`),
      method: "POST",
      headers: { "user-agent": "other" },
      form: [
        ["query", 'a{b="é&"}'],
        ["t", "1"],
      ],
    });
    expect(outcome).toMatchObject({ ok: true, value: { status: 207, headers: { "x-seen": "Solvent/9.9.9" } } });
    expect(outcome.ok && outcome.value.body).toBe("POST /api?x=1 application/x-www-form-urlencoded query=a%7Bb%3D%22%C3%A9%26%22%7D&t=1 é");
  });

  it.each(["POST", "DELETE"] as const)("sends a body as it is with %s", async (method) => {
    const url = await serve(async (request, response) => {
      response.end(`${request.method} ${request.headers["content-type"]} ${request.headers["content-length"]} ${await bodyOf(request)}`);
    });
    const body = { contentType: "application/json", text: '{"a":"é"}' };
    const outcome = await client().send({ ...get(url), method, body });
    expect(outcome).toMatchObject({ ok: true, value: { body: `${method} application/json 10 {"a":"é"}` } });
  });

  it("deletes without a body", async () => {
    const url = await serve(async (request, response) => void response.end(`${request.method} ${await bodyOf(request)}.`));
    expect(await client().send({ ...get(url), method: "DELETE" })).toMatchObject({ ok: true, value: { body: "DELETE ." } });
  });

  it("ends a request properly whose agent is given up for newer ones meanwhile", async () => {
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const url = await serve((_, response) => void asked.then(() => response.end("late but whole")));
    const destinations = { policy: () => null, resolve: async () => [] };
    const agents = makeAgents(destinations, HTTP_LIMITS);
    const http = makeOutgoingHttp({ ...destinations, version: "1", agents });
    open.push(http);
    const outcome = http.send(get(url));
    for (let port = 1; port < 200; port++) agents.for(port);
    answer();
    expect(await outcome).toMatchObject({ ok: true, value: { body: "late but whole" } });
  });

  it("connects to a name through the addresses that were checked", async () => {
    const url = await serve((request, response) => void response.end(request.headers.host));
    const outcome = await client().send(get(url.replace("127.0.0.1", "metrics.example")));
    expect(outcome).toMatchObject({ ok: true, value: { body: url.replace("http://127.0.0.1", "metrics.example") } });
  });

  it.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
  ] as const)("decodes %s", async (encoding, compress) => {
    const url = await serve((_, response) => void response.writeHead(200, { "content-encoding": encoding }).end(compress("[1,2]")));
    expect(await client().send(get(url))).toMatchObject({ ok: true, value: { body: "[1,2]" } });
  });

  it("does not follow redirects", async () => {
    const url = await serve((_, response) => void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end());
    expect(await client().send(get(url))).toMatchObject({ ok: true, value: { status: 302 } });
  });

  it("refuses one byte more than 16 MiB, and accepts 16 MiB", async () => {
    const url = await serve((request, response) => void response.end(Buffer.alloc(16 * 2 ** 20 + Number(request.url?.slice(1)), 32)));
    expect(await client().send(get(`${url}/1`))).toMatchObject({ ok: false, failure: { class: "too-large", retryable: false } });
    const full = await client().send(get(`${url}/0`));
    expect(full.ok && full.value.body.length).toBe(16 * 2 ** 20);
  });

  it("refuses a small answer that unpacks to more than the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, 32));
    const url = await serve((_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
    expect(bomb.length).toBeLessThan(200_000);
    expect(await client().send(get(url))).toMatchObject({ ok: false, failure: { class: "too-large" } });
  });

  it.each([
    ["gzip", "not gzip"],
    ["zstd", "x"],
    ["gzip, gzip", "x"],
  ])("calls an answer encoded as %s that cannot be read a bad answer", async (encoding, body) => {
    const url = await serve((_, response) => void response.writeHead(200, { "content-encoding": encoding }).end(body));
    expect(await client().send(get(url))).toMatchObject({ ok: false, failure: { class: "bad-answer" } });
  });

  it("calls a truncated compressed answer a bad answer", async () => {
    const packed = gzipSync(Buffer.from("x".repeat(1000)));
    const url = await serve(
      (_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(packed.subarray(0, packed.length - 12)),
    );
    expect(await client().send(get(url))).toMatchObject({ ok: false, failure: { class: "bad-answer" } });
  });

  it("gives up when the first byte does not come", async () => {
    const url = await serve(() => undefined);
    expect(await client({ firstByteMs: 100 }).send(get(url))).toMatchObject({ ok: false, failure: { class: "timeout", retryable: true } });
  });

  it("gives up on an answer that drips in for ever", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write("x"), 10);
      response.on("close", () => clearInterval(drip));
    });
    expect(await client({ totalMs: 150 }).send(get(url))).toMatchObject({ ok: false, failure: { class: "timeout" } });
  });

  it("takes a shorter time from the request, never a longer one", async () => {
    const url = await serve(() => undefined);
    expect(await client({ totalMs: 20_000 }).send({ ...get(url), timeoutMs: 80 })).toMatchObject({
      ok: false,
      failure: { class: "timeout" },
    });
    expect(await client({ totalMs: 80 }).send({ ...get(url), timeoutMs: 20_000 })).toMatchObject({
      ok: false,
      failure: { class: "timeout" },
    });
  });

  it("tells a caller who gave up from a slow source", async () => {
    const url = await serve(() => undefined);
    const controller = new AbortController();
    const outcome = client().send({ ...get(url), signal: controller.signal });
    controller.abort();
    expect(await outcome).toMatchObject({ ok: false, failure: { class: "aborted" } });
  });

  it("calls a refused connection and a closed one unreachable", async () => {
    const gone = createTcpServer();
    const url = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    open.splice(open.indexOf(gone), 1);
    expect(await client().send(get(url))).toMatchObject({
      ok: false,
      failure: { class: "unreachable", retryable: true, message: "the connection was refused" },
    });
    const reset = await listen(createTcpServer((socket) => socket.destroy()));
    expect(await client().send(get(reset))).toMatchObject({ ok: false, failure: { class: "unreachable" } });
  });

  it("calls an unknown host unreachable and something that is not HTTP a bad answer", async () => {
    const policy = makeAddressPolicy({ listenHost: "127.0.0.1", allowedTargets: [], own: () => null });
    const unknown = makeOutgoingHttp({
      policy,
      resolve: () => Promise.reject(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" })),
      version: "1",
    });
    open.push(unknown);
    expect(await unknown.send(get("http://nowhere.example/"))).toMatchObject({
      ok: false,
      failure: { class: "unreachable", message: "the host name is not known" },
    });
    const notHttp = await listen(createTcpServer((socket) => void socket.end("SSH-2.0-OpenSSH_9\r\n\r\n")));
    expect(await client().send(get(notHttp))).toMatchObject({ ok: false, failure: { class: "bad-answer" } });
  });

  it("does not send anything through a proxy named in the environment", async () => {
    const url = await serve((_, response) => void response.end("direct"));
    vi.stubEnv("http_proxy", "http://127.0.0.1:9");
    expect(await client().send(get(url))).toMatchObject({ ok: true, value: { body: "direct" } });
    vi.unstubAllEnvs();
  });
});

const post = (url: string, body = '{"a":"é"}') => ({
  url,
  headers: { "webhook-id": "m1" },
  body,
  timeoutMs: 10_000,
  signal: new AbortController().signal,
});

describe("posting JSON text", () => {
  it("sends its very bytes with their length, on a connection of its own", async () => {
    const seen: unknown[] = [];
    const url = await serve(async (request, response) => {
      seen.push(
        request.headers["content-type"],
        request.headers["content-length"],
        request.headers["webhook-id"],
        request.headers.connection,
      );
      response.writeHead(202, { "x-a": "b" }).end(`got ${await bodyOf(request)}`);
    });
    const outcome = await client().post(post(`${url}/hook?x=1`));
    expect(outcome).toMatchObject({ ok: true, status: 202, headers: { "x-a": "b" }, body: 'got {"a":"é"}' });
    expect(seen).toEqual(["application/json", "10", "m1", "close"]);
  });

  it("gives back refusals and redirects as answers, and does not follow them", async () => {
    const url = await serve(
      (request, response) => void response.writeHead(Number(request.url?.slice(1)), { location: "http://127.0.0.1:1/" }).end(),
    );
    for (const status of [302, 404, 429, 500]) expect(await client().post(post(`${url}/${status}`))).toMatchObject({ ok: true, status });
  });

  it("knows that nothing was sent when there was no connection", async () => {
    const gone = createTcpServer();
    const url = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    open.splice(open.indexOf(gone), 1);
    expect(await client().post(post(url))).toEqual({ ok: false, class: "unreachable", sent: false, message: "the connection was refused" });
  });

  it("knows that it may have been accepted when the connection ended or the answer did not come in time", async () => {
    const reset = await serve((request) => void request.resume().on("end", () => request.socket.destroy()));
    expect(await client().post(post(reset))).toMatchObject({ ok: false, class: "unreachable", sent: true });
    const silent = await serve(() => undefined);
    expect(await client().post({ ...post(silent), timeoutMs: 1_000 })).toMatchObject({ ok: false, class: "timeout", sent: true });
    const notHttp = await listen(createTcpServer((socket) => void socket.once("data", () => socket.end("hello\r\n\r\n"))));
    expect(await client().post(post(notHttp))).toMatchObject({ ok: false, class: "unreachable", sent: true });
  });

  it("obeys the address policy, and says when the caller gave up", async () => {
    expect(await client().post(post("http://169.254.169.254/x"))).toMatchObject({ ok: false, class: "blocked", sent: false });
    expect(await client().post(post("ftp://x/"))).toMatchObject({ ok: false, class: "blocked", sent: false });
    const silent = await serve(() => undefined);
    const controller = new AbortController();
    const outcome = client().post({ ...post(silent), signal: controller.signal });
    controller.abort();
    expect(await outcome).toMatchObject({ ok: false, class: "aborted" });
  });
});
