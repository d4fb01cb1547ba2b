import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound, type Page } from "./app.ts";

const CHECKOUT = "/objectives/checkout-availability";
const section = (page: Page, title: string) =>
  page.locator("section.section", { has: page.getByRole("heading", { level: 2, name: title }) });

export function describeInsight(app: App): void {
  describe("windows and methods", () => {
    test("a calendar month is drawn whole, and what is spent so far stands beside the projection", async () => {
      const opened = await app.open("windows", "/objectives/invoice-api");
      const { page } = opened;
      await page.getByText("This month · Europe/Paris, 6 days left").waitFor();
      const spent = page.locator(".tile", { hasText: "Spent, this month" });
      expect(await spent.locator("dt").allTextContents()).toEqual(["so far", "as projected for the whole month"]);
      const chart = page.getByRole("figure", { name: /Budget burn-down: .* left as projected/ });
      await chart.getByText(/^now, .* left as projected$/).waitFor();
      await chart.getByText("6 days left").waitFor();
      expect(await chart.locator(".future-band").count()).toBe(1);
      await chart.getByText("1 Dec").waitFor();
      expect(await page.locator(".meaning").textContent()).toContain("99.5\u202f% in every calendar month, Europe/Paris.");
      await expectSound(opened);
    });

    test("slices are counted as slices, also in the ledger", async () => {
      const { page } = await app.open("windows", "/objectives/map-tiles");
      await page.getByText("planned for the whole month").waitFor();
      await page.getByText("counts bad slices of 15\u202fmin").waitFor();
      await page.getByRole("columnheader", { name: "Bad slices" }).waitFor();
    });

    test("the board names calendar windows and marks slices", async () => {
      const { page } = await app.open("windows", "/");
      const target = page.locator("tr.row", { hasText: "Map tiles" }).locator(".k-target");
      expect(await target.locator(".b").textContent()).toBe("month ·  slices");
      expect(await target.getAttribute("title")).toMatch(/^99\u202f% in every calendar month, Europe\/Paris\. Counts slices of time/);
    });
  });

  describe("where the budget went", () => {
    test("episodes and background add up, lead to their alerts, and are shaded in the chart", async () => {
      const opened = await app.open("board", CHECKOUT);
      const { page } = opened;
      const ledger = section(page, "Where the budget went");
      await ledger.locator("tbody tr").first().waitFor();
      expect(await ledger.locator("tbody td:first-child").allTextContents()).toEqual(["E", "D", "C", "B", "A"]);
      const tenths = (text: string) => Math.round(Number(text.replace("\u202f%", "")) * 10);
      const shares = await ledger.locator("tbody tr > td:nth-child(5), tfoot tr:first-child > td:nth-child(4)").allTextContents();
      const total = await ledger.locator("tfoot tr.total td").nth(1).textContent();
      expect(shares.map(tenths).reduce((a, b) => a + b, 0)).toBe(tenths(total ?? ""));
      expect(
        await page
          .getByRole("figure", { name: /Budget burn-down/ })
          .locator(".episode-band")
          .count(),
      ).toBe(5);
      await ledger.getByRole("link", { name: "page 19:00" }).click();
      await page.getByRole("heading", { level: 1, name: /^Checkout availability pages since 19:00/ }).waitFor();
      await expectSound(opened);
    });

    test("an episode sets the range of the charts", async () => {
      const { page } = await app.open("board", CHECKOUT);
      await section(page, "Where the budget went").getByRole("button", { name: "18 Nov 13:12" }).click();
      await page.getByRole("heading", { name: /^6 hours until Wed 18 Nov/ }).waitFor();
      expect(new URL(page.url()).search).toMatch(/^\?range=6h&until=2026-11-18T/);
    });

    test("cause and owner are recorded in a dialog, and stay", async () => {
      const { page, api } = await app.open("board", CHECKOUT);
      await page.getByRole("button", { name: "Cause and owner of episode C" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Cause").fill("Deploy 2026.45.2");
      await dialog.getByLabel("Owner").fill("payments");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByRole("cell", { name: "Deploy 2026.45.2 payments" }).waitFor();
      expect(api.written.at(-1)).toMatchObject({ name: "putEpisodeNote", body: { cause: "Deploy 2026.45.2", owner: "payments" } });
    });

    test("CSV has the episodes, the background and the sum", async () => {
      const { page } = await app.open("board", CHECKOUT);
      const csv = section(page, "Where the budget went").getByRole("button", { name: "CSV" });
      const [download] = await Promise.all([page.waitForEvent("download"), csv.click()]);
      expect(download.suggestedFilename()).toBe("checkout-availability-episodes.csv");
      const lines = (await readFile(await download.path(), "utf8")).split("\r\n");
      expect(lines).toHaveLength(8);
      expect(lines.at(-1)).toMatch(/^total,/);
    });

    test("without an episode it says that all is background", async () => {
      const { page } = await app.open("board", "/objectives/catalogue");
      await page.getByText("No episode: what is spent came in pieces").waitFor();
    });

    test("a ledger that fails says so and can be retried, the rest goes on", async () => {
      const opened = await app.open("board", "/");
      for (const name of ["listEpisodes", "getForecast", "getTargetSuggestion", "listAdjustments"] as const) opened.api.broken.add(name);
      const { page } = opened;
      await page.getByRole("link", { name: "Checkout availability" }).click();
      await page.getByText("The episodes could not be loaded.").waitFor();
      await page.getByText("The forecast could not be loaded.").waitFor();
      await page.getByText("The suggestion could not be loaded.").waitFor();
      await page.getByText("The adjustments could not be loaded.").waitFor();
      opened.api.broken.clear();
      await section(page, "Where the budget went").getByRole("button", { name: "Retry" }).click();
      await page.getByRole("button", { name: "24 Nov 18:38" }).waitFor();
      await expectSound(opened);
    });
  });

  describe("what comes next", () => {
    test("says when the budget is gone at three rates and why, the chance, and what comes back when", async () => {
      const { page } = await app.open("board", CHECKOUT);
      const next = section(page, "What comes next");
      await next.getByRole("rowheader", { name: "last hour" }).waitFor();
      expect(await next.locator("table").first().locator("tbody th").allTextContents()).toEqual(["last hour", "last day", "last week"]);
      await next.getByText("in 12.4\u202f% of the cases").waitFor();
      await next.getByRole("cell", { name: "A leaves" }).waitFor();
      await page.locator(".tile", { hasText: "Runs out, last hour's rate" }).waitFor();
    });

    test("an exhausted budget says when it is back", async () => {
      const { page } = await app.open("board", "/objectives/slot-search");
      await page.getByText(/^There is budget again on /).waitFor();
      await page.locator(".tile", { hasText: "Back" }).waitFor();
    });
  });

  describe("is the target right", () => {
    test("other terms are tried beside the present ones, and a wrong field says what it takes", async () => {
      const { page, api } = await app.open("board", CHECKOUT);
      await page.getByRole("button", { name: "Try 99.5\u202f%" }).click();
      const dialog = page.getByRole("dialog");
      expect(await dialog.getByLabel("Target, %").inputValue()).toBe("99.5");
      await dialog.getByLabel("Target, %").fill("100");
      await dialog.getByRole("button", { name: "Try", exact: true }).click();
      await dialog.getByText(/must be below 100/).waitFor();
      await dialog.getByLabel("Target, %").fill("99");
      await dialog.getByRole("button", { name: "Calendar" }).click();
      await dialog.getByLabel("Counts").selectOption("timeslices");
      await dialog.getByRole("button", { name: "Try", exact: true }).click();
      await dialog.getByRole("cell", { name: "In every calendar month, Europe/Paris" }).waitFor();
      expect(api.written.map(({ name }) => name)).toEqual(["whatIf"]);
      expect(api.written[0]?.body).toMatchObject({ targetPercent: "99", window: { unit: "month" }, slices: { minutes: 5 } });
    });

    test("low traffic is warned of", async () => {
      const { page } = await app.open("board", "/objectives/refund-api");
      await page.getByText(/One failure costs more than 10/).waitFor();
    });
  });

  describe("where a number comes from", () => {
    test("a tile opens formula, steps, minutes, revision, what is left out, and the query", async () => {
      const opened = await app.open("adjusted", CHECKOUT);
      const { page } = opened;
      await page.getByRole("button", { name: "Budget left: where does this number come from?" }).click();
      const dialog = page.getByRole("dialog", { name: "Budget left: where does this number come from?" });
      await dialog.getByText("1 gap, 4 stretches adjusted").waitFor();
      await dialog.getByText('http_requests_total{job="checkout"}').waitFor();
      await dialog.getByText("Revision of the definition").waitFor();
      const shown = await page.locator(".tile .v").first().textContent();
      expect(await dialog.locator(".formula b").textContent()).toBe(shown);
      await page.keyboard.press("Escape");
      await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
      await expectSound(opened);
    });

    test("a burn rate is explained for each of its windows", async () => {
      const { page } = await app.open("board", CHECKOUT);
      await page.getByRole("button", { name: "Burn rate: where does this number come from?" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.locator(".formula").waitFor();
      const hour = await dialog.locator(".formula b").textContent();
      await dialog.getByRole("button", { name: "5\u202fmin" }).click();
      await expect.poll(() => dialog.locator(".formula b").textContent()).not.toBe(hour);
    });
  });

  describe("adjustments", () => {
    test("those that apply are listed with reason, rule, version and author, beside the figures without them", async () => {
      const opened = await app.open("adjusted", CHECKOUT);
      const { page } = opened;
      const adjustments = section(page, "Adjustments");
      await adjustments.getByText("Database moved to new hardware, CHG-71").waitFor();
      await adjustments.getByText("Every week on Sunday, Europe/Paris, next Sun 29 Nov 02:00").waitFor();
      await adjustments.getByText("from the definition").waitFor();
      expect(await adjustments.locator(".beside thead th").allTextContents()).toEqual(["With adjustments", "Without any"]);
      await page.getByRole("list", { name: "Adjustments in the chart" }).getByText("1 stretch excluded").waitFor();
      expect(await page.locator(".adjusted-band.f-dots-excluded").count()).toBe(1);
      await adjustments.getByRole("button", { name: "v2" }).click();
      await page
        .getByRole("dialog")
        .getByText(/Database moves$/)
        .waitFor();
      await expectSound(opened);
    });

    test("undo gives the former figures back with one click, and restore takes it back", async () => {
      const { page, api } = await app.open("adjusted", CHECKOUT);
      const left = page.locator(".tile .v").first();
      await left.waitFor();
      const before = await left.textContent();
      await page.getByRole("button", { name: "Undo Database moved" }).click();
      await page.getByText("Undone: Database moved to new hardware, CHG-71.").waitFor();
      await expect.poll(() => left.textContent()).not.toBe(before);
      await page.locator(".undone").getByRole("button", { name: "Restore" }).click();
      await expect.poll(() => left.textContent()).toBe(before);
      expect(api.written.filter(({ name }) => name !== "previewAdjustment")).toMatchObject([
        { name: "removeAdjustment", ifMatch: '"2"' },
        { name: "restoreAdjustment", ifMatch: '"3"' },
      ]);
    });

    test("excluding shows what it would do before it is recorded, and needs a reason", async () => {
      const { page, api } = await app.open("board", CHECKOUT);
      const left = page.locator(".tile .v").first();
      await left.waitFor();
      await page.getByRole("button", { name: "Exclude or forgive time" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("Tue 24 Nov 18:12 to Tue 24 Nov 19:12, 1\u202fh (Europe/Paris, CET).").waitFor();
      const effect = dialog.getByRole("row", { name: /^Checkout availability/ });
      const then = await effect.locator("b").textContent();
      await dialog.getByRole("button", { name: "Exclude" }).last().click();
      await dialog.getByText("Say why: it is shown wherever the figures are").waitFor();
      await dialog.getByLabel("Why").fill("CHG-80");
      await dialog.getByLabel("Category").selectOption("dependency");
      await dialog.getByRole("button", { name: "Exclude" }).last().click();
      await section(page, "Adjustments").getByText("CHG-80").waitFor();
      await expect.poll(() => left.textContent()).toBe(then);
      expect(api.written.find(({ name }) => name === "createAdjustment")?.body).toMatchObject({
        scope: "objective",
        name: "checkout-availability",
        from: "2026-11-24T17:12:00Z",
        to: "2026-11-24T18:12:00Z",
        category: "dependency",
      });
    });

    test("a weekly repetition is said in words and as a rule, for a service, and its first times are listed", async () => {
      const { page, api } = await app.open("board", CHECKOUT);
      await page.getByRole("button", { name: "Exclude or forgive time" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(/^From/).fill("2026-11-29T02:00");
      await dialog.getByLabel(/^To/).fill("2026-11-29T04:00");
      await dialog.getByRole("button", { name: "Weekly" }).click();
      await dialog.getByText("FREQ=WEEKLY;BYDAY=SU").waitFor();
      await dialog
        .getByText("Every week on Sunday, from 02:00 to 04:00, 2\u202fh (Europe/Paris, CET), first on Sun 29 Nov 02:00.")
        .waitFor();
      await dialog.getByLabel("Covers").selectOption("service/checkout");
      await dialog.getByText("The first 10 times").click();
      await dialog.getByText("Sun 6 Dec 02:00 CET, 2\u202fh").waitFor();
      await dialog.getByLabel("Why").fill("weekly maintenance");
      await dialog.getByRole("button", { name: "Exclude" }).last().click();
      await section(page, "Adjustments").getByText("weekly maintenance").waitFor();
      expect(api.written.find(({ name }) => name === "createAdjustment")?.body).toMatchObject({
        scope: "service",
        recurrence: { rule: "FREQ=WEEKLY;BYDAY=SU", zone: "Europe/Paris" },
      });
    });

    test("a refused rule is said at the preview, with its field", async () => {
      const { page } = await app.open("board", CHECKOUT);
      await page.getByRole("button", { name: "Exclude or forgive time" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Own rule" }).click();
      await dialog.getByLabel("RFC 5545 rule").fill("FREQ=HOURLY");
      await dialog.getByText("recurrence.rule").waitFor();
      await dialog.getByText("The rule repeats too often.").waitFor();
    });

    test("what excludes too much of the window is warned of, before and after", async () => {
      const { page } = await app.open("board", CHECKOUT);
      await page.getByRole("button", { name: "Exclude or forgive time" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(/^From/).fill("2026-11-20T00:00");
      await dialog.getByLabel(/^To/).fill("2026-11-23T00:00");
      await dialog.getByText(/More than 5\u202f% of a window would be excluded/).waitFor();
      await dialog.getByLabel("Why").fill("wrong data");
      await dialog.getByRole("button", { name: "Exclude" }).last().click();
      await page.getByText(/of the window is excluded, more than 5\u202f%/).waitFor();
    });

    test("changing one sends the version that was read", async () => {
      const { page, api } = await app.open("adjusted", CHECKOUT);
      await page.getByRole("button", { name: "Change Database moved" }).click();
      const dialog = page.getByRole("dialog", { name: "Change the adjustment" });
      expect(await dialog.getByLabel("Covers").inputValue()).toBe("service/checkout");
      await dialog.getByRole("button", { name: "Forgive" }).click();
      await dialog.getByRole("button", { name: "Save a new version" }).click();
      await page.getByRole("button", { name: "v3" }).waitFor();
      const sent = api.written.find(({ name }) => name === "updateAdjustment");
      expect(sent).toMatchObject({ ifMatch: '"2"', body: { mode: "forgive" } });
    });

    test.each([1440, 390])("dialogs fit %i px, and the page does not scroll sideways", async (width) => {
      const { page } = await app.open("adjusted", CHECKOUT, { viewport: { width, height: 900 } });
      await page.getByRole("button", { name: "Undo Database moved" }).waitFor();
      await expectNoSidewaysScroll(page);
      await page.getByRole("button", { name: "Exclude or forgive time" }).click();
      const box = await page.getByRole("dialog").boundingBox();
      expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= width).toBe(true);
    });
  });
}
