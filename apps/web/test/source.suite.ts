import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound, type Page } from "./app.ts";

const tile = (page: Page, label: string) => page.locator(".tile", { hasText: label }).locator(".v").textContent();

export function describeSource(app: App): void {
  describe("one source", () => {
    test("tells how it answers, how it is read, what it is, and which objectives read from it", async () => {
      const opened = await app.open("board", "/sources/prometheus-prod");
      const { page } = opened;
      await page.getByRole("heading", { level: 1, name: "Prometheus production" }).waitFor();
      expect(await page.locator(".meaning").textContent()).toContain("Answers");
      expect(await tile(page, "It takes")).toBe("12\u202fms");
      expect(await tile(page, "Requests per minute")).toBe("28");
      expect(await tile(page, "Delay")).toBe("30\u202fs");
      expect(await tile(page, "Read again")).toBe("2\u202fmin");
      const rail = page.getByRole("complementary", { name: "Definition of the source" });
      expect(await rail.locator("dl").first().textContent()).toContain("Bearer tokenset");
      expect(await rail.textContent()).toContain("env=prod");
      const rows = page.locator(".dependents tbody tr");
      await rows.first().waitFor();
      expect(await rows.first().locator(".state").textContent()).toBe("At risk");
      await expectSound(opened);
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Checkout availability" }).waitFor();
    });

    test("a failing source says since when, in its own words, and which fields to look at", async () => {
      const opened = await app.open("sources", "/sources/fleet-metrics");
      const strip = opened.page.locator(".strip");
      await strip.getByText("Fails since 17:42. It refused access.").waitFor();
      expect(await strip.textContent()).toContain("401 Unauthorized: invalid bearer token Last answer 17:41.");
      await strip.getByText("Check Authentication and Bearer token.", { exact: false }).waitFor();
      expect(await tile(opened.page, "Requests per minute")).toBe("–");
      await expectSound(opened);
    });

    test("a test takes the place of what was known before", async () => {
      const { page } = await app.open("sources", "/sources/fleet-metrics");
      await page.locator(".strip").waitFor();
      await page.getByRole("button", { name: "Test connection" }).click();
      await page.locator(".tested .test-verdict.failed", { hasText: "It refused access." }).waitFor();
      expect(await page.locator(".strip").count()).toBe(0);
    });

    test("an edit never shows a secret, and replaces it only when asked", async () => {
      const { page, api } = await app.open("sources", "/sources/fleet-metrics");
      await page.getByRole("button", { name: "Edit" }).click();
      const dialog = page.getByRole("dialog");
      expect(await dialog.getByLabel("Address").inputValue()).toBe("https://fleet.internal/prometheus");
      expect(await dialog.locator("input[type=password]").count()).toBe(0);
      await dialog.getByRole("button", { name: "Save" }).click();
      await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
      expect(api.written.at(-1)).toMatchObject({ name: "updateSource", ifMatch: '"3"', body: { secrets: {} } });
    });

    test("its description and labels are edited, and stand on its page afterwards", async () => {
      const opened = await app.open("sources", "/sources/prometheus-prod");
      const { page, api } = opened;
      await page.getByRole("button", { name: "Edit" }).click();
      const dialog = page.getByRole("dialog");
      expect(await dialog.getByLabel("Name of label 1").inputValue()).toBe("env");
      expect(await dialog.getByLabel("Value of env").inputValue()).toBe("prod");
      await dialog.getByLabel("Description").fill("Metrics of the shop; ask Anna");
      await dialog.getByLabel("Value of env").fill("production");
      await dialog.getByRole("button", { name: "Add a label" }).click();
      await dialog.getByLabel("Name of label 2").fill("team");
      await dialog.getByLabel("Value of team").fill("shop");
      await expectSound(opened);
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.locator(".meaning", { hasText: "Metrics of the shop; ask Anna" }).waitFor();
      await page.getByText("env=production · team=shop").waitFor();
      expect(api.written).toMatchObject([
        { name: "updateSource", body: { description: "Metrics of the shop; ask Anna", labels: { env: "production", team: "shop" } } },
      ]);
    });

    test("a label without a name, or of a name that is taken, is told at its row, and is not sent", async () => {
      const { page, api } = await app.open("sources", "/sources/prometheus-prod");
      await page.getByRole("button", { name: "Edit" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Add a label" }).click();
      await dialog.getByLabel("Value of label 2").fill("shop");
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.getByText("A label needs a name").waitFor();
      expect(await dialog.getByLabel("Name of label 2").getAttribute("aria-invalid")).toBe("true");
      await dialog.getByLabel("Name of label 2").fill("env");
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.getByText("There is another label env").waitFor();
      expect(api.written).toEqual([]);
      await dialog.getByRole("button", { name: "Remove env" }).first().click();
      await dialog.getByRole("button", { name: "Save" }).click();
      await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
      expect(api.written.at(-1)).toMatchObject({ body: { description: null, labels: { env: "shop" } } });
    });

    test("a form with labels fits 390 px without scrolling sideways", async () => {
      const { page } = await app.open("sources", "/sources/prometheus-prod", { viewport: { width: 390, height: 900 } });
      await page.getByRole("button", { name: "Edit" }).click();
      await page.getByLabel("Name of label 1").waitFor();
      await expectNoSidewaysScroll(page);
    });

    test("a source that is read from is not deleted, and says by how many", async () => {
      const { page, api } = await app.open("sources", "/sources/prometheus-prod");
      await page.getByRole("button", { name: "Delete" }).click();
      const dialog = page.getByRole("dialog", { name: "Prometheus production is in use" });
      await dialog.getByText("14 objectives read from it, so it cannot be deleted.", { exact: false }).waitFor();
      expect(await dialog.getByRole("link").getAttribute("href")).toBe("/?source=prometheus-prod");
      await dialog.getByRole("button", { name: "Close" }).click();
      expect(api.written).toEqual([]);
    });

    test("one that nobody reads from is deleted by its name", async () => {
      const { page, api } = await app.open("sources", "/sources/access-logs");
      await page.getByText("None reads from it yet.").waitFor();
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("dialog").getByRole("textbox").fill("access-logs");
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.waitForURL(/\/sources$/);
      await expect.poll(() => page.locator(".sources > li").count()).toBe(3);
      expect(api.written).toMatchObject([{ name: "deleteSource", ifMatch: '"3"' }]);
    });

    test("a source that others send to is connected, and gets a token that is shown once", async () => {
      const { page, api, complaints } = await app.open("sources", "/welcome?kind=push");
      await page.getByLabel("Name").fill("events");
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await page.waitForURL(/\/sources\/events$/);
      await page.getByText("There is none yet, so nothing can be sent to this source.").waitFor();
      await page.getByRole("button", { name: "New token" }).click();
      const issued = page.locator(".issued");
      await issued.getByText("This is the only time that it is shown.").waitFor();
      expect(await issued.locator("pre").allTextContents()).toEqual([
        "solvent_push_fake-k001",
        expect.stringMatching(
          /^curl http:.*\/api\/v1\/streams\/checkout\/minutes \\\n {2}-H 'authorization: Bearer solvent_push_fake-k001' /,
        ),
      ]);
      await page.getByText("…k001, made 19:12, not used yet").waitFor();
      await page.getByRole("button", { name: "I have kept it" }).click();
      await expect.poll(() => issued.count()).toBe(0);
      expect(await page.content()).not.toContain("solvent_push_");
      expect(api.written.at(-1)).toMatchObject({ name: "issueSourceToken", params: { name: "events" }, ifMatch: '"3"' });
      expect(complaints).toEqual([]);
    });

    test("a token takes the place of the one before only when that is confirmed", async () => {
      const { page, api } = await app.open("sources", "/sources/push");
      await page.getByRole("button", { name: "New token" }).click();
      await page.getByRole("button", { name: "I have kept it" }).click();
      await page.getByRole("button", { name: "New token" }).click();
      const dialog = page.getByRole("dialog", { name: "Make a new token?" });
      await dialog.getByText("The token that ends in k001 stops working at once.", { exact: false }).waitFor();
      await dialog.getByRole("button", { name: "Keep the old one" }).click();
      expect(api.written).toHaveLength(1);
      await page.getByRole("button", { name: "New token" }).click();
      await dialog.getByRole("button", { name: "Make a new token" }).click();
      await page.getByText("…k002, made 19:12, not used yet").waitFor();
      expect(api.written.at(-1)).toMatchObject({ name: "issueSourceToken", ifMatch: '"4"' });
    });

    test("a page that is opened again does not show the token", async () => {
      const { page } = await app.open("sources", "/sources/push");
      await page.getByRole("button", { name: "New token" }).click();
      await page.locator(".issued").waitFor();
      await page.getByRole("link", { name: "Sources" }).first().click();
      await page.locator(".sources").getByRole("link", { name: "push", exact: true }).click();
      await page.getByText("…k001, made 19:12, not used yet").waitFor();
      expect(await page.content()).not.toContain("solvent_push_");
    });

    test("a name that is no source says so, and what cannot be loaded can be asked for again", async () => {
      const opened = await app.open("sources", "/sources/gone");
      await opened.page.getByRole("heading", { level: 1, name: "There is no source gone" }).waitFor();
      await opened.page.getByRole("link", { name: "Show all sources" }).click();
      opened.api.broken.add("getSource");
      await opened.page.locator(".sources").getByRole("link", { name: "push", exact: true }).click();
      const notice = opened.page.getByRole("alert").filter({ hasText: "The source could not be loaded" });
      await notice.waitFor();
      opened.api.broken.delete("getSource");
      await notice.getByRole("button", { name: "Retry" }).click();
      await opened.page.getByRole("heading", { level: 2, name: "Token" }).waitFor();
      await expectSound(opened);
    });

    test.each([1440, 1024, 390])("fits %i px without scrolling sideways, also with a token", async (width) => {
      const { page } = await app.open("sources", "/sources/push", { viewport: { width, height: 900 } });
      await page.getByRole("button", { name: "New token" }).click();
      await page.locator(".issued").waitFor();
      await expectNoSidewaysScroll(page);
    });

    test.each(["light", "dark"] as const)("is drawn in %s colours", async (colorScheme) => {
      const { page } = await app.open("sources", "/sources/fleet-metrics", { colorScheme });
      await page.locator(".strip").waitFor();
      expect(await page.locator("html").getAttribute("data-theme")).toBe(colorScheme);
    });
  });
}
