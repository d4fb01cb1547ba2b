import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound } from "./app.ts";

export function describeBoard(app: App): void {
  describe("the board", () => {
    test("opens with the answer in a sentence, and groups rows by what they ask", async () => {
      const opened = await app.open("board", "/");
      const { page } = opened;
      await page.getByRole("heading", { level: 1, name: /Checkout availability is burning \d+\.\d×/ }).waitFor();
      const groups = await page.locator("tr.group b").allTextContents();
      expect(groups).toEqual(["Act now", "At risk", "Cannot see", "Exhausted, not burning", "On target", "Too early to say"]);
      await expectSound(opened);
    });

    test("every state has its word, a page its bell and time, and budgets are signed", async () => {
      const { page } = await app.open("board", "/");
      const row = (name: string) => page.locator("tr.row", { hasText: name });
      await row("Checkout availability").getByText("page since 19:00").waitFor();
      expect(await row("Slot search").locator(".state").textContent()).toBe("Exhausted");
      expect(await row("Slot search").locator(".k-budget .a").textContent()).toMatch(/^−\d+\.\d\u202f%$/);
      expect(await row("Slot search").locator(".k-budget .b").textContent()).toMatch(/ over$/);
      expect(await row("Driver position").locator(".k-burn").textContent()).toBe("– Frozen");
      expect(await row("Sign-in").locator(".k-budget .a").textContent()).toMatch(/^≈/);
      expect(await row("Refund API").locator(".k-budget .b").textContent()).toMatch(/request/);
    });

    test("what is muted says so, and the alerts at the right lead to their list", async () => {
      const { page } = await app.open("board", "/");
      const row = (name: string) => page.locator("tr.row", { hasText: name });
      await row("Route plan").getByText("ticket, 22 Nov").waitFor();
      expect(await row("Route plan").locator(".under-state").textContent()).toContain(", muted");
      await row("Arrival within").getByText("muted until 21:02").waitFor();
      await page.getByRole("link", { name: "1 Page firing" }).click();
      // The page about a source is one more: it is about no objective.
      await expect.poll(() => page.locator("tr.row").count()).toBe(2);
      expect(new URL(page.url()).search).toBe("?state=firing&severity=page");
    });

    test("a row says what of it is generated", async () => {
      const { page } = await app.open("generated", "/");
      await page.locator("tr.row", { hasText: "Checkout availability" }).getByText("generated before Sat 21 Nov 19:12").waitFor();
    });

    test("what is not known is hatched, never a blue bar", async () => {
      const { page } = await app.open("board", "/");
      const noData = page.locator("tr.row", { hasText: "Driver position" });
      await noData.waitFor();
      expect(await noData.locator(".budget-bar .f-left").count()).toBe(0);
      expect(await noData.locator(".budget-bar .f-hatch-unknown").count()).toBe(1);
    });

    test("counters filter by state, several at once, and the address restores them", async () => {
      const { page, complaints } = await app.open("board", "/");
      await page.getByRole("button", { name: "Exhausted" }).click();
      await page.getByRole("button", { name: "No data" }).click();
      await expect.poll(() => page.locator("tr.row").count()).toBe(2);
      expect(new URL(page.url()).searchParams.get("state")).toBe("exhausted,no-data");
      await page.reload();
      await expect.poll(() => page.locator("tr.row").count()).toBe(2);
      expect(await page.getByRole("button", { name: "No data" }).getAttribute("aria-pressed")).toBe("true");
      expect(await page.getByRole("button", { name: "All objectives" }).getAttribute("aria-pressed")).toBe("false");
      expect(complaints).toEqual([]);
    });

    test("search and team filter by the address, and an empty result says so", async () => {
      const { page } = await app.open("board", "/?q=availability&team=payments");
      await expect.poll(() => page.locator("tr.row").count()).toBe(2);
      expect(await page.getByRole("searchbox").inputValue()).toBe("availability");
      await page.getByRole("searchbox").fill("nonsense");
      await page.getByText("No objective matches.").waitFor();
      await page.getByRole("link", { name: "Show all 14" }).click();
      await expect.poll(() => page.locator("tr.row").count()).toBe(14);
    });

    test("a header sorts up and down, drops the groups, and gives them back", async () => {
      const { page } = await app.open("board", "/");
      const header = page.getByRole("columnheader", { name: "SLI, %" });
      await header.getByRole("button").click();
      await expect.poll(() => page.locator("tr.group").count()).toBe(0);
      expect(await header.getAttribute("aria-sort")).toBe("ascending");
      await header.getByRole("button").click();
      await expect.poll(() => header.getAttribute("aria-sort")).toBe("descending");
      expect(new URL(page.url()).search).toBe("?sort=sli&order=desc");
      await header.getByRole("button").click();
      await expect.poll(() => page.locator("tr.group").count()).toBe(6);
    });

    test("works by keyboard: / finds, j and k move, Enter opens, ? lists the keys", async () => {
      const { page, complaints } = await app.open("board", "/");
      await page.locator("tr.row").first().waitFor();
      await page.keyboard.press("/");
      expect(await page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("search");
      await page.keyboard.press("Escape");
      for (const key of ["j", "j", "j", "k"]) await page.keyboard.press(key);
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Route plan ready < 20 s");
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keys" }).waitFor();
      await page.keyboard.press("Escape");
      await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Route plan ready < 20 s" }).waitFor();
      await page.keyboard.press("g");
      await page.keyboard.press("s");
      await page.getByRole("heading", { level: 1, name: "Sources" }).waitFor();
      expect(complaints).toEqual([]);
    });

    test("a calm board says that all is on target", async () => {
      const { page } = await app.open("healthy", "/");
      await page.getByRole("heading", { level: 1, name: "All 7 objectives are on target" }).waitFor();
    });

    test("an unseen objective comes before a calm one, and nothing is assumed good", async () => {
      const { page } = await app.open("no-data", "/");
      await page.getByRole("heading", { level: 1, name: "Driver position < 60 s old cannot be seen" }).waitFor();
      await page.locator(".lede").getByText("nothing is assumed good").waitFor();
    });

    test.each([1440, 1280, 1024, 700, 390])("fits %i px without scrolling sideways", async (width) => {
      const { page } = await app.open("board", "/", { viewport: { width, height: 900 } });
      await page.locator("tr.row").first().waitFor();
      await expectNoSidewaysScroll(page);
    });

    test("data older than 3 min is marked with its age in the top bar", async () => {
      const { page } = await app.open("stale", "/");
      await page.locator(".fresh", { hasText: "Data to 19:05, 7\u202fmin old" }).waitFor();
    });

    test("a failed load says what failed with code and request id, and Retry repairs it", async () => {
      const { page, api } = await app.open("failing", "/");
      const notice = page.getByRole("alert");
      await notice.getByText("The board could not be loaded.").waitFor();
      expect(await notice.textContent()).toMatch(/database\.unavailable.*req-42/);
      api.broken.clear();
      await notice.getByRole("button", { name: "Retry" }).click();
      await page.locator("tr.row").first().waitFor();
    });

    test("the theme button goes from system to light to dark, and a reload keeps the choice", async () => {
      const { page } = await app.open("board", "/", { colorScheme: "light" });
      const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
      const button = page.getByRole("button", { name: /^Theme:/ });
      await button.click();
      await button.click();
      expect(await theme()).toBe("dark");
      await page.reload();
      expect(await theme()).toBe("dark");
    });
  });
}
