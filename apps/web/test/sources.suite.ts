import { describe, expect, test } from "vitest";
import { type App, alarmCount, expectNoSidewaysScroll, expectSound, type Page } from "./app.ts";

/** The kind's form, from its card. */
async function chooseKind(page: Page, title: string): Promise<void> {
  await page.getByRole("list", { name: "Kinds of source" }).getByRole("link", { name: title }).click();
  await page.getByRole("heading", { level: 2, name: title }).waitFor();
}

export function describeSources(app: App): void {
  describe("sources and first run", () => {
    test("an empty board offers the ways in", async () => {
      const opened = await app.open("first-run", "/");
      await opened.page.getByRole("link", { name: "Connect a source" }).click();
      await opened.page.getByRole("heading", { level: 1, name: "Welcome. Where are your metrics?" }).waitFor();
      await expectSound(opened);
    });

    test("connecting: the form follows the schema, a test tells the verdict, and saving leads to Define", async () => {
      const { page, api, complaints } = await app.open("first-run", "/welcome");
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await page.getByText("Address is needed").waitFor();
      await page.getByLabel("Address").fill("https://refused.internal");
      await page.getByLabel("Authentication").selectOption("bearer");
      await page.getByLabel(/Bearer token/).fill("t0p-secret");
      await page.getByRole("button", { name: "Test connection" }).click();
      await page.locator(".test-verdict.failed", { hasText: "It refused access. 401 Unauthorized: invalid bearer token" }).waitFor();
      await page.getByText("Check Authentication and Bearer token.", { exact: false }).waitFor();
      await page.getByLabel("Address").fill("http://prometheus:9090");
      await page.getByRole("button", { name: "Test connection" }).click();
      await page.locator(".test-verdict", { hasText: "Version 3.4.1, 12\u202fms, its clock is 2.3\u202fs ahead" }).waitFor();
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await page.waitForURL(/\/define\?source=prometheus$/);
      await page.locator(".cm-content").getByText("metricSourceRef: prometheus", { exact: false }).first().waitFor();
      expect(api.written.find((w) => w.name === "createSource")?.body).toMatchObject({
        name: "prometheus",
        connection: { url: "http://prometheus:9090", auth: "bearer", flavour: "prometheus", timeoutSeconds: 30 },
        secrets: { bearerToken: "t0p-secret" },
      });
      expect(complaints).toEqual([]);
    });

    test("kinds are chosen by what they are and what they need, and another one can be taken", async () => {
      const opened = await app.open("sources", "/welcome");
      const { page } = opened;
      const cards = page.getByRole("list", { name: "Kinds of source" }).getByRole("listitem");
      await cards.first().waitFor();
      expect(await cards.allTextContents()).toEqual([
        "PrometheusCounts from the counters and histograms of a Prometheus server.Needs: Address",
        "Search engineCounts documents of indices and data streams by a query each for good and total.Needs: Addresses",
        "PushTakes good and total requests of each minute from your own programs, over HTTP.Needs nothing: others send to it, with a token made here",
      ]);
      await expectSound(opened);
      await chooseKind(page, "Search engine");
      await page.getByRole("link", { name: "Choose another kind" }).click();
      await chooseKind(page, "Prometheus");
      await page.goBack();
      await cards.first().waitFor();
    });

    test("fields come and go with what they depend on, keep what was entered, and only what is shown is sent", async () => {
      const { page, api, complaints } = await app.open("sources", "/welcome?kind=prometheus");
      const authentication = page.getByLabel("Authentication");
      await authentication.waitFor();
      expect(await page.getByLabel(/^(User|Password|Bearer)/).count()).toBe(0);
      expect(await authentication.locator("option").allTextContents()).toEqual(["None", "User and password", "Bearer"]);
      await authentication.selectOption({ label: "User and password" });
      await page.getByLabel(/^User/).fill("anna");
      await page.getByLabel(/^Password/).fill("p4ss");
      await authentication.selectOption("bearer");
      expect(await page.getByLabel(/^(User|Password)/).count()).toBe(0);
      await page.getByLabel(/^Bearer token/).fill("t0k");
      await authentication.selectOption("basic");
      expect(await page.getByLabel(/^User/).inputValue()).toBe("anna");
      expect(await page.getByLabel(/^Password/).inputValue()).toBe("p4ss");
      await page.getByLabel("Name").fill("other");
      await page.getByLabel("Address").fill("http://p:9090");
      await page.getByLabel(/^Timeout/).fill("90");
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await page.getByText("Timeout, seconds has to be 1 to 60").waitFor();
      await page.getByLabel(/^Timeout/).fill("20");
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await page.waitForURL(/\/define\?source=other$/);
      expect(api.written.find((w) => w.name === "createSource")?.body).toMatchObject({
        connection: { url: "http://p:9090", auth: "basic", username: "anna", flavour: "prometheus", timeoutSeconds: 20 },
        secrets: { password: "p4ss" },
      });
      expect(JSON.stringify(api.written)).not.toContain("t0k");
      expect(complaints).toEqual([]);
    });

    test("what the server refuses stands at its field", async () => {
      const { page } = await app.open("sources", "/welcome?kind=prometheus");
      await page.getByLabel("Address").fill("http://p:9090");
      await page.getByLabel("Authentication").selectOption("basic");
      await page.getByLabel(/^User/).fill("nobody");
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await page.locator(".field-problem", { hasText: "There is no such user" }).waitFor();
      expect(await page.getByLabel(/^User/).getAttribute("aria-invalid")).toBe("true");
    });

    test("several lines stay several lines; those of a secret are masked", async () => {
      const { page, api } = await app.open("sources", "/welcome?kind=search");
      await page.getByLabel("Addresses").fill("https://a:9200\nhttps://b:9200");
      await page.getByLabel("Certificates").selectOption("own");
      await page.getByLabel("Authority").fill("-----BEGIN-----\nca\n-----END-----\n");
      await page.getByLabel("Show a certificate of our own").check();
      const key = page.getByLabel(/^Key of our certificate/);
      await key.fill("-----BEGIN-----\nk3y\n-----END-----\n");
      expect(await key.evaluate((area) => [area.tagName, getComputedStyle(area).getPropertyValue("-webkit-text-security")])).toEqual([
        "TEXTAREA",
        "disc",
      ]);
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await page.waitForURL(/\/define/);
      expect(api.written.at(0)).toMatchObject({
        body: {
          connection: {
            addresses: ["https://a:9200", "https://b:9200"],
            tls: "own",
            ca: "-----BEGIN-----\nca\n-----END-----",
            clientKeys: true,
          },
          secrets: { key: "-----BEGIN-----\nk3y\n-----END-----\n" },
        },
      });
    });

    test("the list shows health in the source's own words, and the bar counts what fails", async () => {
      const opened = await app.open("board", "/sources");
      const { page } = opened;
      const failing = page.locator(".sources > li", { hasText: "fleet-metrics" });
      await failing.getByText("Fails since 17:42").waitFor();
      await failing.getByText("It refused access: 401 Unauthorized: invalid bearer token (last answer 17:41)").waitFor();
      expect(await alarmCount(page, /^Sources/)).toContain("1");
      await expectSound(opened);
    });

    test("a source leads to the objectives that read from it", async () => {
      const { page } = await app.open("board", "/sources");
      await page.getByRole("link", { name: "1 objective", exact: true }).click();
      await expect.poll(() => page.locator("tr.row").allTextContents()).toHaveLength(1);
      expect(new URL(page.url()).search).toBe("?source=fleet-metrics");
    });

    test("the list tells how late a source is read and how often, and leads to its page", async () => {
      const { page } = await app.open("sources", "/sources");
      const row = page.locator(".sources > li", { hasText: "access-logs" });
      await row.getByText("read 5\u202fmin late").waitFor();
      await row.getByText("4 requests a minute").waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "fleet-metrics" }).waitFor();
      expect(new URL(page.url()).pathname).toBe("/sources/fleet-metrics");
    });

    test("a saved source can be tested from the list", async () => {
      const { page } = await app.open("board", "/sources");
      await page.locator(".sources > li", { hasText: "prometheus-prod" }).getByRole("button", { name: "Test" }).click();
      await page.locator(".test-verdict", { hasText: "It answers." }).waitFor();
    });

    test("an address that is not a page says so", async () => {
      const opened = await app.open("board", "/nowhere");
      await opened.page.getByRole("heading", { level: 1, name: "There is no page at this address" }).waitFor();
      await expectSound(opened);
    });

    test.each(["/sources", "/welcome", "/welcome?kind=search"])("%s fits 390 px without scrolling sideways", async (path) => {
      const { page } = await app.open("sources", path, { viewport: { width: 390, height: 900 } });
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expectNoSidewaysScroll(page);
    });
  });
}
