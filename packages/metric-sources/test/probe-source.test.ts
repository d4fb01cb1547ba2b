import { MINUTE_MS, type ThresholdIndicator } from "@solvent/domain";
import {
  makeFakeTime,
  makeTargetCertificates,
  makeTestDialer,
  makeTestHttpClient,
  type ProbeFault,
  type ProbeTarget,
  startProbeTarget,
} from "@solvent/testing";
import { afterEach, describe, expect, it } from "vitest";
import { failed, type HttpClient, type MetricSource, probeSource, type StreamQuery } from "../src/index.ts";
import { probeQuery } from "./probe-world.ts";

const certificates = await makeTargetCertificates();
const never = (): AbortSignal => new AbortController().signal;
const targets: ProbeTarget[] = [];
afterEach(async () => {
  await Promise.all(targets.splice(0).map((target) => target.stop()));
});

async function startTarget(secure = false, body = "all is well"): Promise<ProbeTarget> {
  const target = await startProbeTarget({ ...(secure ? { certificates } : {}), answer: () => ({ status: 200, body }) });
  targets.push(target);
  return target;
}

interface Wish {
  readonly connection?: object;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly http?: HttpClient;
  readonly startMs?: number;
}

/** A source on a clock that the test moves, begun at a whole minute. */
function connect({ connection = {}, secrets = {}, http = makeTestHttpClient(), startMs = Date.now() }: Wish = {}) {
  const start = Math.floor(startMs / MINUTE_MS);
  const time = makeFakeTime(start * MINUTE_MS);
  const dialer = makeTestDialer();
  const source: MetricSource = probeSource.connect(probeSource.connection.parse(connection), secrets, {
    http: time.watch(http),
    dialer: { dial: (request) => time.track(dialer.dial(request)) },
    now: time.now,
    schedule: time.schedule,
  });
  return { source, time, start };
}

const PROBE = { seriesFound: 1, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 30, warnings: [] } as const;

/** Lets minutes pass from the start on, and gives what was read of the last ones. */
async function readMinutes({ source, time, start }: ReturnType<typeof connect>, query: StreamQuery, minutes: number) {
  const items = [{ query, probe: PROBE }];
  for (let minute = start; minute <= start + minutes; minute += 1) {
    await time.moveTo(minute * MINUTE_MS);
    await source.read({ items, from: minute - 1, to: minute, purpose: "live" }, never());
  }
  const [outcome] = await source.read({ items, from: start + 1, to: start + minutes, purpose: "live" }, never());
  if (outcome === undefined) throw new Error("nothing was read");
  return outcome.ok ? outcome.value.block : outcome.failure;
}

const measureQuery = (spec: ThresholdIndicator["metric"]["spec"], operator: "lte" | "gte", value: string): StreamQuery => {
  const parsed = probeSource.parseIndicator({ kind: "threshold", metric: { source: "p", spec }, operator, value, of: "value" });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
};

const GOOD = { good: [2000, 2000], total: [2000, 2000], missing: [null, null] };
const BAD = { good: [0, 0], total: [2000, 2000], missing: [null, null] };

