import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound } from "./app.ts";

export function describeEpisodes(app: App): void {
  describe("episodes of everything", () => {
    test("the most expensive comes first and leads to its objective", async () => {
      const opened = await app.open("board", "/episodes");
      const { page } = opened;
      await page.getByText(/^\d+ episodes? of \d+ objectives/).waitFor();
      const rows = page.locator("tbody tr");
      const shares = (await rows.locator("td.r b").allTextContents()).map((text) => Number.parseFloat(text));
      expect(shares.length).toBeGreaterThan(1);
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
      await expectSound(opened);
      await rows.first().getByRole("link").first().click();
      await page.getByRole("heading", { level: 2, name: "Where the budget went" }).waitFor();
    });

    test("a team is chosen in the address and in the list", async () => {
      const { page } = await app.open("board", "/episodes");
      await page.getByText(/^\d+ episodes? of \d+ objectives/).waitFor();
      const team = (await page.getByLabel("Team").locator("option").allTextContents())[1] ?? "";
      await page.getByLabel("Team").selectOption(team);
      await page.getByRole("link", { name: "Show all" }).waitFor();
      expect(new URL(page.url()).search).toBe(`?team=${team}`);
      await expect
        .poll(async () => (await page.locator("tbody th .small").allTextContents()).every((text) => text.endsWith(team)))
        .toBe(true);
    });

    test("nothing that burnt is said, and an error can be tried again", async () => {
      const { page } = await app.open("connected", "/episodes");
      await page.getByText("No episode: nothing spent a hundredth of its budget in one stretch.").waitFor();
      const broken = await app.open("board", "/");
      broken.api.broken.add("listFleetEpisodes");
      await broken.page.getByRole("link", { name: "Episodes", exact: true }).click();
      await broken.page.getByRole("alert").getByText("The episodes could not be loaded", { exact: false }).waitFor();
      broken.api.broken.clear();
      await broken.page.getByRole("button", { name: "Retry" }).click();
      await broken.page.locator("tbody tr").first().waitFor();
    });

    test("the page fits a phone", async () => {
      const { page } = await app.open("board", "/episodes", { viewport: { width: 390, height: 800 } });
      await page.locator("tbody tr").first().waitFor();
      await expectNoSidewaysScroll(page);
    });
  });
}
