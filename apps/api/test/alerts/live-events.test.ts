import { get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { LIVE_TOPICS, LiveEvent, type LiveTopic } from "@solvent/api-contract";
import { useTestDatabase } from "@solvent/testing/postgres";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildApp } from "../../src/app.ts";
import type { LiveStreams } from "../../src/usecases/live/live-streams.ts";
import { addAlert, addNotification } from "../support/alert-rows.ts";
import { objective, SOURCE } from "../support/examples.ts";
import { WEBHOOK } from "../support/notification-examples.ts";
import { query } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase("test");
let api: TestApp;
let port: number;
beforeEach(async () => {
  api = await makeTestApp(database);
  await api.app.listen({ host: "127.0.0.1", port: 0 });
  port = (api.app.server.address() as AddressInfo).port;
});
afterEach(() => api.close());

interface OpenStream {
  readonly response: IncomingMessage;
  /** Resolves with everything so far, once it holds the text. */
  until(text: string): Promise<string>;
  readonly ended: Promise<unknown>;
  leave(): void;
}

/** Opens the stream over a socket; anything but a stream is an answer as well. */
async function open(headers: Record<string, string> = {}): Promise<OpenStream> {
  let received = "";
  let look = (): void => undefined;
  const request = get({ port, host: "127.0.0.1", path: "/api/v1/events", headers });
  const response = await new Promise<IncomingMessage>((resolve, reject) => request.once("response", resolve).once("error", reject));
  request.on("error", () => undefined);
  response.on("error", () => undefined);
  response.setEncoding("utf8").on("data", (chunk: string) => {
    received += chunk;
    look();
  });
  return {
    response,
    until: (text) =>
      new Promise((resolve) => {
        look = () => {
          if (received.includes(text)) resolve(received);
        };
        look();
      }),
    ended: new Promise((resolve) => response.once("close", resolve)),
    leave: () => request.destroy(),
  };
}

/** Topics of the first change that is told after `write`. */
async function topicsAfter(write: () => Promise<unknown>): Promise<readonly LiveTopic[]> {
  const stream = await open();
  await stream.until("event: hello");
  await write();
  const text = await stream.until("event: change");
  stream.leave();
  const data = /event: change\ndata: (.+)\n\n/.exec(text)?.[1] ?? "";
  return LiveEvent.parse(JSON.parse(data)).topics;
}

test("the stream has the headers of every response and is not kept by anybody on the way", async () => {
  const { response, until } = await open();
  expect(response.statusCode).toBe(200);
  expect(response.headers).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
    "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    connection: "close",
  });
  const text = await until("event: hello");
  expect(text.startsWith("retry: 3000\n\n")).toBe(true);
  expect(LiveEvent.parse(JSON.parse(/data: (.+)/.exec(text)?.[1] ?? "")).topics).toEqual([...LIVE_TOPICS]);
});

describe("a write shows up with its topic:", () => {
  test("a definition", async () => {
    expect(await topicsAfter(() => api.call("POST", "/sources", { body: SOURCE }))).toEqual(["definitions"]);
  });

  test("a target with its default route", async () => {
    expect(await topicsAfter(() => api.call("POST", "/notification-targets", { body: WEBHOOK }))).toEqual(["definitions"]);
  });

  test("a mute", async () => {
    const body = { scope: "all", reason: "x", minutes: 5 };
    expect(await topicsAfter(() => api.call("POST", "/mutes", { body }))).toEqual(["alerts"]);
  });

  test("an alert, and its end", async () => {
    expect(await topicsAfter(() => addAlert(database.url))).toEqual(["alerts"]);
    const close = "UPDATE alert SET closed_at = opened_at, close_reason = 'corrected', open_key = NULL";
    expect(await topicsAfter(() => query(database.url, close))).toEqual(["alerts"]);
  });

  test("a notification, and one that is sent once more", async () => {
    await api.call("POST", "/notification-targets", { body: WEBHOOK });
    const alert = await addAlert(database.url);
    expect(await topicsAfter(() => addNotification(database.url, alert, { targetOf: "hook", state: "dead" }))).toEqual(["notifications"]);
    expect(await topicsAfter(() => api.call("POST", "/notifications/1/retry"))).toEqual(["notifications"]);
  });

  test("minutes, and the health of a source", async () => {
    await api.call("POST", "/sources", { body: SOURCE });
    await api.call("POST", "/objectives", { body: objective() });
    expect(await topicsAfter(() => query(database.url, "UPDATE stream SET watermark = watermark + 1"))).toEqual(["minutes"]);
    const failing = "INSERT INTO source_health (source_id, failing_since) SELECT id, now() FROM source";
    expect(await topicsAfter(() => query(database.url, failing))).toEqual(["sources"]);
  });
});

test("the application closes at once although streams are open", async () => {
  const streams = [await open(), await open(), await open()];
  for (const stream of streams) await stream.until("event: hello");
  await api.app.close();
  await Promise.all(streams.map(({ ended }) => ended));
});

/** The application with streams of the test's own. */
const appWith = (live: LiveStreams) =>
  buildApp({
    ...api.composition.app,
    registry: new Registry(),
    live,
    allowedHosts: [],
    webDir: null,
    log: { level: "silent", stream: process.stderr },
  });

test("a listener that leaves is forgotten, so that nothing is asked for nobody", async () => {
  let leave = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const app = await appWith({ isFull: () => false, open: () => leave, close: () => undefined });
  await app.listen({ host: "127.0.0.1", port: 0 });
  port = (app.server.address() as AddressInfo).port;
  (await open()).leave();
  await left;
  await app.close();
});

describe("is refused", () => {
  test.each([[{ host: "evil.example" }], [{ "sec-fetch-site": "cross-site" }], [{ origin: "http://evil.example" }]])(
    "with %j",
    async (headers) => {
      const answer = await api.call("GET", "/events", { headers });
      expect([answer.status, answer.json.code]).toEqual([403, "request.forbidden-origin"]);
    },
  );

  test("beyond what one process can keep, with a time to come back", async () => {
    const app = await appWith({ isFull: () => true, open: () => () => undefined, close: () => undefined });
    const { statusCode, headers, payload } = await app.inject("/api/v1/events");
    expect([statusCode, headers["retry-after"], JSON.parse(payload).code]).toEqual([503, "30", "events.too-many"]);
    await app.close();
  });

  test.each(["HEAD", "POST", "DELETE"] as const)("with the method %s", async (method) => {
    const { statusCode, headers } = await api.app.inject({ method, url: "/api/v1/events" });
    expect([statusCode, headers.allow]).toEqual([405, "GET"]);
  });
});
