import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound } from "./app.ts";

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
      await page.getByLabel(/Bearer token/).fill("t0p-secret");
      await page.getByRole("button", { name: "Test connection" }).click();
      await page.locator(".test-verdict.failed", { hasText: "refused: 401 Unauthorized: invalid bearer token" }).waitFor();
      await page.getByLabel("Address").fill("http://prometheus:9090");
      await page.getByRole("button", { name: "Test connection" }).click();
      await page.locator(".test-verdict", { hasText: "Version 3.4.1, 12\u202fms, its clock is 2.3\u202fs ahead" }).waitFor();
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await page.waitForURL("**/define");
      await page.locator(".cm-content").getByText("metricSourceRef: prometheus", { exact: false }).first().waitFor();
      expect(api.written.find((w) => w.name === "createSource")?.body).toMatchObject({
        name: "prometheus",
        connection: { url: "http://prometheus:9090", flavour: "prometheus", timeoutSeconds: 30 },
        secrets: { bearerToken: "t0p-secret" },
      });
      expect(complaints).toEqual([]);
    });

    test("the list shows health in the source's own words, and the bar counts what fails", async () => {
      const opened = await app.open("board", "/sources");
      const { page } = opened;
      const failing = page.locator(".sources > li", { hasText: "fleet-metrics" });
      await failing.getByText("Fails since 17:42").waitFor();
      await failing.getByText("refused: 401 Unauthorized: invalid bearer token (last answer 17:41)").waitFor();
      expect(
        await page
          .getByRole("link", { name: /^Sources/ })
          .locator(".alarm-count")
          .textContent(),
      ).toContain("1");
      await expectSound(opened);
    });

    test("a source leads to the objectives that read from it", async () => {
      const { page } = await app.open("board", "/sources");
      await page.getByRole("link", { name: "1 objective", exact: true }).click();
      await expect.poll(() => page.locator("tr.row").allTextContents()).toHaveLength(1);
      expect(new URL(page.url()).search).toBe("?source=fleet-metrics");
    });

    test("an edit never shows a secret, and replaces it only when asked", async () => {
      const { page, api } = await app.open("board", "/sources");
      await page.locator(".sources > li", { hasText: "fleet-metrics" }).getByRole("button", { name: "Edit" }).click();
      const dialog = page.getByRole("dialog");
      expect(await dialog.getByLabel("Address").inputValue()).toBe("https://fleet.internal/prometheus");
      expect(await dialog.locator("input[type=password]").count()).toBe(1);
      await dialog.getByRole("button", { name: "Save" }).click();
      await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
      expect(api.written.at(-1)).toMatchObject({ name: "updateSource", ifMatch: '"3"', body: { secrets: {} } });
    });

    test("a source that is read from is not deleted, and the refusal says why", async () => {
      const { page } = await app.open("board", "/sources");
      await page.locator(".sources > li", { hasText: "fleet-metrics" }).getByRole("button", { name: "Delete" }).click();
      await page.getByRole("dialog").getByRole("textbox").fill("fleet-metrics");
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      const notice = page.getByRole("dialog").getByRole("alert");
      await notice.getByText("1 objectives read from fleet-metrics").waitFor();
      expect(await notice.textContent()).toContain("source.in-use");
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

    test.each(["/sources", "/welcome"])("%s fits 390 px without scrolling sideways", async (path) => {
      const { page } = await app.open("board", path, { viewport: { width: 390, height: 900 } });
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expectNoSidewaysScroll(page);
    });
  });
}
