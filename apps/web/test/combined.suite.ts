import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound } from "./app.ts";

export function describeCombined(app: App): void {
  describe("what an objective is made of", () => {
    test("a composite shows every part with its state, so that a green mean hides no dead one", async () => {
      const opened = await app.open("combined", "/objectives/checkout-journey");
      const { page } = opened;
      const rows = page.locator("#parts tbody tr");
      await rows.nth(2).waitFor();
      expect(await rows.count()).toBe(3);
      expect(await rows.nth(2).textContent()).toMatch(
        /Payment authorisationExhausted85\.00\u202f%0\.515\.0\u202f%1\u202f210 of 8\u202f064 slices/,
      );
      await page.getByText("Such a mean can stay green while one part is dead", { exact: false }).waitFor();
      await page.getByText("there it is left out", { exact: false }).waitFor();
      expect(await rows.nth(0).getByRole("link").getAttribute("href")).toBe("/objectives/slot-reservation");
      expect(await page.getByRole("heading", { name: "Corrections" }).count()).toBe(0);
      expect(await page.getByRole("figure", { name: "Requests per minute, bad ones on top" }).count()).toBe(0);
      await page.getByText("weighted mean of its parts").waitFor();
      await expectSound(opened);
    });

    test("the explanation of a composite names its parts instead of a query", async () => {
      const { page } = await app.open("combined", "/objectives/checkout-journey");
      await page.getByRole("button", { name: "SLI: where does this number come from?" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("heading", { name: "Put together from" }).waitFor();
      expect(await dialog.getByRole("link", { name: "payment-authorisation" }).getAttribute("href")).toBe(
        "/objectives/payment-authorisation",
      );
      expect(await dialog.getByRole("heading", { name: "Query" }).count()).toBe(0);
    });

    test("policies and conditions beyond burn rules stand beside the rules, with value, limit and state", async () => {
      const opened = await app.open("combined", "/objectives/billing-api");
      const { page } = opened;
      expect(await page.getByRole("link", { name: "budget-watch" }).getAttribute("href")).toBe("/policies/budget-watch");
      const rows = page.locator("table.conditions tbody tr");
      await rows.nth(2).waitFor();
      expect(await rows.count()).toBe(3);
      expect(await rows.nth(0).textContent()).toMatch(/ticket: budget consumed.*52\.1\u202f%50\u202f%.*fires.*since 18:28/);
      expect(await rows.nth(1).textContent()).toMatch(/time to exhaustion.*not at this rate3\u202fdquiet/);
      expect(await rows.nth(2).textContent()).toMatch(/8\u202f874 events10\u202fmin/);
      await page.getByRole("status").getByText("Budget consumed since 18:28: 52.1\u202f%, limit 50\u202f%.").waitFor();
      await page.getByText("Its start is exact to the hour: minutes that old are kept as hours").waitFor();
      await page.getByRole("button", { name: "How soon they fire" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("article").nth(4).waitFor();
      await expectSound(opened);
    });

    test("an objective without a policy says that the default one holds", async () => {
      const { page } = await app.open("combined", "/objectives/catalogue");
      await page.getByText("Default policy of its target and window.", { exact: false }).waitFor();
    });

    test("an alert of such a condition says what it saw, its limit, and in words what it looks for", async () => {
      const opened = await app.open("combined", "/alerts/50");
      const { page } = opened;
      await page.getByRole("heading", { level: 1, name: /Billing API availability has a ticket open since 18:28/ }).waitFor();
      const evidence = page.locator("section", { has: page.getByRole("heading", { name: "Why it fired" }) });
      expect(await evidence.locator("dl").textContent()).toBe("Seen when it fired52.1\u202f%Limit50\u202f%Conditionbudget-watch/half-gone");
      await expectSound(opened);
      await page.goto(new URL("/alerts?kind=budget-consumed", page.url()).href);
      const row = page.locator("tr.row");
      await row.getByText("52.1\u202f%").waitFor();
      await row.getByText("limit 50\u202f%").waitFor();
    });

    test("a calendar window lists its periods, and costs say that they are of the projected budget", async () => {
      const { page } = await app.open("combined", "/objectives/billing-api");
      const rows = page.locator("#periods tbody tr");
      await rows.nth(1).waitFor();
      expect(await rows.count()).toBe(2);
      expect(await rows.nth(1).textContent()).toMatch(/1 Oct – 31 Oct 2026.*recorded for good.*Missed/);
      await page.getByRole("columnheader", { name: "Cost, share of the projected budget" }).waitFor();
      const rolling = await app.open("combined", "/objectives/catalogue");
      await rolling.page.getByRole("heading", { name: "Corrections" }).waitFor();
      expect(await rolling.page.locator("#periods").count()).toBe(0);
    });

    test("corrections say when, why, which minutes, and what they were before", async () => {
      const { page } = await app.open("combined", "/objectives/catalogue");
      const rows = page.locator("#corrections tbody tr");
      await rows.nth(1).waitFor();
      expect(await rows.count()).toBe(2);
      expect(await rows.nth(0).textContent()).toMatch(
        /18:42Late data.*24 Nov 08:32 – 08:35, 3 minutes\+935 good, \+900 in all1 became known/,
      );
      await rows.nth(0).getByText("Minute by minute").click();
      await rows.nth(0).getByText("missing → 899 good of 900").waitFor();
    });

    test("an interval is read again, with progress and a receipt", async () => {
      const opened = await app.open("combined", "/objectives/checkout-availability");
      const { page, api } = opened;
      await page.getByRole("button", { name: "Read an interval again" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(/^To,/).fill("2026-11-24T17:00");
      await dialog.getByRole("button", { name: "Read again" }).click();
      await dialog.getByText("It has to end after it begins").waitFor();
      await dialog.getByLabel(/^From,/).fill("2026-11-24T16:00");
      await dialog.getByRole("button", { name: "Read again" }).click();
      await dialog.getByText("Reading again: 25\u202f% read").waitFor();
      await dialog.getByText("3 minutes changed").waitFor();
      expect(await dialog.locator(".receipt tbody tr").allTextContents()).toEqual([
        "Good53\u202f90056\u202f590",
        "All54\u202f00056\u202f700",
        "Known minutes57 of 6060 of 60",
        "checkout-availability41.0\u202f%40.3\u202f%−0.7\u202fpt",
      ]);
      expect(api.written.at(-1)).toMatchObject({
        name: "refillStream",
        params: { id: "7" },
        body: { from: "2026-11-24T15:00Z", to: "2026-11-24T16:00Z" },
      });
      await expectSound(opened);
    });

    test("what was read again on request is listed with who asked, what came of it, and every budget that moved", async () => {
      const opened = await app.open("combined", "/objectives/catalogue");
      const { page } = opened;
      const rows = page.locator("#refills table.refills > tbody > tr");
      await rows.nth(1).waitFor();
      expect(await rows.nth(0).textContent()).toMatch(/bob24 Nov .* – .*FailedConnection refusedReceipt/);
      expect(await rows.nth(1).textContent()).toMatch(/ada.*Done3 minutes changed2 budgets moved/);
      await rows.nth(1).getByText("Receipt").click();
      const budgets = rows.nth(1).getByRole("table", { name: "Budgets before and after" }).locator("tbody tr");
      expect(await budgets.allTextContents()).toEqual([
        "catalogue41.0\u202f%40.3\u202f%−0.7\u202fpt",
        "checkout-journey60.0\u202f%58.0\u202f%−2.0\u202fpt",
      ]);
      await expectSound(opened);
    });

    test("where nothing was read again the page says so, and where that is not known, why", async () => {
      const { page, api } = await app.open("board", "/objectives/catalogue");
      const section = page.locator("#refills");
      await section.getByText("Nobody has had an interval read again.").waitFor();
      await section.getByRole("button", { name: "Read an interval again" }).waitFor();
      api.broken.add("listRefills");
      await page.reload();
      await section.getByRole("alert").getByText("What was read again could not be loaded", { exact: false }).waitFor({ timeout: 15_000 });
      await section.getByRole("button", { name: "Retry" }).waitFor();
    });

    test("a source that cannot be asked is said in the dialog", async () => {
      const { page, api } = await app.open("combined", "/objectives/catalogue");
      api.broken.add("refillStream");
      await page.getByRole("button", { name: "Read an interval again" }).click();
      await page.getByRole("button", { name: "Read again" }).click();
      await page.getByRole("dialog").getByRole("alert").getByText("The interval was not read", { exact: false }).waitFor();
    });

    test("six figures of a calendar window stand in one row", async () => {
      const { page } = await app.open("combined", "/objectives/billing-api");
      await page.locator(".tile").nth(5).waitFor();
      const tops = await page.locator(".tile").evaluateAll((tiles) => tiles.map((tile) => Math.round(tile.getBoundingClientRect().top)));
      expect(new Set(tops).size).toBe(1);
      await expectNoSidewaysScroll(page);
    });

    test.each([
      ["checkout-journey", "#parts tbody tr"],
      ["billing-api", "#corrections tbody tr"],
    ])("the page of %s fits a phone", async (name, lowest) => {
      const { page } = await app.open("combined", `/objectives/${name}`, { viewport: { width: 390, height: 800 } });
      await page.locator(lowest).first().waitFor();
      await expectNoSidewaysScroll(page);
    });
  });
}
