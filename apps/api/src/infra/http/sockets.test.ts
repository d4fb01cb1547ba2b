import { createHash } from "node:crypto";
import { type AddressInfo, createServer } from "node:net";
import type { Duplex } from "node:stream";
import type { Socket } from "@solvent/metric-sources";
import { startSocketServer } from "@solvent/testing";
import { afterEach, describe, expect, it } from "vitest";
import type { HttpLimits } from "./limits.ts";
import { makeEars, makeOpenThings } from "./test/open-things.ts";

const things = makeOpenThings();
afterEach(() => things.close());

type Ears = ReturnType<typeof makeEars>;
const open = (port: number, ears: Ears = makeEars(), given: { limits?: Partial<HttpLimits>; timeoutMs?: number; path?: string } = {}) => {
  const { limits = {}, timeoutMs, path = "/" } = given;
  const url = `ws://localhost:${port}${path}`;
  return things.doors({ limits }).sockets.open({ ...ears.request, url, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
};
async function opened(port: number, ears: Ears, given: Parameters<typeof open>[2] = {}): Promise<Socket> {
  const outcome = await open(port, ears, given);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

/** Finishes the handshake by hand, so that a test can write whatever bytes it wants. */
const byHand =
  (act: (connection: Duplex) => void, headers = "") =>
  (connection: Duplex, asked: Readonly<Record<string, unknown>>): void => {
    const accept = createHash("sha1").update(`${asked["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    const head = `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n`;
    connection.write(`${head}${headers}\r\n`);
    act(connection);
  };

describe("an open socket", () => {
  it("is asked for with the caller's headers and Solvent's name, and nothing is added to the address", async () => {
    const { port, peers } = await things.serve();
    const url = `ws://metrics.example:${port}/v2/signalflow/connect?x=1`;
    const ears = makeEars();
    await things.doors().sockets.open({ ...ears.request, url, headers: { "x-sf-token": "t0k", "user-agent": "other" } });
    expect(peers[0]?.path).toBe("/v2/signalflow/connect?x=1");
    const host = `metrics.example:${port}`;
    expect(peers[0]?.headers).toMatchObject({ host, "x-sf-token": "t0k", "user-agent": "Solvent/9.9.9" });
    expect(peers[0]?.headers["sec-websocket-extensions"]).toBeUndefined();
  });

  it("sends text, and hears text and bytes in their order", async () => {
    const { port, peers } = await things.serve({
      onText: (text, peer) => {
        peer.send(`heard ${text}`);
        peer.send(new Uint8Array([0, 1, 255]));
      },
    });
    const ears = makeEars();
    const socket = await opened(port, ears);
    socket.send("grüße");
    await ears.heard(2);
    expect(ears.frames).toEqual(["heard grüße", new Uint8Array([0, 1, 255])]);
    expect(peers[0]?.received).toEqual(["grüße"]);
  });

  it.each([0, 125, 126, 65_535, 65_536, 300_000])("carries %i bytes both ways", async (length) => {
    const { port } = await things.serve({ onText: (text, peer) => peer.send(text) });
    const ears = makeEars();
    const text = "abcdefg".repeat(length).slice(0, length);
    (await opened(port, ears)).send(text);
    await ears.heard(1);
    expect(ears.frames[0] === text).toBe(true);
  });

  it("stays open while nobody says anything, for longer than any time-out", async () => {
    const { port, peers } = await things.serve();
    const ears = makeEars();
    await opened(port, ears, { limits: { connectMs: 1000, firstByteMs: 1000, totalMs: 1000 }, timeoutMs: 1000 });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    peers[0]?.send("still here");
    await ears.heard(1);
    expect([ears.frames, ears.ends]).toEqual([["still here"], []]);
  });

  it("puts a message in parts together, also when a ping comes in between, and answers the ping", async () => {
    const { port, peers } = await things.serve({ onPeer: (peer) => peer.sendParts(["a", "", "b", "c"]) });
    const ears = makeEars();
    const socket = await opened(port, ears);
    peers[0]?.ping("are you there");
    socket.send("still");
    await ears.heard(1);
    expect(ears.frames).toEqual(["abc"]);
  });

  it("hears what came together with the handshake", async () => {
    const ears = makeEars();
    const { port } = await things.serve({ takeOver: byHand((connection) => connection.write(Buffer.from([0x81, 2, 0x68, 0x69]))) });
    await opened(port, ears);
    await ears.heard(1);
    expect(ears.frames).toEqual(["hi"]);
  });

  it("takes a message of 16 MiB, and ends with one byte more", { timeout: 30_000 }, async () => {
    const limit = 16 * 2 ** 20;
    const { port } = await things.serve({ onText: (text, peer) => peer.send("x".repeat(Number(text))) });
    const ears = makeEars();
    const socket = await opened(port, ears);
    socket.send(String(limit));
    await ears.heard(1);
    expect(ears.frames[0]?.length).toBe(limit);
    socket.send(String(limit + 1));
    await ears.ended();
    expect(ears.ends).toEqual([{ class: "too-large", retryable: false, message: "a frame is larger than 16 MiB" }]);
  });

  it("ends with a message whose parts are too large together", async () => {
    const { port } = await things.serve({ onPeer: (peer) => peer.sendParts(["x".repeat(600), "y".repeat(600)]) });
    const ears = makeEars();
    await opened(port, ears, { limits: { maxBodyBytes: 1024 } });
    await ears.ended();
    expect(ears.ends).toMatchObject([{ class: "too-large" }]);
  });
});

describe("the end of a socket", () => {
  it("is told once, in the server's words when it said any", async () => {
    const { port, peers } = await things.serve();
    const ears = makeEars();
    const socket = await opened(port, ears);
    peers[0]?.close(1008, "token revoked");
    await ears.ended();
    socket.close();
    socket.send("into the void");
    expect(ears.ends).toEqual([{ class: "unreachable", retryable: true, message: "the connection was closed: 1008 token revoked" }]);
  });

  it("is told when the connection just breaks", async () => {
    const { port, peers } = await things.serve();
    const ears = makeEars();
    await opened(port, ears);
    peers[0]?.cut();
    await ears.ended();
    expect(ears.ends).toMatchObject([{ class: "unreachable", retryable: true }]);
  });

  it("is said to the server when we leave, and told to the caller as well", async () => {
    let hear = (_code: number): void => undefined;
    const left = new Promise<number>((resolve) => {
      hear = resolve;
    });
    const { port } = await things.serve({ onLeave: (code) => hear(code) });
    const ears = makeEars();
    (await opened(port, ears)).close();
    expect(ears.ends).toEqual([{ class: "aborted", retryable: false, message: "the connection was closed by us" }]);
    expect(await left).toBe(1000);
  });

  it("comes at once when the caller gives up, and nothing is heard after it", async () => {
    const controller = new AbortController();
    const { port, peers } = await things.serve();
    const ears = makeEars(controller.signal);
    await opened(port, ears);
    controller.abort();
    peers[0]?.send("too late");
    expect(ears.ends).toEqual([{ class: "aborted", retryable: false, message: "the connection was given up" }]);
    expect(ears.frames).toEqual([]);
  });

  it("comes to every socket when the doors are closed", async () => {
    const { port } = await things.serve();
    const doors = things.doors();
    const ears = makeEars();
    await doors.sockets.open({ ...ears.request, url: `ws://localhost:${port}/` });
    await doors.close();
    expect(ears.ends).toHaveLength(1);
  });

  it("comes when the server does not read what is sent to it", async () => {
    const { port } = await things.serve({ takeOver: byHand((connection) => void connection.pause()) });
    const ears = makeEars();
    const socket = await opened(port, ears);
    for (let turn = 0; turn < 64 && ears.ends.length === 0; turn++) socket.send("x".repeat(2 ** 20));
    expect(ears.ends).toEqual([{ class: "unreachable", retryable: true, message: "the server does not read what is sent to it" }]);
  });

  it.each([
    ["reserved bits", [0xc1, 0]],
    ["an unknown kind of frame", [0x83, 0]],
    ["a masked frame", [0x81, 0x80, 1, 2, 3, 4]],
    ["a ping in parts", [0x09, 0]],
    ["a ping that is too long", [0x89, 126, 0, 126]],
    ["a continuation of nothing", [0x80, 0]],
    ["a message inside another one", [0x01, 1, 0x61, 0x81, 0]],
    ["a text that is not UTF-8", [0x81, 1, 0xff]],
  ])("is a bad answer after %s", async (_name, bytes) => {
    const ears = makeEars();
    const { port } = await things.serve({ takeOver: byHand((connection) => connection.write(Buffer.from(bytes))) });
    await opened(port, ears);
    await ears.ended();
    expect(ears.ends).toMatchObject([{ class: "bad-answer", retryable: false }]);
    expect(ears.frames).toEqual([]);
  });

  it("is too large after a head that promises more than a number can hold", async () => {
    const ears = makeEars();
    const { port } = await things.serve({
      takeOver: byHand((connection) => connection.write(Buffer.from([0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255]))),
    });
    await opened(port, ears);
    await ears.ended();
    expect(ears.ends).toMatchObject([{ class: "too-large" }]);
  });

  it("comes when the caller cannot understand a frame, and the process goes on", async () => {
    const { port } = await things.serve({ onPeer: (peer) => peer.send("{") });
    const ears = makeEars();
    const onMessage = (frame: string | Uint8Array) => void JSON.parse(String(frame));
    await things.doors().sockets.open({ ...ears.request, onMessage, url: `ws://localhost:${port}/` });
    await ears.ended();
    expect(ears.ends).toMatchObject([{ class: "bad-answer", message: expect.stringContaining("a frame cannot be understood") }]);
  });
});

describe("a socket that cannot be opened", () => {
  it.each([
    [401, "unauthorized", "HTTP 401 Unauthorized instead of a WebSocket."],
    [403, "unauthorized", "HTTP 403 Forbidden instead of a WebSocket."],
    [404, "not-found", "HTTP 404 Not Found instead of a WebSocket."],
    [503, "server-error", "HTTP 503 Service Unavailable instead of a WebSocket."],
    [200, "bad-answer", "HTTP 200 OK instead of a WebSocket."],
    [302, "bad-answer", "HTTP 302 Found instead of a WebSocket. redirects are not followed; use the final address."],
  ])("fails with the class of HTTP %i, without repeating the answer", async (status, failureClass, message) => {
    const location = "ws://127.0.0.1:1/";
    const { port } = await things.serve({ refuse: { status, headers: { location }, body: "your token t0k is wrong" } });
    expect(await open(port)).toMatchObject({ ok: false, failure: { class: failureClass, message } });
  });

  it("says how long it was asked to wait", async () => {
    const { port } = await things.serve({ refuse: { status: 429, headers: { "retry-after": "7" } } });
    expect(await open(port)).toMatchObject({ ok: false, failure: { class: "rate-limited", retryable: true, retryAfterSeconds: 7 } });
  });

  it("is a bad answer when the server upgrades to something else, or to more than was asked for", async () => {
    const wrong = await things.serve({
      takeOver: (connection) =>
        void connection.write("HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: x\r\n\r\n"),
    });
    const more = await things.serve({ takeOver: byHand(() => undefined, "sec-websocket-extensions: permessage-deflate\r\n") });
    for (const { port } of [wrong, more]) expect(await open(port)).toMatchObject({ ok: false, failure: { class: "bad-answer" } });
  });

  it("is a time-out when nobody answers, sooner when the caller says so", async () => {
    const { port } = await things.serve({ takeOver: () => undefined });
    expect(await open(port, makeEars(), { timeoutMs: 80 })).toEqual({
      ok: false,
      failure: { class: "timeout", retryable: true, message: "could not connect in time" },
    });
    expect(await open(port, makeEars(), { limits: { firstByteMs: 80 } })).toMatchObject({ ok: false, failure: { class: "timeout" } });
  });

  it("is a time-out when there is no connection yet, long before a server would be called slow", async () => {
    const silent = createServer((connection) => void connection.resume());
    await new Promise<void>((resolve) => void silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const doors = things.doors({ limits: { connectMs: 80, firstByteMs: 3_600_000, totalMs: 3_600_000 } });
    expect(await doors.sockets.open({ ...makeEars().request, url: `wss://localhost:${port}/` })).toEqual({
      ok: false,
      failure: { class: "timeout", retryable: true, message: "could not connect in time" },
    });
    await new Promise((resolve) => silent.close(resolve));
  });

  it("is aborted when the doors are closed meanwhile", async () => {
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const { port } = await things.serve({ takeOver: () => arrive() });
    const doors = things.doors();
    const opening = doors.sockets.open({ ...makeEars().request, url: `ws://localhost:${port}/` });
    await arrived;
    await doors.close();
    expect(await opening).toMatchObject({ ok: false, failure: { class: "aborted" } });
  });

  it("is aborted when the caller gives up, before or while it is opened, and never hears of an end", async () => {
    const upgrades: Duplex[] = [];
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const { port } = await things.serve({
      takeOver: (connection) => {
        upgrades.push(connection);
        arrive();
      },
    });
    const [before, during] = [new AbortController(), new AbortController()];
    before.abort();
    const ears = makeEars(before.signal);
    expect(await open(port, ears)).toMatchObject({ ok: false, failure: { class: "aborted" } });
    const opening = open(port, makeEars(during.signal));
    await arrived;
    const hungUp = new Promise((resolve) => upgrades[0]?.resume().once("end", resolve));
    during.abort();
    expect(await opening).toMatchObject({ ok: false, failure: { class: "aborted" } });
    await hungUp;
    expect(ears.ends).toEqual([]);
  });

  it("is unreachable when nobody listens, when the connection breaks, and when there is no HTTP", async () => {
    const gone = await startSocketServer();
    await gone.stop();
    expect(await open(gone.port)).toMatchObject({ ok: false, failure: { class: "unreachable", message: "the connection was refused" } });
    const breaking = await things.serve({ takeOver: (connection) => void connection.destroy() });
    expect(await open(breaking.port)).toMatchObject({ ok: false, failure: { class: "unreachable" } });
    const garbage = await things.serve({ takeOver: (connection) => void connection.end("SSH-2.0-OpenSSH_9\r\n\r\n") });
    expect(await open(garbage.port)).toMatchObject({ ok: false, failure: { class: "bad-answer" } });
  });

  it.each(["http://localhost/", "ws://a:b@localhost/", "localhost", "wss://"])("is blocked at the address %s", async (url) => {
    const ears = makeEars();
    expect(await things.doors().sockets.open({ ...ears.request, url })).toMatchObject({ ok: false, failure: { class: "blocked" } });
  });

  it("is an outcome also with a header that cannot be sent", async () => {
    const { port } = await things.serve();
    const ears = makeEars();
    const url = `ws://localhost:${port}/`;
    const outcome = await things.doors().sockets.open({ ...ears.request, url, headers: { "x-token": "a\r\nb: c" } });
    expect(outcome).toMatchObject({ ok: false, failure: { class: "unreachable" } });
  });
});
