import { findSourceKind } from "@solvent/metric-sources";
import { type MetricsPageSimulator, makeSimulatedProcess, startMetricsPage } from "@solvent/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Secret } from "../../secret.ts";
import { makeOutgoingHttp, type OutgoingHttp } from "../http/http-client.ts";
import { makeConnectSource, unhurriedSchedule } from "./connect-source.ts";

let http: OutgoingHttp;
let page: MetricsPageSimulator;

beforeEach(async () => {
  http = makeOutgoingHttp({ policy: () => null, resolve: async () => [], version: "test" });
  const process = makeSimulatedProcess({ now: Date.now });
  process.count("req_total", { code: "200" }, 3);
  page = await startMetricsPage({ page: process.page });
});
afterEach(async () => {
  await Promise.all([http.close(), page.stop()]);
});

const guard = { now: () => 0, sleep: async () => undefined, random: () => 0 };

function connectPage() {
  const kind = findSourceKind("openmetrics");
  if (kind === null) throw new Error("there is no such kind");
  const connect = makeConnectSource({ http, now: Date.now, guard, schedule: () => () => undefined });
  return connect(kind, { targets: [page.url] }, new Map([["authorization", new Secret("Bearer t0k")]]));
}

test("a metrics page is read through the one door, also compressed, with its secret", async () => {
  page.failWith({ do: "gzip" });
  expect(await connectPage().check(new AbortController().signal)).toMatchObject({ ok: true, value: { version: "OpenMetrics 1.0" } });
  expect(page.requests[0]?.headers).toMatchObject({ authorization: "Bearer t0k", "accept-encoding": "gzip" });
});

test("a scrape that fails is one request: it is neither repeated nor held back after failures", async () => {
  page.failWith({ do: "status", status: 503 });
  const source = connectPage();
  for (let tries = 0; tries < 8; tries++) {
    expect(await source.check(new AbortController().signal)).toMatchObject({ ok: false, failure: { class: "server-error" } });
  }
  expect(page.requests).toHaveLength(8);
});

test("what a source does by itself can be called off", () => {
  const cancel = unhurriedSchedule(60_000, () => {
    throw new Error("it was called off");
  });
  cancel();
});
