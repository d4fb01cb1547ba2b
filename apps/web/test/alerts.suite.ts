import { describe, expect, test } from "vitest";
import { type App, alarmCount, expectNoSidewaysScroll, expectSound } from "./app.ts";

export function describeAlerts(app: App): void {
  describe("alerts", () => {
    test("open with the answer, firing ones first, and say who was told", async () => {
      const opened = await app.open("board", "/alerts");
      const { page } = opened;
      await page.getByRole("heading", { level: 1, name: "5 alerts fire; Checkout availability pages since 19:00" }).waitFor();
      expect(await page.locator("tr.group b").allTextContents()).toEqual(["Firing", "Past"]);
      const first = page.locator("tr.row").first();
      expect(await first.locator(".k-told").textContent()).toBe("1 sent1 given up, 1 waiting 12\u202fmin");
      expect(await first.locator(".k-burn").textContent()).toMatch(/^\d+\.\d×limit 14\.4×$/);
      expect(await alarmCount(page, /^Alerts/)).toContain("5");
      await expectSound(opened);
    });

    test("only what rings is a filled red bell", async () => {
      const { page } = await app.open("board", "/alerts");
      await page.locator("tr.row").first().waitFor();
      expect(await page.locator("tr.alert-firing .severity.page .f-spent").count()).toBe(2);
      expect(await page.locator("tr.alert-resolved .f-spent").count()).toBe(0);
    });

    test("a blind alert is hatched and holds", async () => {
      const { page } = await app.open("board", "/alerts");
      const blind = page.locator("tr.alert-blind");
      await blind.getByText("blind since 17:41, alerts hold").waitFor();
      expect(await blind.locator(".hatched").count()).toBe(1);
    });

    test("what keeps people from being told stands above the list, with the way to repair it", async () => {
      const { page } = await app.open("unrouted", "/alerts");
      const banner = page.getByRole("list", { name: "What keeps people from being told" });
      await banner.getByText("Nobody is told of 5 open alerts.").waitFor();
      await banner.getByRole("link", { name: "Set who is told" }).click();
      await page.getByRole("heading", { level: 1, name: "Nobody is told of alerts" }).waitFor();
    });

    test("an alert that nobody could be told of says so in its title", async () => {
      const { page } = await app.open("undelivered", "/alerts/42");
      await page.getByRole("heading", { level: 1, name: "Checkout availability pages since 19:00; nobody could be told" }).waitFor();
    });

    test("filters are in the address, and an empty result says so", async () => {
      const { page, complaints } = await app.open("board", "/alerts?state=firing");
      await expect.poll(() => page.locator("tr.row").count()).toBe(5);
      await page.getByLabel("Severity").selectOption("page");
      await expect.poll(() => page.locator("tr.row").count()).toBe(2);
      expect(new URL(page.url()).search).toBe("?state=firing&severity=page");
      await page.getByLabel("Kind").selectOption("evaluator-behind");
      await page.getByText("No alert matches.").waitFor();
      await page.getByRole("link", { name: "Show all" }).click();
      await expect.poll(() => page.locator("tr.row").count()).toBe(7);
      expect(complaints).toEqual([]);
    });

    test("older ones come on demand", async () => {
      const { page } = await app.open("board", "/alerts");
      await page.getByRole("button", { name: "Show more" }).click();
      await expect.poll(() => page.locator("tr.row").count()).toBe(9);
      expect(await page.getByRole("button", { name: "Show more" }).count()).toBe(0);
    });

    test("a filter that nothing matches leaves the answer on top standing", async () => {
      const { page } = await app.open("no-data", "/alerts?state=firing&severity=page&kind=burn");
      await page.getByText("No alert matches.").waitFor();
    });

    test("before the first alert the page says what one is", async () => {
      const opened = await app.open("connected", "/alerts");
      await opened.page.getByRole("heading", { level: 1, name: "Nothing is firing" }).waitFor();
      await opened.page.getByText("An alert opens when a rule of an objective is over its limit in both of its windows.").waitFor();
      await expectSound(opened);
    });

    test("works by keyboard: g a goes there, j moves, Enter opens, Tab reaches Mute, Escape leaves its dialog", async () => {
      const { page, complaints } = await app.open("board", "/");
      await page.locator("tr.row").first().waitFor();
      await page.keyboard.press("g");
      await page.keyboard.press("a");
      await page.locator(".alerts tr.row").first().waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog", { name: "Mute" }).waitFor();
      await page.keyboard.press("Escape");
      await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
      expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Mute Checkout availability");
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: /^Checkout availability pages/ }).waitFor();
      expect(complaints).toEqual([]);
    });

    test("a failed load says what failed, and Retry repairs it", async () => {
      const { page, api } = await app.open("failing", "/alerts");
      const notice = page.getByRole("alert");
      await notice.getByText("The alerts could not be loaded.").waitFor();
      api.broken.clear();
      await notice.getByRole("button", { name: "Retry" }).click();
      await page.locator("tr.row").first().waitFor();
    });

    test("one alert: why it fired, which window governs, and what was sent where and why", async () => {
      const opened = await app.open("board", "/alerts/42");
      const { page } = opened;
      const governs = page.locator(".evidence tr.governs");
      await governs.waitFor();
      expect(await governs.textContent()).toMatch(/^1\u202fh\d+\.\d×14\.4×/);
      const row = (target: string) => page.locator(".notices tbody tr", { hasText: target });
      expect(await row("payments-chat").textContent()).toContain("accepted, HTTP 200 · “ok”");
      expect(await row("pager").textContent()).toContain("waits for 12\u202fmin");
      expect(await row("ops-hook").textContent()).toContain("refused, HTTP 404 · “channel_not_found”");
      await expectSound(opened);
    });

    test("what was given up can be sent again", async () => {
      const { page, api } = await app.open("board", "/alerts/42");
      await page.getByRole("button", { name: "Send to ops-hook that it fired again" }).click();
      await page.locator(".notices tbody tr", { hasText: "ops-hook" }).getByText("Waiting").waitFor();
      expect(api.written).toMatchObject([{ name: "retryNotification", params: { id: "902" } }]);
    });

    test("one that is over has its bill, and leads to the objective around it", async () => {
      const { page } = await app.open("board", "/alerts/37");
      await page.getByRole("heading", { level: 1, name: "Checkout availability paged for 1\u202fh 16\u202fmin" }).waitFor();
      await page.getByText(/^It cost \d+\.\d\u202f% of the 28-day budget\./).waitFor();
      await page.getByRole("link", { name: "Open objective" }).click();
      await page.getByRole("heading", { name: /^6 hours until Wed 18 Nov/ }).waitFor();
    });

    test("a mute needs a reason, shows its end, and is sent in minutes", async () => {
      const { page, api } = await app.open("board", "/alerts/42");
      await page.getByRole("button", { name: /^Mute/ }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Mute", exact: true }).click();
      await dialog.getByText(/^Say why/).waitFor();
      await dialog.getByLabel("Why").fill("Data centre move");
      await dialog.getByLabel("What").selectOption({ label: "Service checkout, all its objectives" });
      await dialog.getByRole("button", { name: "Until tomorrow 09:00" }).click();
      await dialog.getByText("Ends Wed 25 Nov 09:00, in 13\u202fh 48\u202fmin.").waitFor();
      await dialog.getByRole("button", { name: "Mute", exact: true }).click();
      await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
      expect(api.written).toMatchObject([
        { name: "createMute", body: { scope: "service", name: "checkout", reason: "Data centre move", minutes: 828 } },
      ]);
    });

    test.each(["/alerts/999", "/alerts/nonsense"])("%s is not an alert, and the page says so", async (path) => {
      const opened = await app.open("board", path);
      await opened.page.getByRole("heading", { level: 1, name: "There is no such alert" }).waitFor();
      await expectSound(opened);
    });

    test.each([
      ["/alerts", 1440],
      ["/alerts", 1024],
      ["/alerts", 390],
      ["/alerts/42", 700],
      ["/alerts/42", 390],
    ] as const)("%s fits %i px without scrolling sideways", async (path, width) => {
      const { page } = await app.open("board", path, { viewport: { width, height: 900 } });
      await page.locator("tbody tr").first().waitFor();
      await expectNoSidewaysScroll(page);
    });
  });
}
