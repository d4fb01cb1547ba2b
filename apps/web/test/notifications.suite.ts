import { describe, expect, test } from "vitest";
import { type App, alarmCount, expectNoSidewaysScroll, expectSound } from "./app.ts";

export function describeNotifications(app: App): void {
  describe("notifications", () => {
    test("open with whether people can be told, in the target's own words", async () => {
      const opened = await app.open("board", "/notifications");
      const { page } = opened;
      await page.getByRole("heading", { level: 1, name: "ops-hook fails since 18:50" }).waitFor();
      const failing = page.locator(".targets > li", { hasText: "ops-hook" });
      await failing.getByText("refused: 404 channel_not_found (last one taken Mon 18:12)").waitFor();
      await failing.getByText("2 wait for 22\u202fmin, 1 given up in 7\u202fd").waitFor();
      expect(await alarmCount(page, /^Notifications/)).toContain("1");
      await expectSound(opened);
    });

    test("a test message shows its verdict in place", async () => {
      const { page } = await app.open("board", "/notifications");
      const line = (name: string) => page.locator(".targets > li", { hasText: name });
      await line("ops-hook").getByRole("button", { name: "Send test" }).click();
      await line("ops-hook")
        .locator(".test-verdict.failed", { hasText: "refused: 404 channel_not_found (HTTP 404, 41\u202fms; trying again will not help)" })
        .waitFor();
      await line("#payments").getByRole("button", { name: "Send test" }).click();
      await line("#payments").locator(".test-verdict", { hasText: "The test message was accepted. HTTP 200, 87\u202fms" }).waitFor();
    });

    test("the form follows the schema, needs its secret, tests before it saves, and never shows a secret", async () => {
      const { page, api, complaints } = await app.open("board", "/notifications");
      await page.getByRole("button", { name: "Add a target" }).click();
      const dialog = page.getByRole("dialog", { name: "Add a target" });
      await dialog.getByRole("button", { name: "Add", exact: true }).click();
      await dialog.getByText("Webhook address is needed").waitFor();
      await dialog.getByLabel("Webhook address").fill("https://hooks.example/T0/B0/s3cret");
      await dialog.getByLabel("Name").fill("slots-chat");
      await dialog.getByLabel(/^Mention/).fill("@slots\n@sre");
      await dialog.getByLabel(/^Stands in/).selectOption("pager");
      await dialog.getByRole("button", { name: "Send test" }).click();
      await dialog.getByText("The test message was accepted.").waitFor();
      await dialog.getByRole("button", { name: "Add", exact: true }).click();
      await page.locator(".targets > li", { hasText: "slots-chat" }).waitFor();
      expect(api.written.at(-1)).toMatchObject({
        name: "createTarget",
        body: {
          name: "slots-chat",
          kind: "slack",
          settings: { style: "full", mention: ["@slots", "@sre"] },
          secrets: { webhookUrl: "https://hooks.example/T0/B0/s3cret" },
          failover: "pager",
        },
      });
      expect(await page.content()).not.toContain("s3cret");
      expect(complaints).toEqual([]);
    });

    test("an edit keeps the secret and sends the revision that was read", async () => {
      const { page, api } = await app.open("board", "/notifications");
      await page.locator(".targets > li", { hasText: "#payments" }).getByRole("button", { name: "Edit" }).click();
      const dialog = page.getByRole("dialog", { name: "Edit #payments" });
      expect(await dialog.locator("input[type=password]").count()).toBe(0);
      expect(await dialog.getByRole("button", { name: "Remove" }).count()).toBe(0);
      await dialog.getByLabel("Style").selectOption("short");
      await dialog.getByRole("button", { name: "Save" }).click();
      await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
      expect(api.written.at(-1)).toMatchObject({
        name: "updateTarget",
        ifMatch: '"2"',
        body: { secrets: {}, settings: { style: "short", mention: ["@payments-oncall"] } },
      });
    });

    test("deleting asks for the name and says what is lost", async () => {
      const { page, api } = await app.open("board", "/notifications");
      await page.locator(".targets > li", { hasText: "ops-hook" }).getByRole("button", { name: "Delete" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("2 notifications that wait for it will be given up.").waitFor();
      await dialog.getByRole("textbox").fill("ops-hook");
      await dialog.getByRole("button", { name: "Delete" }).click();
      await expect.poll(() => page.locator(".targets > li").count()).toBe(2);
      expect(api.written).toMatchObject([{ name: "deleteTarget", ifMatch: '"5"' }]);
    });

    test("a route is edited in its place, by keyboard too", async () => {
      const { page, api } = await app.open("board", "/notifications");
      await page.getByRole("button", { name: "Edit the route of Everything" }).click();
      await page.getByRole("group", { name: "Tickets of everything go to" }).getByLabel("Pager").focus();
      await page.keyboard.press("Space");
      await page.getByRole("button", { name: "Save route" }).click();
      await page.locator(".routes tbody tr", { hasText: "Everything" }).getByText("#payments and Pager").waitFor();
      expect(api.written).toMatchObject([
        {
          name: "putRoute",
          params: { scope: "all", subject: "all" },
          body: { page: ["payments-chat", "ops-hook"], ticket: ["payments-chat", "pager"] },
        },
      ]);
    });

    test("a new route is of what has none yet, and can be removed again", async () => {
      const { page, api } = await app.open("board", "/notifications");
      await page.getByRole("button", { name: "Add route" }).click();
      const choice = page.getByLabel("Route of", { exact: true });
      await choice.getByText("Refund API availability").waitFor({ state: "attached" });
      expect(await choice.locator("option").allTextContents()).not.toContain("Team payments");
      await choice.selectOption({ label: "Refund API availability" });
      await page.getByRole("group", { name: "Pages of objective refund-api go to" }).getByLabel("Pager").check();
      await page.getByRole("button", { name: "Save route" }).click();
      const row = page.locator(".routes tbody tr", { hasText: "Objective refund-api" });
      await row.getByText("Pager").waitFor();
      await row.getByRole("button", { name: /^Remove/ }).click();
      await expect.poll(() => row.count()).toBe(0);
      expect(api.written.map((w) => [w.name, w.params])).toEqual([
        ["putRoute", { scope: "objective", subject: "refund-api" }],
        ["deleteRoute", { scope: "objective", subject: "refund-api" }],
      ]);
    });

    test("an active mute can be ended now, and stays in the list as ended", async () => {
      const { page } = await app.open("board", "/notifications");
      await page.getByRole("button", { name: "End the mute of Service route-planner now" }).click();
      await page.locator(".mutes .ended", { hasText: "route-planner" }).getByText("ended early by local").waitFor();
    });

    test("anything can be muted from here", async () => {
      const { page, api } = await app.open("board", "/notifications");
      await page.getByRole("button", { name: "Mute something" }).click();
      const dialog = page.getByRole("dialog", { name: "Mute" });
      await dialog.getByLabel("What").selectOption({ label: "Team slots" });
      await dialog.getByLabel("Why").fill("Load test");
      await dialog.getByRole("button", { name: "Custom" }).click();
      await dialog.getByLabel("How many").fill("45");
      await dialog.getByLabel("Of").selectOption({ label: "minutes" });
      await dialog.getByRole("button", { name: "Mute", exact: true }).click();
      await page.locator(".mutes tbody tr", { hasText: "Team slots" }).getByText("until 19:57").waitFor();
      expect(api.written).toMatchObject([{ body: { scope: "team", name: "slots", reason: "Load test", minutes: 45 } }]);
    });

    test("without a target the page says that nobody is told", async () => {
      const opened = await app.open("unrouted", "/notifications");
      await opened.page.getByRole("heading", { level: 1, name: "Nobody is told of alerts" }).waitFor();
      await opened.page.getByText("Routes need a target first.").waitFor();
      await expectSound(opened);
    });

    test.each([1024, 390])("fits %i px without scrolling sideways", async (width) => {
      const { page } = await app.open("board", "/notifications", { viewport: { width, height: 900 } });
      await page.locator(".mutes tbody tr").first().waitFor();
      await expectNoSidewaysScroll(page);
    });
  });
}
