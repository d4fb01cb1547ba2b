import { afterEach, describe, expect, it } from "vitest";
import type { OutgoingDoors } from "./doors.ts";
import { makeEars, makeOpenThings } from "./test/open-things.ts";

const things = makeOpenThings();
afterEach(() => things.close());

const { signal } = new AbortController();

/** Every way out of this process. */
const WAYS: Readonly<Record<string, (doors: OutgoingDoors, host: string, port: number) => Promise<unknown>>> = {
  "an HTTP request": ({ http }, host, port) => http.send({ method: "GET", url: `http://${host}:${port}/`, signal }),
  "a WebSocket": ({ sockets }, host, port) => sockets.open({ ...makeEars().request, url: `ws://${host}:${port}/` }),
  "a WebSocket with TLS": ({ sockets }, host, port) => sockets.open({ ...makeEars().request, url: `wss://${host}:${port}/` }),
  "a bare connection": ({ dialer }, host, port) => dialer.dial({ host, port, tls: null, timeoutMs: 2000, signal }),
  "a bare connection with TLS": ({ dialer }, host, port) => dialer.dial({ host, port, tls: {}, timeoutMs: 2000, signal }),
};
const blocked = (word: string) => ({ ok: false, failure: { class: "blocked", retryable: false, message: expect.stringContaining(word) } });

describe.each(Object.entries(WAYS))("%s", (_name, go) => {
  it.each([
    ["169.254.169.254", "metadata"],
    ["[::ffff:169.254.169.254]", "metadata"],
    ["0.0.0.0", "unspecified"],
    ["[fe80::1]", "link-local"],
  ])("does not go to %s", async (host, word) => {
    expect(await go(things.doors(), host, 80)).toMatchObject(blocked(word));
  });

  it("does not go to a name that means such an address, even among others", async () => {
    const doors = things.doors({ addresses: ["93.184.216.34", "169.254.169.254"] });
    expect(await go(doors, "innocent.example", 80)).toMatchObject(blocked("metadata"));
  });

  it("does not go inside while Solvent listens to the outside, under a name or an address", async () => {
    const { port, peers } = await things.serve({ onRequest: (_, response) => void response.end("secret") });
    const doors = things.doors({ listenHost: "0.0.0.0", addresses: ["127.0.0.1"] });
    expect(await go(doors, "innocent.example", port)).toMatchObject(blocked("SOLVENT_ALLOWED_TARGETS"));
    expect(await go(doors, "127.0.0.1", port)).toMatchObject(blocked("SOLVENT_ALLOWED_TARGETS"));
    expect(await go(things.doors({ listenHost: "192.0.2.1", addresses: ["10.0.0.8"] }), "db.internal", port)).toMatchObject(
      blocked("private"),
    );
    expect(peers).toEqual([]);
  });
});