describe("what is probed", () => {
  it("is an address by GET, or by HEAD, and never what a redirect leads to", async () => {
    const target = await startTarget();
    expect(await readMinutes(connect(), probeQuery({ http: target.url, method: "HEAD" }), 3)).toMatchObject(GOOD);
    expect(new Set(target.requests.map(({ method }) => method))).toEqual(new Set(["HEAD"]));
    await target.failWith({ do: "status", status: 301, headers: { location: `${new URL(target.url).origin}/elsewhere` } });
    expect(await readMinutes(connect(), probeQuery({ http: target.url }), 3)).toMatchObject(BAD);
    expect(await readMinutes(connect(), probeQuery({ http: target.url, expectStatus: 301 }), 3)).toMatchObject(GOOD);
    expect(target.requests.some(({ path }) => path === "/elsewhere")).toBe(false);
  });

  it("is the connection alone, without a word said", async () => {
    const target = await startTarget();
    expect(await readMinutes(connect(), probeQuery({ tcp: target.address }), 3)).toMatchObject(GOOD);
    expect(target.requests).toEqual([]);
    await target.failWith({ do: "closed" });
    expect(await readMinutes(connect(), probeQuery({ tcp: target.address }), 3)).toMatchObject(BAD);
  });

  it("is TLS on a connection, with the end of its certificate", async () => {
    const target = await startTarget(true);
    const connection = { caCertificate: certificates.authority };
    const query = (minCertificateDays: number) => probeQuery({ tcp: target.address, tls: true, minCertificateDays });
    expect(await readMinutes(connect({ connection }), query(5), 3)).toMatchObject(GOOD);
    expect(await readMinutes(connect({ connection }), query(30), 3)).toMatchObject(BAD);
    expect(await readMinutes(connect(), query(5), 3)).toMatchObject(BAD);
  });

  it.each<[string, ProbeFault]>([
    ["a connection on which nothing is said", { do: "silent" }],
    ["a connection that is closed at once", { do: "drop" }],
    ["a certificate that has expired", { do: "certificate", certificate: "expired" }],
    ["a certificate for another name", { do: "certificate", certificate: "wrong-name" }],
  ])("makes no good TLS of %s", async (_name, fault) => {
    const target = await startTarget(true);
    await target.failWith(fault);
    const connection = { caCertificate: certificates.authority, timeoutSeconds: 1 };
    expect(await readMinutes(connect({ connection }), probeQuery({ tcp: target.address, tls: true }), 2)).toMatchObject({
      good: [0],
      missing: [null],
    });
  });
});

describe("a measured value", () => {
  it("of a minute is that of its last probe, compared with the limit", async () => {
    const target = await startTarget(true);
    const connection = { caCertificate: certificates.authority };
    const days = (limit: string) => measureQuery({ http: target.url, measure: "certificateDays" }, "gte", limit);
    expect(await readMinutes(connect({ connection }), days("5"), 2)).toMatchObject({ good: [1000], total: [1000] });
    expect(await readMinutes(connect({ connection }), days("30"), 2)).toMatchObject({ good: [0], total: [1000] });
    const seconds = measureQuery({ http: target.url, measure: "seconds" }, "lte", "1");
    expect(await readMinutes(connect({ connection }), seconds, 2)).toMatchObject({ good: [1000], total: [1000] });
    await target.failWith({ do: "reset" });
    expect(await readMinutes(connect({ connection }), seconds, 2)).toMatchObject({ good: [0], total: [1000] });
  });
});

describe("the secret header", () => {
  const secrets = { headerValue: "Bearer t0k-s3cret" };

  it("is sent to the origins that it was given for, and to no other address that an objective names", async () => {
    const [shop, other] = [await startTarget(), await startTarget()];
    const connection = { headerName: "X-Key", headerOrigins: [new URL(shop.url).origin] };
    const { source } = connect({ connection, secrets });
    for (const { url } of [shop, other]) expect(await source.probe(probeQuery({ http: url }), never())).toMatchObject({ ok: true });
    expect(shop.requests[0]?.headers).toMatchObject({ "x-key": "Bearer t0k-s3cret" });
    expect(JSON.stringify(other.requests[0]?.headers)).not.toContain("s3cret");
  });

  it("is sent nowhere while no origin is named, which a check says", async () => {
    const target = await startTarget();
    const { source } = connect({ secrets });
    await source.probe(probeQuery({ http: target.url }), never());
    expect(JSON.stringify(target.requests[0]?.headers)).not.toContain("s3cret");
    expect(await source.check(never())).toMatchObject({ value: { notes: [expect.any(String), expect.stringContaining("sent nowhere")] } });
  });

  it("binds the secret to those origins, in one order", () => {
    const originOf = (connection: object) => probeSource.origin(probeSource.connection.parse(connection));
    expect(originOf({})).toBe("probe");
    const origins = ["https://b.example/", "http://a:8080"];
    expect(originOf({ headerOrigins: origins })).toBe("http://a:8080 https://b.example");
    expect(originOf({ headerOrigins: origins.toReversed() })).toBe("http://a:8080 https://b.example");
  });
});

