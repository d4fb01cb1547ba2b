import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound, type Page } from "./app.ts";

const names = (page: Page) => page.locator(".names code").allTextContents();

async function openPanel(page: Page): Promise<void> {
  await page.locator(".cm-content").waitFor();
  await page.getByText("Look up names in a source").click();
  await page.locator(".names code").first().waitFor();
}

export function describeLookUp(app: App): void {
  describe("look-up", () => {
    test("names are found while a part of them is typed, and can be copied", async () => {
      const opened = await app.open("sources", "/define", { permissions: ["clipboard-read", "clipboard-write"] });
      const { page } = opened;
      await openPanel(page);
      expect(await names(page)).toHaveLength(3);
      await page.getByLabel("Part of the name").fill("requests");
      await expect.poll(() => names(page)).toEqual(["http_requests_total"]);
      await page.getByText("counter, Requests by code").waitFor();
      await page.getByRole("button", { name: "Copy http_requests_total" }).click();
      await page.getByText("Copied").waitFor();
      expect(await page.evaluate<string>("navigator.clipboard.readText()")).toBe("http_requests_total");
      await page.getByLabel("Part of the name").fill("nothing_like_it");
      await page.getByText("It knows no such name.").waitFor();
      await expectSound(opened);
    });

    test("asks nothing before it is opened, waits for a pause in typing, and breaks off what nobody waits for", async () => {
      const { page } = await app.open("sources", "/define");
      const asked: string[] = [];
      const brokenOff: string[] = [];
      const textOf = (url: string) => new URL(url).searchParams.get("text") ?? "";
      page.on("request", (request) => {
        if (request.url().includes("/look-up?")) asked.push(textOf(request.url()));
      });
      page.on("requestfailed", (request) => {
        if (request.url().includes("/look-up?")) brokenOff.push(textOf(request.url()));
      });
      await page.locator(".cm-content").waitFor();
      expect(asked).toEqual([]);
      await openPanel(page);
      await page.route(/look-up\?.*text=http&/, () => undefined);
      await page.route(/look-up\?.*text=http$/, () => undefined);
      await page.getByLabel("Part of the name").pressSequentially("http");
      await expect.poll(() => asked.at(-1)).toBe("http");
      await page.getByLabel("Part of the name").fill("cpu");
      await expect.poll(() => names(page)).toEqual(["process_cpu_seconds_total"]);
      expect(brokenOff).toEqual(["http"]);
    });

    test("what lies within something is asked for once that is named", async () => {
      const { page } = await app.open("sources", "/define");
      await openPanel(page);
      await page.getByLabel("What", { exact: true }).selectOption({ label: "Labels" });
      await page.getByText("First say in which metric.").waitFor();
      await page.getByLabel("Metric", { exact: true }).fill("http_requests_total");
      await expect.poll(() => names(page)).toEqual(["code", "job", "route"]);
      await page.getByText("of http_requests_total").first().waitFor();
    });

    test("a source that cannot tell says why in its own words, and can be asked again", async () => {
      const { page } = await app.open("sources", "/define");
      await openPanel(page);
      await page.getByLabel("Source", { exact: true }).selectOption("fleet-metrics");
      const failed = page.locator(".look-up .test-verdict.failed");
      await failed.getByText("401 Unauthorized: invalid bearer token").waitFor();
      const again = page.waitForRequest((request) => request.url().includes("/fleet-metrics/look-up?"));
      await failed.getByRole("button", { name: "Retry" }).click();
      await again;
    });

    test("where no source can tell there is no panel", async () => {
      const { page } = await app.open("first-run", "/define");
      await page.locator(".cm-content").waitFor();
      expect(await page.getByText("Look up names").count()).toBe(0);
      const push = await app.open("sources", "/sources/push");
      await push.page.getByRole("heading", { level: 2, name: "Token" }).waitFor();
      expect(await push.page.getByText("Look up names").count()).toBe(0);
    });

    test("a definition begins with what the wanted source takes, and a text that a template replaces comes back", async () => {
      const { page, complaints } = await app.open("sources", "/define?source=push");
      const text = page.locator(".cm-content");
      await text.getByText("metricSourceRef: push").first().waitFor();
      await text.click();
      await page.keyboard.press("Control+End");
      await page.keyboard.type("# mine");
      await page.getByText("Begin with", { exact: true }).click();
      await page.getByRole("button", { name: "Begin with Requests that are fast" }).click();
      await text.getByText("name: shop-latency").first().waitFor();
      await text.getByText("metricSourceRef: prometheus-prod").first().waitFor();
      await page.getByRole("button", { name: "Bring it back" }).click();
      await text.getByText("# mine").waitFor();
      expect(complaints).toEqual([]);
    });

    test("templates are of one source at a time, and only of kinds that have any", async () => {
      const { page } = await app.open("sources", "/define");
      await page.getByText("Begin with", { exact: true }).click();
      const from = page.getByLabel("From", { exact: true });
      expect(await from.locator("option").allTextContents()).toEqual(["Prometheus production", "fleet-metrics", "push"]);
      await from.selectOption("push");
      await page.getByRole("button", { name: "Begin with Minutes that are sent" }).click();
      await page.locator(".cm-content").getByText("metricSourceRef: push").first().waitFor();
      expect(await page.getByText("Your text was replaced.").count()).toBe(0);
    });

    test("fits 390 px without scrolling sideways", async () => {
      const { page } = await app.open("sources", "/define", { viewport: { width: 390, height: 900 } });
      await openPanel(page);
      await page.getByText("Begin with", { exact: true }).click();
      await expectNoSidewaysScroll(page);
    });
  });
}
