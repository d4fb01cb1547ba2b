import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound } from "./app.ts";

export function describeDefine(app: App): void {
  describe("define", () => {
    test("starts with a text that names the connected source, and says what saving would do", async () => {
      const opened = await app.open("connected", "/define");
      const { page } = opened;
      await page.locator(".cm-content").getByText("metricSourceRef: prometheus-prod").first().waitFor();
      await page.locator(".verdict", { hasText: "Saving would create 1" }).waitFor();
      await expectSound(opened);
    });

    test("an error is listed with line and column, marked in the text, and blocks saving", async () => {
      const { page, complaints } = await app.open("connected", "/define");
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+End");
      await page.keyboard.type("    - target: 1");
      const item = page.locator(".diagnostics li");
      await item.waitFor();
      expect(await item.textContent()).toContain("a target of 1 leaves no budget");
      await page.locator(".cm-lintRange-error").waitFor();
      expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
      await page.keyboard.press("Control+Home");
      await item.getByRole("button").click();
      await page.keyboard.type("#");
      await page.locator(".verdict", { hasText: "Saving would create 1" }).waitFor();
      expect(complaints).toEqual([]);
    });

    test("a check shows series, exactness, the last day hour by hour and the cost of the history", async () => {
      const { page } = await app.open("connected", "/define");
      await page.getByRole("button", { name: "Check against the source" }).click();
      const checked = page.locator(".checked-one");
      await checked.getByText("6 series found, a sample every 15\u202fs").waitFor();
      await checked.getByText("Counted from raw samples: exact").waitFor();
      await checked.getByText(/Saving reads 28\u202fd of history in 28 requests/).waitFor();
      expect(await checked.locator(".hour-columns .f-hatch-unknown").count()).toBe(1);
      expect(await checked.locator(".verdict-word").textContent()).toContain("Missed in the last 24\u202fh");
    });

    test("a query that the source rejects is shown in its own words with its place", async () => {
      const { page } = await app.open("connected", "/define");
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+End");
      await page.keyboard.type("# no_such_metric{");
      await page.locator(".verdict", { hasText: "Saving would create 1" }).waitFor();
      await page.getByRole("button", { name: "Check against the source" }).click();
      await page.locator(".failure", { hasText: '26:22 query-failed: bad_data: 1:16: parse error: unexpected "}"' }).waitFor();
    });

    test("saving shows what was created and links to it", async () => {
      const { page, api } = await app.open("connected", "/define");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("heading", { name: "Saved: created 1" }).waitFor();
      expect(await page.getByRole("link", { name: "shop-availability" }).getAttribute("href")).toBe("/objectives/shop-availability");
      expect(api.written.filter((w) => w.name === "apply").map((w) => w.body)).toContainEqual(expect.objectContaining({ dryRun: false }));
    });

    test("a group and a policy are added from examples, checked, and linked when they are saved", async () => {
      const { page } = await app.open("connected", "/define");
      await page.getByText("What else can be defined here").click();
      await page.getByRole("button", { name: "Add a group" }).click();
      await page.getByRole("button", { name: "Add an alert policy" }).click();
      await page.locator(".verdict", { hasText: "Saving would create 3" }).waitFor();
      await page.getByRole("button", { name: "Check against the source" }).click();
      const group = page.getByRole("article").filter({ hasText: "checkout-by-region" });
      await group.getByText("14 combinations of labels found: 12 objectives", { exact: false }).waitFor();
      await group.getByText("2 combinations of labels are left out, beyond the cap").waitFor();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("heading", { name: "Saved: created 3" }).waitFor();
      const hrefs = await page.locator(".applied a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      expect(hrefs).toEqual(["/policies/checkout-alerts", "/objectives/shop-availability", "/groups/checkout-by-region", "/"]);
    });

    test("unsaved text survives a reload and can be given up", async () => {
      const { page } = await app.open("board", "/define?objective=checkout-availability");
      await page.locator(".cm-content").getByText("displayName: Checkout availability").waitFor();
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+End");
      await page.keyboard.type("# kept");
      await page.reload();
      await page.locator(".cm-content").getByText("# kept").waitFor();
      await page.getByRole("button", { name: "Back to what is stored" }).click();
      await expect.poll(() => page.locator(".cm-content").getByText("# kept").count()).toBe(0);
    });

    test("keys typed into the text are not commands", async () => {
      const { page } = await app.open("connected", "/define");
      await page.locator(".cm-content").click();
      await page.keyboard.type("? g s");
      expect(await page.getByRole("dialog").count()).toBe(0);
      expect(new URL(page.url()).pathname).toBe("/define");
    });

    test("fits 390 px without scrolling sideways", async () => {
      const { page } = await app.open("connected", "/define", { viewport: { width: 390, height: 900 } });
      await page.locator(".cm-content").waitFor();
      await expectNoSidewaysScroll(page);
    });
  });
}
