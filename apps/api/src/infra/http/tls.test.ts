import type { ServerOptions } from "node:https";
import type { TlsOptions } from "@solvent/metric-sources";
import { makeTestCertificates, type TestCertificates } from "@solvent/testing";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeEars, makeOpenThings } from "./test/open-things.ts";
import { findTlsProblem } from "./tls.ts";

const things = makeOpenThings();
let given: TestCertificates;
beforeAll(async () => {
  given = await makeTestCertificates();
});
afterEach(() => things.close());

const { signal } = new AbortController();

/** A server that speaks HTTP and WebSocket with TLS. */
async function serve(tls: ServerOptions): Promise<number> {
  const server = await things.serve({ tls, onPeer: (peer) => peer.send("hello"), onRequest: (_, response) => void response.end("hello") });
  return server.port;
}

interface Asked {
  readonly port: number;
  readonly host?: string;
  readonly tls?: TlsOptions;
}

/** Every door through which one can ask with TLS; each gives back whether it got through, and why not. */
const DOORS = {
  https: async ({ port, host = "localhost", tls = {} }: Asked) =>
    things.doors().http.send({ method: "GET", url: `https://${host}:${port}/`, tls, signal }),
  wss: async ({ port, host = "localhost", tls = {} }: Asked) => {
    const ears = makeEars();
    const opened = await things.doors().sockets.open({ ...ears.request, url: `wss://${host}:${port}/`, tls });
    if (!opened.ok) return opened;
    await Promise.race([ears.heard(1), ears.ended()]);
    return ears.frames.length > 0 ? opened : { ok: false as const, failure: ears.ends[0] };
  },
  "a bare connection": async ({ port, host = "localhost", tls = {} }: Asked) =>
    things.doors().dialer.dial({ host, port, tls, timeoutMs: 5000, signal }),
};

describe.each(Object.entries(DOORS))("%s", (_name, ask) => {
  it("trusts an authority only when it is given", async () => {
    const port = await serve(given.server);
    const refused = await ask({ port });
    expect(refused).toMatchObject({ ok: false, failure: { class: "unreachable", message: expect.stringMatching(/certificate/) } });
    expect(await ask({ port, tls: { ca: given.authority.cert } })).toMatchObject({ ok: true });
    expect(await ask({ port, host: "127.0.0.1", tls: { ca: given.authority.cert } })).toMatchObject({ ok: true });
  });

  it("refuses a certificate that is for another name, until that name is asked for", async () => {
    const port = await serve(await given.serverFor("metrics.internal"));
    const tls = { ca: given.authority.cert };
    expect(await ask({ port, tls })).toMatchObject({ ok: false, failure: { message: expect.stringContaining("metrics.internal") } });
    expect(await ask({ port, tls: { ...tls, serverName: "metrics.internal" } })).toMatchObject({ ok: true });
  });

  it("refuses a certificate that has run out, in the words of TLS", async () => {
    const port = await serve(await given.expired());
    const refused = await ask({ port, tls: { ca: given.authority.cert } });
    expect(refused).toMatchObject({ ok: false, failure: { class: "unreachable", message: "certificate has expired" } });
  });

  it("says why certificates cannot be used, and asks nobody", async () => {
    expect(await ask({ port: 9, tls: { ca: "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----" } })).toEqual({
      ok: false,
      failure: { class: "blocked", retryable: false, message: "the certificate of the authority cannot be read" },
    });
  });
});

// A bare connection is closed as soon as it stands, and a server may judge our certificate after that.
describe.each([
  ["https", DOORS.https],
  ["wss", DOORS.wss],
])("a server of %s that asks for a certificate", (_name, ask) => {
  it("is shown ours, and refuses us without one", async () => {
    const port = await serve({ ...given.server, ca: given.authority.cert, requestCert: true, rejectUnauthorized: true });
    const { cert, key } = given.client;
    expect(await ask({ port, tls: { ca: given.authority.cert } })).toMatchObject({ ok: false, failure: { class: "unreachable" } });
    expect(await ask({ port, tls: { ca: given.authority.cert, cert, key } })).toMatchObject({ ok: true });
  });
});

describe("a connection with TLS", () => {
  it("is not shared between options: one that was opened with an authority serves nobody without it", async () => {
    const port = await serve(given.server);
    const { http } = things.doors();
    const request = { method: "GET", url: `https://localhost:${port}/`, signal } as const;
    expect(await http.send({ ...request, tls: { ca: given.authority.cert } })).toMatchObject({ ok: true });
    expect(await http.send(request)).toMatchObject({ ok: false });
    expect(await http.send({ ...request, tls: { ca: given.authority.cert } })).toMatchObject({ ok: true });
  });

  it("tells until when the certificate of the server is valid, and what was agreed on", async () => {
    const port = await serve({ ...given.server, maxVersion: "TLSv1.2" });
    const dialled = await DOORS["a bare connection"]({ port, tls: { ca: given.authority.cert } });
    if (!dialled.ok) throw new Error(dialled.failure.message);
    expect(dialled.value.tls?.protocol).toBe("TLSv1.2");
    const days = ((dialled.value.tls?.validUntilMs ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(9.9);
    expect(days).toBeLessThan(10.1);
  });
});

describe("certificates that cannot be used", () => {
  it("are told apart, and never repeated", () => {
    const { cert, key } = given.client;
    const problems = [
      findTlsProblem({}),
      findTlsProblem({ ca: given.authority.cert, cert, key }),
      findTlsProblem({ ca: "hello" }),
      findTlsProblem({ ca: key }),
      findTlsProblem({ key }),
      findTlsProblem({ cert }),
      findTlsProblem({ cert: "x", key }),
      findTlsProblem({ cert, key: "s3cret" }),
      findTlsProblem({ cert, key: given.server.key }),
    ];
    expect(problems).toEqual([
      null,
      null,
      "the certificate of the authority cannot be read",
      "the certificate of the authority cannot be read",
      "the key of the client certificate is given without its certificate",
      "the client certificate is given without its key",
      "the client certificate cannot be read",
      "the key of the client certificate cannot be read",
      "the key does not belong to the client certificate",
    ]);
  });

  it("are found among several: one authority of a list that cannot be read is a problem", () => {
    const half = given.server.cert.replace(/\n[^\n]+\n[^\n]+\n-----END/, "\n-----END");
    expect(findTlsProblem({ ca: `${given.authority.cert}\n${given.server.cert}` })).toBeNull();
    expect(findTlsProblem({ ca: `${given.authority.cert}\n${half}` })).toBe("the certificate of the authority cannot be read");
  });
});
