import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound } from "./app.ts";

export function describeAgreements(app: App): void {
  describe("agreements", () => {
    test("each promise shows its periods, met or missed, and how far the objective warns ahead", async () => {
      const opened = await app.open("board", "/agreements");
      const section = opened.page.locator("section", { has: opened.page.getByRole("heading", { level: 2, name: /acme-gold/ }) });
      await section.getByText("+0.400 points to the objective's 99.9\u202f%").waitFor();
      const rows = section.locator("tbody tr");
      await expect.poll(() => rows.count()).toBe(2);
      expect(await rows.nth(0).textContent()).toContain("Met so far");
      expect(await rows.nth(1).textContent()).toMatch(/1 Oct – 31 Oct 2026.*recorded for good.*Missed.*−0\.188/);
      await expectSound(opened);
    });

    test("a page without any promise says so", async () => {
      const { page, api } = await app.open("connected", "/agreements");
      await page.getByText("Nothing is promised to anybody yet").waitFor();
      expect(api.written).toEqual([]);
    });

    test("a promise is recorded; what is wrong is said at its field", async () => {
      const { page, api } = await app.open("board", "/agreements");
      await page.getByRole("button", { name: "Record an agreement" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Record" }).click();
      await dialog.getByText("Say to whom it is promised").waitFor();
      await dialog.getByLabel("Name").fill("globex");
      await dialog.getByLabel("Customer").fill("Globex");
      await dialog.getByLabel("Promised, in percent").fill("99.95");
      await dialog.getByLabel("Time zone of the period").fill("Europe/Paris");
      await dialog.getByLabel(/Holds from/).fill("2026-11-01T00:00");
      await dialog.getByRole("button", { name: "Record" }).click();
      await dialog.getByRole("alert").getByText("must not be above the target", { exact: false }).first().waitFor();
      await dialog.getByLabel("Promised, in percent").fill("99");
      await dialog.getByRole("button", { name: "Record" }).click();
      await page.getByRole("heading", { level: 2, name: /globex/ }).waitFor();
      expect(api.written.at(-1)).toMatchObject({
        name: "createAgreement",
        body: { name: "globex", targetPercent: "99", unit: "month", zone: "Europe/Paris", startsAt: "2026-10-31T23:00Z" },
      });
    });

    test("a promise is deleted by typing its name", async () => {
      const { page, api } = await app.open("board", "/agreements");
      await page.getByRole("button", { name: "Delete acme-gold" }).click();
      await page.getByRole("dialog").getByRole("textbox").fill("acme-gold");
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.getByText("Nothing is promised to anybody yet").waitFor();
      expect(api.written.at(-1)).toMatchObject({ name: "deleteAgreement", ifMatch: '"2"' });
    });

    test("the page fits a phone", async () => {
      const { page } = await app.open("board", "/agreements", { viewport: { width: 390, height: 800 } });
      await page.getByRole("heading", { level: 2, name: /acme-gold/ }).waitFor();
      await expectNoSidewaysScroll(page);
    });
  });
}
