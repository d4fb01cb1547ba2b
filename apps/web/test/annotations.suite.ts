import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound, type Page } from "./app.ts";

const CHECKOUT = "/objectives/checkout-availability";
const ledgerOf = (page: Page) =>
  page.locator("section.section", { has: page.getByRole("heading", { level: 2, name: "Where the budget went" }) });
const listOf = (page: Page) => page.locator(".window-annotations");

export function describeAnnotations(app: App): void {
  describe("annotations", () => {
    test("an episode says what happened in it and shortly before", async () => {
      const opened = await app.open("annotated", CHECKOUT);
      const { page } = opened;
      const newest = ledgerOf(page).locator("tbody tr", { hasText: "18:38" }).first();
      await newest.getByText("checkout 1.42.0").waitFor();
      expect(await newest.locator(".happened li").allTextContents()).toEqual([
        "Deploy checkout 1.42.0 6\u202fmin before",
        "Incident INC-2041 payments time out 12\u202fmin in, for 20\u202fmin",
      ]);
      const link = newest.getByRole("link", { name: "checkout 1.42.0" });
      expect(await link.getAttribute("href")).toBe("https://ci.example/run/1420");
      expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
      await ledgerOf(page).getByText("Deploy checkout 1.41.2 at its start").waitFor();
      await expectSound(opened);
    });

    test("the page of all episodes says it too", async () => {
      const opened = await app.open("annotated", "/episodes");
      const { page } = opened;
      await page.locator("tbody tr", { hasText: "Checkout availability" }).getByText("6\u202fmin before").first().waitFor();
      const other = page.locator("tbody tr", { hasText: "Route plan ready" });
      expect(await other.locator(".happened li").allTextContents()).toEqual(["Note Maps renewed 3\u202fd 6\u202fh in"]);
      await expectSound(opened);
    });

    test("the burn-down marks where they began, with a legend and in its name", async () => {
      const { page } = await app.open("annotated", CHECKOUT);
      const chart = page.getByRole("figure", { name: /Budget burn-down: .*, 2 deploys, 1 incident, 1 note$/ });
      await chart.locator(".annotation-mark").first().waitFor();
      expect(await chart.locator(".annotation-mark").count()).toBe(4);
      expect(await chart.locator(".annotation-mark title").allTextContents()).toContain("Deploy checkout 1.42.0, Tue 24 Nov 18:32");
      expect(await page.getByRole("list", { name: "Annotations in the chart" }).locator("li").allTextContents()).toEqual([
        " 2 deploys",
        " 1 incident",
        " 1 note",
      ]);
    });

    test("the charts of the range mark what began in it, also for who reads them by arrow keys", async () => {
      const opened = await app.open("annotated", `${CHECKOUT}?range=6h`);
      const { page } = opened;
      const burn = page.getByRole("figure", { name: /^Burn rate: .*, 1 deploy, 1 incident$/ });
      const traffic = page.getByRole("figure", { name: /^Requests per minute, .*, 1 deploy, 1 incident$/ });
      for (const chart of [burn, traffic]) {
        await chart.locator(".annotation-mark").first().waitFor();
        expect((await chart.locator(".annotation-mark title").allTextContents()).sort()).toEqual([
          "Deploy checkout 1.42.0, Tue 24 Nov 18:32",
          "Incident INC-2041 payments time out, Tue 24 Nov 18:50",
        ]);
      }
      expect(await page.getByRole("list", { name: "Annotations in the range" }).locator("li").allTextContents()).toEqual([
        " 1 deploy",
        " 1 incident",
      ]);
      const readout = page.locator("#range .readout");
      await traffic.locator(".recharts-surface").first().focus();
      const read = new Set<string>();
      for (let column = 0; column < 6 * 60 && read.size < 2; column++) {
        await page.keyboard.press("ArrowRight");
        await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
        const said = (await readout.textContent()) ?? "";
        for (const [title] of said.matchAll(/(Deploy|Incident) .*, Tue 24 Nov \d\d:\d\d$/g)) read.add(title);
      }
      expect([...read]).toEqual(["Deploy checkout 1.42.0, Tue 24 Nov 18:32", "Incident INC-2041 payments time out, Tue 24 Nov 18:50"]);
      await page.getByRole("button", { name: "28\u202fd", exact: true }).click();
      await page.getByRole("figure", { name: /^Burn rate: .*, 2 deploys, 1 incident, 1 note$/ }).waitFor();
      await expectSound(opened);
    });

    test("what happened in the window is listed, and is deleted after a question", async () => {
      const opened = await app.open("annotated", CHECKOUT);
      const { page, api } = opened;
      await listOf(page).getByText("What happened in this window: 2 deploys, 1 incident, 1 note").click();
      expect(await listOf(page).locator("tbody tr").count()).toBe(4);
      expect(await listOf(page).locator("tbody tr").last().locator("th, td").allTextContents()).toEqual([
        "Sun 8 Nov 19:12",
        "Note",
        "Autumn sale begins",
        "Everything",
        "local",
        "Delete",
      ]);
      await listOf(page).getByRole("button", { name: "Delete checkout 1.42.0" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
      expect(api.written).toEqual([]);
      await listOf(page).getByRole("button", { name: "Delete checkout 1.42.0" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
      await listOf(page).getByText("What happened in this window: 1 deploy, 1 incident, 1 note").waitFor();
      await expect.poll(() => ledgerOf(page).getByText("checkout 1.42.0").count()).toBe(0);
      expect(api.written.map(({ name }) => name)).toEqual(["deleteAnnotation"]);
      await expectSound(opened);
    });

    test("something is recorded about the service, and stands in the list, in the ledger and in the chart", async () => {
      const opened = await app.open("board", CHECKOUT);
      const { page, api } = opened;
      await listOf(page).getByText("No deploy, incident or note is recorded in this window.").waitFor();
      await ledgerOf(page).getByRole("button", { name: "Annotate" }).click();
      const dialog = page.getByRole("dialog", { name: "Record what happened" });
      expect(await dialog.getByLabel("From, UTC").inputValue()).toBe("2026-11-24T18:12");
      await dialog.getByText("Tue 24 Nov 19:12 in Europe/Paris").waitFor();
      await dialog.getByRole("button", { name: "Record" }).click();
      await dialog.getByText("Say what happened").waitFor();
      expect(api.written).toEqual([]);
      await dialog.getByRole("button", { name: "Incident" }).click();
      await dialog.getByLabel("Title").fill("INC-7");
      await dialog.getByLabel("About").selectOption({ label: "Its service, checkout" });
      await dialog.getByLabel("From, UTC").fill("2026-11-24T17:40");
      await dialog.getByLabel("To, UTC (optional)").fill("2026-11-24T18:00");
      await dialog.getByLabel("Address (optional)").fill("https://tickets.example/INC-7");
      await dialog.getByRole("button", { name: "Record" }).click();
      await dialog.waitFor({ state: "detached" });
      expect(api.written).toMatchObject([
        {
          name: "createAnnotation",
          body: {
            kind: "incident",
            scope: "service",
            name: "checkout",
            title: "INC-7",
            url: "https://tickets.example/INC-7",
            from: "2026-11-24T17:40Z",
            to: "2026-11-24T18:00Z",
          },
        },
      ]);
      await listOf(page).getByText("What happened in this window: 1 incident").waitFor();
      await ledgerOf(page).getByText("Incident INC-7 2\u202fmin in, for 20\u202fmin").waitFor();
      await page.getByRole("figure", { name: /Budget burn-down: .*, 1 incident$/ }).waitFor();
      await expectSound(opened);
    });

    test("what the API objects to stands at its field until it is changed", async () => {
      const opened = await app.open("board", CHECKOUT);
      const { page, api } = opened;
      await ledgerOf(page).getByRole("button", { name: "Annotate" }).click();
      const dialog = page.getByRole("dialog");
      const address = dialog.getByLabel("Address (optional)");
      await dialog.getByLabel("Title").fill("checkout 1.42.0");
      await address.fill("ftp://ci.example/1");
      await dialog.getByRole("button", { name: "Record" }).click();
      await dialog.locator(".field-problem", { hasText: "An address that begins with http:// or https://" }).waitFor();
      expect(await address.getAttribute("aria-invalid")).toBe("true");
      await address.fill("https://ci.example/1");
      expect(await dialog.locator(".field-problem").count()).toBe(0);
      await dialog.getByLabel("About").selectOption({ label: "Its team, payments" });
      await dialog.getByRole("button", { name: "Record" }).click();
      await dialog.getByRole("alert").getByText("Nothing was recorded.", { exact: false }).waitFor();
      await dialog.locator(".field-problem", { hasText: 'There is no team "payments"' }).waitFor();
      expect(api.written).toHaveLength(2);
      await expectSound(opened);
    });

    test("an error of the list is said in its place and can be tried again", async () => {
      const { page, api } = await app.open("annotated", "/episodes");
      api.broken.add("listAnnotations");
      await page.locator("tbody").getByRole("link", { name: "Checkout availability" }).first().click();
      await listOf(page).getByRole("alert").getByText("The annotations could not be loaded", { exact: false }).waitFor();
      await ledgerOf(page).locator("tbody tr").first().waitFor();
      api.broken.clear();
      await listOf(page).getByRole("button", { name: "Retry" }).click();
      await listOf(page).getByText("What happened in this window", { exact: false }).waitFor();
    });

    test("ledger, list and dialog fit a phone", async () => {
      const { page } = await app.open("annotated", CHECKOUT, { viewport: { width: 390, height: 800 } });
      await listOf(page).getByText("What happened in this window", { exact: false }).click();
      await listOf(page).getByRole("button", { name: "Delete checkout 1.42.0" }).waitFor();
      await expectNoSidewaysScroll(page);
      await ledgerOf(page).getByRole("button", { name: "Annotate" }).click();
      await expectNoSidewaysScroll(page);
    });
  });
}
