import { endpoints, type ObjectiveStatus } from "@solvent/api-contract";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Product, useProductHome } from "./product.ts";
import { definition, type Shop, startShop } from "./shop.ts";

const params = { name: "checkout-availability" };
const LABELS = 'objective="checkout-availability",service="checkout"';

const database = useTestDatabase();
const home = useProductHome();
let shop: Shop;
let product: Product;
beforeAll(async () => {
  shop = await startShop({ days: 2 });
  product = await home.start({ DATABASE_URL: database.url, SOLVENT_BACKFILL_DAYS: "1" });
  const { call } = product;
  await call("createSource", { body: { name: "prometheus", kind: "prometheus", connection: { url: shop.simulator.url } } });
  await call("apply", { body: { text: definition() } });
  await vi.waitUntil(async () => (await call("getStatus", { params })).summary.state === "on-target", { timeout: 90_000, interval: 50 });
}, 150_000);
afterAll(() => shop.simulator.stop());

const readText = async (path: string): Promise<string> => (await fetch(product.url + path)).text();

/** Samples of an exposition by name and labels as written. */
const samplesOf = (exposition: string): ReadonlyMap<string, number> =>
  new Map(
    exposition
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
  );

/** The status and the exposition of the same minute. */
async function readTogether(): Promise<{ status: ObjectiveStatus; samples: ReadonlyMap<string, number> }> {
  for (;;) {
    const status = await product.call("getStatus", { params });
    const samples = samplesOf(await readText("/metrics"));
    const after = await product.call("getStatus", { params });
    if (after.window.to === status.window.to) return { status, samples };
  }
}

test("/metrics has the figures of every objective, the same as its page", async () => {
  const { status, samples } = await readTogether();
  const { sli, budgetLeft, burnHour, coverage } = status.summary;
  const figure = (name: string) => samples.get(`solvent_objective_${name}{${LABELS}}`);
  expect(figure("target_ratio")).toBe(0.99);
  expect(figure("sli_ratio")).toBe(sli?.value);
  expect(figure("budget_left_ratio")).toBe(budgetLeft?.value);
  expect(figure("burn_rate_1h")).toBe(burnHour?.value);
  expect(figure("coverage_ratio")).toBe(coverage.counted / coverage.minutes);
  const states = [...samples].filter(([name]) => name.startsWith(`solvent_objective_state{${LABELS}`));
  expect(states.filter(([, value]) => value === 1).map(([name]) => name)).toEqual([`solvent_objective_state{${LABELS},state="on-target"}`]);
  expect([...samples.values()].every(Number.isFinite)).toBe(true);
});

test("/metrics tells how Solvent itself does", async () => {
  const names = [...samplesOf(await readText("/metrics")).keys()];
  for (const name of ["process_cpu_seconds_total", "solvent_http_request_duration_seconds_count", "solvent_tick"]) {
    expect(names.some((one) => one.startsWith(name))).toBe(true);
  }
});

test("health, readiness and the OpenAPI document are there, with every operation in it", async () => {
  expect(JSON.parse(await readText("/healthz"))).toEqual({ status: "ok" });
  expect(JSON.parse(await readText("/readyz"))).toEqual({ status: "ready" });
  const document = JSON.parse(await readText("/api/v1/openapi.json")) as {
    openapi: string;
    paths: Record<string, Record<string, { operationId?: string }>>;
  };
  expect(document.openapi).toBe("3.1.0");
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
  expect(operations).toEqual(expect.arrayContaining(Object.keys(endpoints)));
});

test("an address of a page leads to the pages, also when it is typed in", async () => {
  for (const path of ["/", "/define", "/objectives/checkout-availability"]) {
    const response = await fetch(product.url + path, { headers: { accept: "text/html" } });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(response.headers.get("content-security-policy")).toContain("script-src 'self'");
  }
});

test("whoever asks from another site, or under another name, is refused", async () => {
  const apply = (headers: Record<string, string>) =>
    fetch(`${product.url}/api/v1/apply`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: "{}" });
  expect((await apply({ origin: "https://elsewhere.example" })).status).toBe(403);
  expect((await apply({})).status).toBe(400);
});
