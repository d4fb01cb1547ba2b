import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Company, startCompany } from "../src/company/company.ts";
import type { CompanySettings } from "../src/company/settings.ts";
import { GROUPS, LIVE_SERVICES, servicesOf } from "../src/model/catalogue.ts";

const dataDir = mkdtempSync(join(tmpdir(), "demo-company-"));
const settings: CompanySettings = { host: "127.0.0.1", publicHost: "127.0.0.1", basePort: 0, dataDir, solventUrl: null, lastRitesMs: 5000 };
let company: Company;
beforeAll(async () => {
  company = await startCompany(settings);
});
afterAll(async () => {
  await company.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const control = (path: string, init?: RequestInit) => fetch(`http://${company.addresses.control}${path}`, init);
const json = async (response: Response): Promise<unknown> => response.json();
const send = (body: unknown) =>
  control("/incidents", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const metricsOf = async (service: keyof Company["addresses"]["services"]): Promise<string> =>
  (await fetch(`http://${company.addresses.services[service]}/metrics`)).text();

/** Series without its value and instant, with labels in alphabetical order. */
function identities(text: string, instance?: string): readonly string[] {
  const found = text.split("\n").flatMap((line) => {
    const [, name, inside] = /^(http_request\w+)\{(.*)\} /.exec(line) ?? [];
    if (name?.endsWith("_sum")) return [];
    if (name === undefined || inside === undefined) return [];
    const labels = inside.split(",").concat(instance === undefined ? [] : [`instance="${instance}"`]);
    return [`${name}{${labels.toSorted().join(",")}}`];
  });
  return [...new Set(found)].toSorted();
}

// The first one, so that it comes while the page is still there.
test("the page of the decommissioned service has no metrics left, and stops answering soon", { timeout: 60_000 }, async () => {
  expect(identities(await metricsOf("legacy-billing"))).toEqual([]);
  await vi.waitFor(() => expect(metricsOf("legacy-billing")).rejects.toThrow(), { timeout: 30_000 });
});

test("every service that runs has a metrics page in OpenMetrics with all its series from the start", async () => {
  for (const service of LIVE_SERVICES) {
    const response = await fetch(`http://${company.addresses.services[service]}/metrics`);
    expect(response.headers.get("content-type")).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
    const text = await response.text();
    expect(text).toContain("\nprocess_start_time_seconds ");
    expect(text).toMatch(new RegExp(`http_requests_total\\{service="${service}",route="/\\w*",code="500"\\} \\d+\\n`));
    expect(text.endsWith("# EOF\n")).toBe(true);
  }
});

test.each(GROUPS.filter((group) => group !== "legacy"))(
  "history of %s has the series of the live pages, with the same labels and instances",
  async (group) => {
    const now = Math.floor(Date.now() / 1000);
    const response = await control(`/history/${group}?start=${now - 300}&end=${now}`);
    expect(response.headers.get("content-type")).toMatch(/^application\/openmetrics-text/);
    const live = servicesOf(group).filter((service) => LIVE_SERVICES.includes(service));
    const pages = await Promise.all(live.map(async (service) => identities(await metricsOf(service), company.addresses.services[service])));
    expect(identities(await response.text())).toEqual(pages.flat().toSorted());
  },
);

test("history has a sample at or before the start and none of the future", async () => {
  const now = Math.floor(Date.now() / 1000);
  const text = await (await control(`/history/shop?start=${now - 250}&end=${now + 86_400}`)).text();
  const seconds = text.split("\n").flatMap((line) => /^http\S+ \S+ (\d+)$/.exec(line)?.[1] ?? []);
  const times = seconds.map(Number);
  expect(Math.min(...times)).toBeLessThanOrEqual(now - 250);
  expect(Math.max(...times)).toBeLessThanOrEqual(Date.now() / 1000);
  expect(Math.max(...times)).toBeGreaterThan(now - 60);
});

test.each(["", "?start=1", "?start=5&end=4", "?start=a&end=b", "?start=0&end=1790000000"])(
  "history%s is refused with a reason",
  async (query) => {
    const response = await control(`/history/shop${query}`);
    expect([response.status, typeof ((await json(response)) as { error: unknown }).error]).toEqual([400, "string"]);
  },
);

test("customers come by themselves, and their orders reach every service on the way", { timeout: 90_000 }, async () => {
  const count = async (service: "checkout" | "payments" | "delivery-slots") => {
    const text = await metricsOf(service);
    return [...text.matchAll(/^http_requests_total\{.*\} (\d+)$/gm)].reduce((sum, [, value]) => sum + Number(value), 0);
  };
  await vi.waitFor(
    async () => expect(Math.min(await count("checkout"), await count("payments"), await count("delivery-slots"))).toBeGreaterThan(0),
    {
      timeout: 60_000,
    },
  );
});

test("an outage makes every request to the service fail at once, and stopping it ends that", async () => {
  const order = async () => (await fetch(`http://${company.addresses.services.checkout}/orders`)).status;
  expect(await order()).toBe(200);
  const started = await send({ kind: "outage", service: "checkout", minutes: 2 });
  expect([started.status, await json(started)]).toMatchObject([201, { kind: "outage", service: "checkout" }]);
  expect(await order()).toBe(500);
  expect(await json(await control("/incidents"))).toMatchObject({
    incidents: [{ kind: "bad-deploy" }, { kind: "outage", service: "checkout" }],
  });
  expect(await json(await control("/incidents", { method: "DELETE" }))).toMatchObject({ stopped: [{ kind: "outage" }] });
  expect(await order()).toBe(200);
  expect(await json(await control("/incidents", { method: "DELETE" }))).toEqual({ stopped: [] });
});

test.each([
  {},
  { kind: "flood" },
  { kind: "outage", service: "legacy-billing" },
  { kind: "outage", minutes: -1 },
  { kind: "outage", minutes: "2" },
  "x",
])("the incident %j is refused with a reason", async (body) => {
  const response = await send(body);
  expect([response.status, typeof ((await json(response)) as { error: unknown }).error]).toEqual([400, "string"]);
});
