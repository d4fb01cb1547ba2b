import { type AddressInfo, createServer } from "node:net";
import type { DialRequest } from "@solvent/metric-sources";
import { makeTestCertificates, startSocketServer } from "@solvent/testing";
import { afterEach, expect, it } from "vitest";
import { makeOpenThings } from "./test/open-things.ts";

const things = makeOpenThings();
afterEach(() => things.close());

const dial = (request: Partial<DialRequest> & Pick<DialRequest, "port">, doors = things.doors()) =>
  doors.dialer.dial({ host: "localhost", tls: null, timeoutMs: 5000, signal: new AbortController().signal, ...request });

it("a port that is open is told with the time it took, and the connection is closed again", async () => {
  const { port } = await things.serve();
  for (const host of ["localhost", "127.0.0.1", "any.example"]) {
    const outcome = await dial({ host, port });
    if (!outcome.ok) throw new Error(outcome.failure.message);
    expect(outcome.value.tls).toBeNull();
    expect(outcome.value.connectMs).toBeGreaterThanOrEqual(0);
  }
});

it("a port where nobody listens is unreachable, and a name that is not known too", async () => {
  const gone = await startSocketServer();
  await gone.stop();
  expect(await dial({ port: gone.port })).toEqual({
    ok: false,
    failure: { class: "unreachable", retryable: true, message: "the connection was refused" },
  });
  expect(await dial({ port: 80 }, things.doors({ addresses: [] }))).toMatchObject({
    ok: false,
    failure: { class: "unreachable", message: "the host name is not known" },
  });
});

it("a server that speaks no TLS is unreachable with TLS, in the words of TLS", async () => {
  const { port } = await things.serve({ onRequest: (_, response) => void response.end() });
  const outcome = await dial({ port, tls: {} });
  expect(outcome).toMatchObject({ ok: false, failure: { class: "unreachable" } });
  expect(outcome.ok ? "" : outcome.failure.message).not.toBe("");
});

it("a name is said to the server, an address is not, and the server's own name where there is one", async () => {
  const { authority, server } = await makeTestCertificates();
  const names: (string | null)[] = [];
  const { port } = await things.serve({
    tls: {
      ...server,
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    },
  });
  const ca = authority.cert;
  expect(await dial({ port, tls: { ca } })).toMatchObject({ ok: true });
  expect(await dial({ host: "127.0.0.1", port, tls: { ca } })).toMatchObject({ ok: true });
  expect(await dial({ host: "other.example", port, tls: { ca, serverName: "localhost" } })).toMatchObject({ ok: true });
  expect(names).toEqual(["localhost", "localhost"]);
});

it("a server that is silent is a time-out, and giving up ends it at once", async () => {
  const silent = createServer((connection) => void connection.resume());
  await new Promise<void>((resolve) => void silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const [before, during] = [new AbortController(), new AbortController()];
  before.abort();
  expect(await dial({ port, tls: {}, signal: before.signal })).toMatchObject({ ok: false, failure: { class: "aborted" } });
  const giving = dial({ port, tls: {}, signal: during.signal });
  during.abort();
  expect(await giving).toMatchObject({ ok: false, failure: { class: "aborted" } });
  expect(await dial({ port, tls: {}, timeoutMs: 60 })).toEqual({
    ok: false,
    failure: { class: "timeout", retryable: true, message: "no complete answer in time" },
  });
  await new Promise((resolve) => silent.close(resolve));
});

it("certificates that cannot be used are named before anything is opened", async () => {
  expect(await dial({ port: 9, tls: { ca: "x" } })).toEqual({
    ok: false,
    failure: { class: "blocked", retryable: false, message: "the certificate of the authority cannot be read" },
  });
});
