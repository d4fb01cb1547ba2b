import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound } from "./app.ts";

const CHECKOUT = "/objectives/checkout-availability";

export function describeObjective(app: App): void {
  describe("an objective", () => {
    test("says name, state, burn word, meaning and why it pages", async () => {
      const opened = await app.open("board", CHECKOUT);
      const { page } = opened;
      await page.getByRole("heading", { level: 1, name: "Checkout availability" }).waitFor();
      await page.locator(".meaning", { hasText: "At risk" }).waitFor();
      expect(await page.locator(".meaning").textContent()).toContain("99.9\u202f% over 28 days, rolling.");
      expect(await page.locator(".strip.page").textContent()).toMatch(/Burning \d+\.\d×, over its limit since 19:00\./);
      await page.locator(".recharts-line-curve").first().waitFor();
      await expectSound(opened);
    });

    test("tiles name their windows, and burn rates stand for five of them", async () => {
      const { page } = await app.open("board", CHECKOUT);
      await page.locator(".tile", { hasText: "Runs out" }).waitFor();
      expect(await page.locator(".tile .l").allTextContents()).toEqual([
        "Budget left, 28\u202fd",
        "SLI, 28\u202fd",
        "Burn rate",
        "Runs out, last hour's rate",
        "Coverage, 28\u202fd",
      ]);
      expect(await page.locator(".burns dt").allTextContents()).toEqual(["5\u202fmin", "1\u202fh", "6\u202fh", "1\u202fd", "3\u202fd"]);
    });

    test("a gap is hatched and the budget line stops at it", async () => {
      const { page } = await app.open("board", CHECKOUT);
      const chart = page.getByRole("figure", { name: /Budget burn-down/ });
      await chart.getByText("no data 9\u202fh 10\u202fmin").waitFor();
      expect(await chart.locator(".gap-band").count()).toBe(1);
      const path = await chart.locator(".line-left .recharts-line-curve").getAttribute("d");
      expect(path?.match(/M/g)).toHaveLength(2);
    });

    test("thresholds are drawn with their words, and the page moment is marked", async () => {
      const { page } = await app.open("board", CHECKOUT);
      const chart = page.getByRole("figure", { name: /Burn rate/ });
      await chart.getByText("page at 14.4× over 1\u202fh and 5\u202fmin").waitFor();
      await chart.getByText("page 19:00").waitFor();
    });

    test("past alerts stand on the time lines too, and every column of traffic is drawn", async () => {
      const { page } = await app.open("board", `${CHECKOUT}?range=28d`);
      const burn = page.getByRole("figure", { name: /Burn rate/ });
      await burn.getByText("page 4 Nov 18:21").waitFor();
      expect(await burn.locator(".alert-band").count()).toBe(4);
      const traffic = page.getByRole("figure", { name: /Requests per minute/ });
      expect(await traffic.locator(".alert-moment").count()).toBe(4);
      expect(await traffic.locator(".f-bar").count()).toBeGreaterThan(100);
    });

    test("the strip leads to the alert, and mutes it with a reason", async () => {
      const { page, api } = await app.open("board", CHECKOUT);
      await page.getByRole("button", { name: "Mute Checkout availability" }).click();
      await page.getByRole("dialog").getByLabel("Why").fill("CHG-7");
      await page.getByRole("dialog").getByRole("button", { name: "Mute", exact: true }).click();
      await page.locator(".strip.page", { hasText: "Muted until 20:12: nobody is told." }).waitFor();
      expect(api.written.at(-1)).toMatchObject({
        name: "createMute",
        body: { scope: "objective", name: "checkout-availability", minutes: 60 },
      });
      await page.getByRole("link", { name: "Open the alert" }).click();
      await page.getByRole("heading", { level: 1, name: /^Checkout availability pages since 19:00/ }).waitFor();
    });

    test("the rail has its alerts, newest first, and who is told", async () => {
      const { page } = await app.open("board", CHECKOUT);
      const rail = page.getByRole("complementary");
      await rail.getByRole("link", { name: "Page, open 12\u202fmin" }).waitFor();
      expect(await rail.locator(".timeline li").count()).toBe(4);
      await rail.getByText("found later, nobody was told").waitFor();
      await rail.getByText("By the route of team payments.").waitFor();
    });

    test("a range around a past alert ends there, and leads back to now", async () => {
      const { page } = await app.open("board", `${CHECKOUT}?range=24h&until=2026-11-18T16:00Z`);
      await page.getByRole("heading", { name: "24 hours until Wed 18 Nov 17:00" }).waitFor();
      await page
        .getByRole("figure", { name: /Burn rate/ })
        .getByText("page 18 Nov 13:37")
        .waitFor();
      await page.getByRole("button", { name: "Up to now" }).click();
      await page.getByRole("heading", { name: "The last 24 hours" }).waitFor();
      expect(new URL(page.url()).search).toBe("?range=24h");
    });

    test("generated history is said wherever its figures are", async () => {
      const opened = await app.open("generated", CHECKOUT);
      const { page } = opened;
      await page.locator(".strip", { hasText: "History before Sat 21 Nov 19:12 is generated." }).waitFor();
      await page
        .getByRole("figure", { name: /Budget burn-down/ })
        .getByText("history before Sat 21 Nov 19:12 is generated")
        .waitFor();
      expect(await page.locator(".tile .h", { hasText: "partly generated" }).count()).toBe(2);
      await expectSound(opened);
    });

    test("the range is in the address, by buttons and by [ and ]", async () => {
      const { page } = await app.open("board", `${CHECKOUT}?range=7d`);
      await page.getByRole("heading", { name: "The last 7 days" }).waitFor();
      await page.getByRole("button", { name: "6\u202fh", exact: true }).click();
      await page.getByRole("heading", { name: "The last 6 hours" }).waitFor();
      expect(new URL(page.url()).search).toBe("?range=6h");
      await page.keyboard.press("]");
      await page.getByRole("heading", { name: "The last 24 hours" }).waitFor();
      expect(new URL(page.url()).search).toBe("");
    });

    test("pointing at a chart reads time in two zones, rates and counts", async () => {
      const { page } = await app.open("board", CHECKOUT);
      const chart = page.getByRole("figure", { name: /Burn rate/ });
      await chart.locator(".recharts-line-curve").first().waitFor();
      const box = await chart.boundingBox();
      await page.mouse.move((box?.x ?? 0) + 400, (box?.y ?? 0) + 120);
      await expect
        .poll(() => page.locator(".readout").nth(1).textContent())
        .toMatch(/Nov \d\d:\d\d · \d\d:\d\d UTC · burn 1\u202fh .* requests, /);
    });

    test("arrow keys move the crosshair of a focused chart", async () => {
      const { page } = await app.open("board", CHECKOUT);
      const surface = page
        .getByRole("figure", { name: /Budget burn-down/ })
        .locator(".recharts-surface")
        .first();
      await surface.focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await expect.poll(() => page.locator(".readout").first().textContent()).toMatch(/UTC · .* left$/);
    });

    test("every chart has its figures as a table, t shows the burn-down's, and CSV has the same rows", async () => {
      const { page } = await app.open("board", CHECKOUT);
      await page.locator(".recharts-line-curve").first().waitFor();
      await page.keyboard.press("t");
      const table = page.getByRole("region", { name: "Budget left over the window" });
      await table.waitFor();
      expect(await table.locator("tbody tr").count()).toBe(673);
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).first().click()]);
      expect(download.suggestedFilename()).toBe("checkout-availability-burn-down.csv");
      const lines = (await readFile(await download.path(), "utf8")).split("\r\n");
      expect(lines[0]).toBe('UTC,"Budget left, %",Bad in the step');
      expect(lines).toHaveLength(674);
      await page.getByRole("button", { name: "Table" }).last().click();
      await page.getByRole("region", { name: "SLI, traffic and burn rates" }).waitFor();
    });

    test("without data the last figures stay, with as-of time and reason", async () => {
      const opened = await app.open("board", "/objectives/driver-position");
      await opened.page.locator(".strip.unknown", { hasText: "Figures as of 17:41: source refused the token." }).waitFor();
      await opened.page
        .getByRole("figure", { name: /Burn rate/ })
        .getByText("no data 1\u202fh 31\u202fmin")
        .waitFor();
      await expectSound(opened);
    });

    test("back-filling shows its progress and can be stopped and continued", async () => {
      const { page, api } = await app.open("board", "/objectives/sign-in");
      const strip = page.locator(".backfill");
      await strip.getByText("Reading history, newest first: 61\u202f% read.").waitFor();
      await strip.getByRole("button", { name: "Stop" }).click();
      await strip.getByText("Reading history was stopped at 61\u202f%").waitFor();
      await strip.getByRole("button", { name: "Go on" }).click();
      await strip.getByRole("button", { name: "Stop" }).waitFor();
      expect(api.written.map((w) => w.name)).toEqual(["cancelBackfill", "resumeBackfill"]);
    });

    test("YAML is shown to copy, revisions show what changed", async () => {
      const { page } = await app.open("board", CHECKOUT);
      await page.getByRole("button", { name: "YAML" }).click();
      expect(await page.getByRole("dialog").locator("pre").textContent()).toContain("apiVersion: openslo/v1");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Show what changed" }).click();
      expect(await page.locator(".changes").first().textContent()).toBe("targetPercent 99.5 → 99.9");
    });

    test("deleting asks for the name and sends the revision that was read", async () => {
      const { page, api } = await app.open("board", CHECKOUT);
      await page.getByRole("button", { name: "Delete" }).click();
      const dialog = page.getByRole("dialog");
      const confirm = dialog.getByRole("button", { name: "Delete" });
      expect(await confirm.isDisabled()).toBe(true);
      await dialog.getByRole("textbox").fill("checkout-availability");
      await confirm.click();
      await page.locator("tr.row").first().waitFor();
      expect(api.written).toMatchObject([{ name: "deleteObjective", params: { name: "checkout-availability" }, ifMatch: '"14"' }]);
      expect(await page.locator("tr.row").count()).toBe(13);
    });

    test("a part that fails leaves the rest of the page working", async () => {
      const { page } = await app.open("failing", CHECKOUT);
      await page.getByText("The budget's history could not be loaded.").waitFor();
      await page.getByRole("figure", { name: /Burn rate/ }).waitFor();
    });

    test("an unknown name is said, with a way back", async () => {
      const opened = await app.open("board", "/objectives/no-such");
      await opened.page.getByRole("heading", { level: 1, name: "There is no objective no-such" }).waitFor();
      await expectSound(opened);
    });

    test.each([1440, 1280, 700, 390])("fits %i px without scrolling sideways", async (width) => {
      const { page } = await app.open("board", CHECKOUT, { viewport: { width, height: 900 } });
      await page.locator(".recharts-line-curve").first().waitFor();
      await expectNoSidewaysScroll(page);
    });
  });
}
