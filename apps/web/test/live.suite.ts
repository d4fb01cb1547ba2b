import { describe, expect, test } from "vitest";
import type { App, OpenPage } from "./app.ts";
import { CHECKOUT } from "./fake-board.ts";
import type { FakeObjective } from "./fake-objectives.ts";

const connected = async ({ api, page }: OpenPage): Promise<void> => {
  await page.locator("tr.row").first().waitFor();
  await expect.poll(() => api.events.connections).toBe(1);
};

const change = ({ api }: OpenPage, name: string, changes: Partial<FakeObjective>): void => {
  const at = api.objectives.findIndex((o) => o.name === name);
  const found = api.objectives[at];
  if (found !== undefined) api.objectives[at] = { ...found, ...changes };
};

export function describeLive(app: App): void {
  describe("live updates", () => {
    test("a change arrives without asking, over one connection", async () => {
      const opened = await app.open("board", "/");
      await connected(opened);
      change(opened, "catalogue", { reason: "new words" });
      opened.api.events.tell("minutes");
      await opened.page.locator("tr.row", { hasText: "Catalogue" }).getByText("new words").waitFor();
      expect(opened.api.events.connections).toBe(1);
      expect(opened.complaints).toEqual([]);
    });

    test("a topic makes only what it is about ask again", async () => {
      const opened = await app.open("board", "/");
      await connected(opened);
      await opened.page.waitForTimeout(400);
      const asked: string[] = [];
      opened.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      opened.api.events.tell("sources");
      await expect.poll(() => asked).toContain("/api/v1/sources");
      expect(asked.filter((path) => path.endsWith("/objectives"))).toEqual([]);
    });

    test("an alert that is over leaves the count in the bar at once", async () => {
      const opened = await app.open("board", "/");
      await connected(opened);
      const count = opened.page.getByRole("link", { name: /^Alerts/ }).locator(".alarm-count");
      await expect.poll(() => count.textContent()).toContain("5");
      opened.api.alerts.shift();
      opened.api.events.tell("alerts");
      await expect.poll(() => count.textContent()).toContain("4");
    });

    test("a lost stream says since when, and what changed meanwhile is there after it is back", async () => {
      const opened = await app.open("board", "/");
      const { page, api } = opened;
      await connected(opened);
      api.events.cut();
      await page.locator(".fresh", { hasText: "Live updates stopped 19:12" }).waitFor();
      change(opened, "catalogue", { reason: "meanwhile" });
      api.events.restore();
      await page.locator(".fresh", { hasText: "Data to 19:12" }).waitFor();
      await page.locator("tr.row", { hasText: "Catalogue" }).getByText("meanwhile").waitFor();
    });

    test("rows do not jump under the pointer: a new order waits until it leaves, or for r", async () => {
      const opened = await app.open("board", "/");
      const { page, api } = opened;
      await connected(opened);
      const groupOf = (name: string) => page.locator("tbody", { has: page.locator("tr.row", { hasText: name }) }).locator("tr.group b");
      await page.locator("tr.row", { hasText: "Home page" }).hover();
      change(opened, "catalogue", { state: "exhausted" });
      api.events.tell("minutes");
      const notice = page.getByRole("button", { name: /1 objective moved/ });
      await notice.waitFor();
      expect(await groupOf("Catalogue").textContent()).toBe("On target");
      expect(await page.locator("tr.row", { hasText: "Catalogue" }).locator(".state").textContent()).toBe("Exhausted");
      await page.keyboard.press("r");
      await expect.poll(() => groupOf("Catalogue").textContent()).toBe("Exhausted, not burning");
      expect(await notice.count()).toBe(0);
      change(opened, "order-email", { state: "exhausted" });
      api.events.tell("minutes");
      await notice.waitFor();
      await page.mouse.move(700, 60);
      await expect.poll(() => groupOf("Order e-mail").textContent()).toBe("Exhausted, not burning");
    });

    test("a row that has the keyboard keeps it when another moves", async () => {
      const opened = await app.open("board", "/");
      const { page, api } = opened;
      await connected(opened);
      for (const key of ["j", "j"]) await page.keyboard.press(key);
      change(opened, "catalogue", { firing: { rule: "page-1h-5m", severity: "page", since: CHECKOUT.firing?.since ?? "" } });
      api.events.tell("minutes");
      await page.getByRole("button", { name: /objective moved/ }).waitFor();
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Route plan ready < 20 s");
    });
  });
}
