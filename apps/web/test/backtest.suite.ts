import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound } from "./app.ts";

const BACKTEST = "/objectives/checkout-availability/backtest";
const EAGER = { name: "page-1h", severity: "page", longMinutes: 60, shortMinutes: 5, factor: "4", minExcess: 5, resolveAfter: 5 };
const shared = (policies: unknown): string => `${BACKTEST}?policies=${encodeURIComponent(JSON.stringify(policies))}`;

export function describeBacktest(app: App): void {
  describe("the backtest", () => {
    test("starts from the present rules, reached from the objective", async () => {
      const opened = await app.open("board", "/objectives/checkout-availability");
      const { page, api } = opened;
      await page.getByRole("link", { name: "Try other rules on history" }).click();
      await page.getByRole("heading", { level: 1, name: "Backtest" }).waitFor();
      await page.getByText("page 1\u202fh / 5\u202fmin from 14.4×").waitFor();
      await page.getByRole("row", { name: "Episodes told 5 of 5" }).waitFor();
      expect(api.written).toMatchObject([{ name: "backtest", body: { policies: [{ name: "Present rules", rules: null }] } }]);
      await expectSound(opened);
    });

    test("a policy is added as a copy, edited, tried beside the present one, and kept in the address", async () => {
      const { page } = await app.open("board", BACKTEST);
      await page.getByRole("button", { name: "Add a policy" }).click();
      const policy = page.locator("fieldset.policy").nth(1);
      await policy.getByLabel("Name of the policy").fill("Eager");
      for (let i = 0; i < 3; i++)
        await policy
          .getByRole("button", { name: /^Remove (page-6h|ticket)/ })
          .first()
          .click();
      await policy.getByLabel("page-1h-5m: factor").fill("4");
      await page.getByRole("button", { name: "Try on history" }).click();
      await page.getByRole("columnheader", { name: "Eager" }).first().waitFor();
      await page.getByRole("row", { name: "Noise 0 pages 1 page" }).waitFor();
      await page.reload();
      await page.getByRole("row", { name: "Noise 0 pages 1 page" }).waitFor();
      expect(await page.locator("fieldset.policy").nth(1).getByLabel("page-1h-5m: factor").inputValue()).toBe("4");
    });

    test("a shared link shows results, episode by episode and on the time line, as words too", async () => {
      const opened = await app.open(
        "board",
        shared([
          { name: "Present rules", rules: null },
          { name: "Eager", rules: [EAGER] },
        ]),
      );
      const { page } = opened;
      await page.getByRole("img", { name: "Eager: 6 pages, 0 tickets" }).waitFor();
      expect(await page.getByRole("region", { name: "Episodes by policy" }).locator("tbody tr").count()).toBe(5);
      await page.getByText("Eager: 6 notices").click();
      await page.getByRole("cell", { name: "no episode" }).waitFor();
      await expectSound(opened);
    });

    test("wrong fields are named before anything is asked", async () => {
      const { page, api } = await app.open("board", shared([{ name: "Eager", rules: [EAGER] }]));
      await page.getByRole("row", { name: "Noise 1 page" }).waitFor();
      await page.getByLabel("page-1h: factor").fill("fast");
      await page.getByLabel("page-1h: long window").fill("soon");
      await page.getByRole("button", { name: "Try on history" }).click();
      await page.getByText("A factor is a number such as 14.4").waitFor();
      await page.getByText("A length such as 1h, 30m or 3d").waitFor();
      expect(await page.getByLabel("page-1h: factor").getAttribute("aria-invalid")).toBe("true");
      expect(api.written).toHaveLength(1);
    });

    test("what the server objects to stands at its field", async () => {
      const { page } = await app.open(
        "board",
        shared([
          { name: "Twin", rules: null },
          { name: "Twin", rules: [EAGER] },
        ]),
      );
      await page.getByText("The policies could not be tried.").waitFor();
      await page.locator("fieldset.policy").nth(1).getByText("Two policies have this name").waitFor();
    });

    test("at most five policies stand side by side, and at least one", async () => {
      const { page } = await app.open("board", BACKTEST);
      const add = page.getByRole("button", { name: "Add a policy" });
      await add.waitFor();
      expect(await page.getByRole("button", { name: "Remove Present rules" }).count()).toBe(0);
      for (let i = 0; i < 4; i++) await add.click();
      expect(await add.isDisabled()).toBe(true);
      await page.getByRole("button", { name: "Remove Policy 5" }).click();
      expect(await add.isDisabled()).toBe(false);
    });

    test("a saved policy is tried as it is, with its conditions beyond burn rules", async () => {
      const { page, api } = await app.open("board", BACKTEST);
      await page.getByLabel("Add a saved policy").selectOption("budget-watch");
      await page.locator("fieldset.policy").nth(1).getByText("of the budget or more is consumed", { exact: false }).waitFor();
      await page.getByRole("button", { name: "Try on history" }).click();
      await expect
        .poll(() => api.written.at(-1)?.body)
        .toMatchObject({ policies: [{ name: "Present rules" }, { name: "budget-watch", rules: null, policy: "budget-watch" }] });
    });

    test("without history in that time it says so", async () => {
      const { page } = await app.open("board", `${BACKTEST}?from=2026-01-01T00:00Z&to=2026-01-08T00:00Z`);
      await page.getByText("There is no history in that time, so nothing can be tried.").waitFor();
    });

    test("a failed answer says so and can be retried", async () => {
      const { page, api } = await app.open("board", BACKTEST);
      const answered = page.getByRole("row", { name: "Episodes told 5 of 5" });
      await answered.waitFor();
      api.broken.add("backtest");
      await page.getByRole("button", { name: "Try on history" }).click();
      await page.getByText("The policies could not be tried.").waitFor();
      api.broken.clear();
      await page.getByRole("button", { name: "Retry" }).click();
      await answered.waitFor();
    });

    test.each([1440, 390])("fits %i px without scrolling sideways", async (width) => {
      const { page } = await app.open(
        "board",
        shared([
          { name: "Present rules", rules: null },
          { name: "Eager", rules: [EAGER] },
        ]),
        {
          viewport: { width, height: 900 },
        },
      );
      await page.getByRole("row", { name: /^Noise/ }).waitFor();
      await expectNoSidewaysScroll(page);
    });
  });
}