describe("a connection", () => {
  it.each([
    [{ intervalSeconds: 9 }, ["intervalSeconds"]],
    [{ intervalSeconds: 301 }, ["intervalSeconds"]],
    [{ intervalSeconds: 15, timeoutSeconds: 15 }, ["timeoutSeconds"]],
    [{ intervalSeconds: 60, timeoutSeconds: 21 }, ["timeoutSeconds"]],
    [{ headerName: "Host" }, ["headerName"]],
    [{ headerOrigins: ["https://a/path"] }, ["headerOrigins", 0]],
    [{ headerOrigins: ["https://user@a"] }, ["headerOrigins", 0]],
    [{ caCertificate: "trust me" }, ["caCertificate"]],
    [{ url: "https://a/" }, []],
  ])("names what is wrong with %j", (connection, path) => {
    expect(probeSource.connection.safeParse(connection)).toMatchObject({ success: false, error: { issues: [{ path }] } });
  });

  it("needs no field at all", () => {
    expect(probeSource.connection.parse({})).toEqual({ intervalSeconds: 30 });
  });
});

describe("a look before saving", () => {
  it("says in words what a probe found, good or bad, and is no reason not to count", async () => {
    const target = await startTarget(true);
    const look = (spec: Parameters<typeof probeQuery>[0]) =>
      connect({ connection: { caCertificate: certificates.authority } }).source.probe(probeQuery(spec), never());
    const spec = { http: target.url, minCertificateDays: 5 };
    expect(await look(spec)).toMatchObject({
      ok: true,
      value: { seriesFound: 1, warnings: [expect.stringMatching(/^a probe now: HTTP 200 in [\d.]+ s; the certificate ends on .+ days$/)] },
    });
    await target.failWith({ do: "status", status: 503, body: "starting" });
    expect(await look(spec)).toMatchObject({ value: { warnings: [expect.stringMatching(/HTTP 503 .+not 200-299: starting \(bad\)/)] } });
  });

  it("fails where Solvent may not ask, as reads do", async () => {
    const blocked: HttpClient = { send: async () => failed("blocked", "10.0.0.1 is a private address") };
    const world = connect({ http: blocked });
    const query = probeQuery({ http: "http://10.0.0.1/" });
    expect(await world.source.probe(query, never())).toMatchObject({ ok: false, failure: { class: "blocked" } });
    expect(await readMinutes(world, query, 3)).toMatchObject({ class: "blocked", message: "10.0.0.1 is a private address" });
    expect(await world.source.check(never())).toMatchObject({ ok: false, failure: { class: "blocked" } });
  });
});

describe("a check", () => {
  it("says how many addresses are probed and whether the policy allows them, and which fail", async () => {
    const [well, ill] = [await startTarget(), await startTarget()];
    const world = connect();
    expect(await world.source.check(never())).toMatchObject({ value: { notes: ["0 addresses are probed at present"] } });
    const items = [well, ill].map(({ url }) => ({ query: probeQuery({ http: url }), probe: PROBE }));
    await ill.failWith({ do: "status", status: 500 });
    await world.source.read({ items, from: world.start - 1, to: world.start, purpose: "live" }, never());
    await world.time.moveTo((world.start + 1) * MINUTE_MS);
    expect(await world.source.check(never())).toMatchObject({
      ok: true,
      value: {
        version: "HTTP and TCP, every 30 s",
        notes: [
          "2 addresses are probed at present; the network policy allows all of them",
          expect.stringContaining(`${ill.url}: HTTP 500`),
        ],
      },
    });
  });
});

describe("the past", () => {
  it("is empty for a back-fill, and not this process' to tell for a refill, but for what is in memory", async () => {
    const target = await startTarget();
    const world = connect();
    const query = probeQuery({ http: target.url });
    await readMinutes(world, query, 3);
    const items = [{ query, probe: PROBE }];
    const read = async (purpose: "backfill" | "refill") => {
      const [outcome] = await world.source.read({ items, from: world.start - 2, to: world.start + 3, purpose }, never());
      return outcome?.ok === true ? outcome.value.block.missing : outcome;
    };
    expect(await read("refill")).toEqual(["not-read", "not-read", null, null, null]);
    expect(await read("backfill")).toEqual(["no-sample", "no-sample", null, null, null]);
  });
});
