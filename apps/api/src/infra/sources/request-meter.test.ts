import { type Outcome, type Socket, succeeded } from "@solvent/metric-sources";
import { expect, test } from "vitest";
import { type Doors, makeRequestMeter } from "./request-meter.ts";

const MINUTE_MS = 60_000;
const { signal } = new AbortController();

function makeWorld() {
  const world = { nowMs: 1_000 * MINUTE_MS, sent: [] as string[], opens: true };
  const socket: Socket = { send: (text) => void world.sent.push(text), close: () => void world.sent.push("close") };
  const refused: Outcome<Socket> = { ok: false, failure: { class: "unauthorized", retryable: false, message: "HTTP 401" } };
  const doors: Doors = {
    http: { send: async () => succeeded({ status: 200, headers: {}, body: "" }) },
    sockets: { open: async () => (world.opens ? succeeded(socket) : refused) },
    dialer: { dial: async () => succeeded({ connectMs: 1, tls: null }) },
  };
  const meter = makeRequestMeter(() => world.nowMs);
  const watched = meter.watch("a", doors);
  const ask = () => watched.http.send({ method: "GET", url: "http://x/", signal });
  const openSocket = () => watched.sockets.open({ url: "ws://x/", signal, onMessage: () => undefined, onClose: () => undefined });
  return { world, meter, watched, ask, openSocket };
}

test("only whole minutes are told, and only the one before", async () => {
  const { world, meter, ask } = makeWorld();
  await ask();
  await ask();
  expect(meter.lastMinute("a")).toBe(0);
  world.nowMs += MINUTE_MS;
  await ask();
  expect(meter.lastMinute("a")).toBe(2);
  world.nowMs += MINUTE_MS;
  expect(meter.lastMinute("a")).toBe(1);
  world.nowMs += MINUTE_MS;
  expect(meter.lastMinute("a")).toBe(0);
});

test("requests, frames sent over a socket and connections count alike, and what is refused counts too", async () => {
  const { world, meter, watched, ask, openSocket } = makeWorld();
  await ask();
  const socket = await openSocket();
  if (!socket.ok) throw new Error("the socket did not open");
  socket.value.send("one");
  socket.value.send("two");
  socket.value.close();
  world.opens = false;
  expect(await openSocket()).toMatchObject({ ok: false, failure: { class: "unauthorized" } });
  await watched.dialer.dial({ host: "x", port: 1, tls: null, timeoutMs: 1, signal });
  expect(world.sent).toEqual(["one", "two", "close"]);
  world.nowMs += MINUTE_MS;
  expect(meter.lastMinute("a")).toBe(6);
});

test("every source has a count of its own, and one that was never asked has none", async () => {
  const { world, meter, ask } = makeWorld();
  await ask();
  world.nowMs += MINUTE_MS;
  expect([meter.lastMinute("a"), meter.lastMinute("b")]).toEqual([1, 0]);
});
