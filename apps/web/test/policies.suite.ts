import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound } from "./app.ts";

const saved = (api: { readonly written: readonly { readonly name: string; readonly body: unknown }[] }) =>
  api.written.filter(({ name }) => name === "createPolicy" || name === "updatePolicy");

export function describePolicies(app: App): void {
  describe("policies", () => {
    test("each policy says its conditions in a sentence each, and which objectives it watches", async () => {
      const opened = await app.open("combined", "/policies");
      const { page } = opened;
      const section = page.locator("section", { has: page.getByRole("heading", { level: 2, name: "Budget watch" }) });
      await section.getByText("10\u202f% of the budget or more is spent within 6\u202fh.").waitFor();
      expect(await section.locator(".conditions-list li").count()).toBe(4);
      expect(await section.getByRole("link", { name: "billing-api" }).getAttribute("href")).toBe("/objectives/billing-api");
      await expectSound(opened);
    });

    test("a page without any policy says that the default one holds", async () => {
      const { page } = await app.open("connected", "/policies");
      await page.getByText("every objective has the default one", { exact: false }).waitFor();
      await page.getByRole("link", { name: "New policy" }).waitFor();
    });

    test("a list that cannot be loaded says why and can be asked again", async () => {
      const { page, api } = await app.open("combined", "/policies");
      await page.getByRole("heading", { level: 2, name: "Budget watch" }).waitFor();
      api.broken.add("listPolicies");
      await page.reload();
      await page.getByRole("alert").getByText("The policies could not be loaded", { exact: false }).waitFor();
      api.broken.delete("listPolicies");
      await page.getByRole("button", { name: "Retry" }).click();
      await page.getByRole("heading", { level: 2, name: "Budget watch" }).waitFor();
    });

    test("what is typed is tried at once: fires after, spent by then, over after, and never said plainly", async () => {
      const opened = await app.open("combined", "/policies/budget-watch");
      const { page } = opened;
      const drop = page.getByRole("article", { name: "drop", exact: true });
      const rows = drop.locator("tbody tr");
      await expect.poll(() => rows.nth(0).textContent()).toMatch(/Everything fails.*21\u202fmin 36\u202fs.*10\.0\u202f%/);
      expect(await rows.nth(1).textContent()).toContain("never");
      await page.getByLabel("Spent, %").fill("2");
      await expect.poll(() => rows.nth(1).textContent()).not.toContain("never");
      expect(new URL(page.url()).search).toBe("");
      await page.getByLabel("Tried on").selectOption({ label: "Other terms" });
      await page.getByLabel("Target, %").fill("99");
      await page.getByText("99\u202f% over 28\u202fd", { exact: false }).waitFor();
      expect(new URL(page.url()).searchParams.get("target")).toBe("99");
      await expectSound(opened);
    });

    test("a condition that can never fire is refused with its arithmetic, and saving waits", async () => {
      const { page, api } = await app.open("combined", "/new-policy?target=99&days=28");
      await page.getByLabel("Name", { exact: true }).fill("too-high");
      await page.getByLabel("Burn rate, ×").fill("200");
      const save = page.getByRole("button", { name: "Save" });
      await expect.poll(() => save.isDisabled()).toBe(true);
      await page.getByRole("status").getByText("Cannot be saved.", { exact: false }).waitFor();
      await page.getByLabel("Burn rate, ×").fill("6");
      await expect.poll(() => save.isDisabled()).toBe(false);
      await save.click();
      await page.getByRole("heading", { level: 2, name: "too-high" }).waitFor();
      expect(new URL(page.url()).pathname).toBe("/policies");
      expect(saved(api).at(-1)).toMatchObject({
        name: "createPolicy",
        body: { name: "too-high", conditions: [{ kind: "burn", name: "burn", factor: "6", budgetPercent: null, longMinutes: 60 }] },
      });
    });

    test("every kind asks for its own; what is wrong is said at its field, also by the server", async () => {
      const { page, api } = await app.open("combined", "/new-policy");
      await page.getByRole("button", { name: "Add a condition" }).click();
      const second = page.getByRole("group", { name: "Condition consumed" });
      await second.getByLabel("Kind").selectOption({ label: "No traffic" });
      const silent = page.getByRole("group", { name: "Condition no-traffic" });
      await silent.getByLabel("For", { exact: true }).fill("soon");
      await silent.getByText("A length such as 5m, 1h or 3d").waitFor();
      await silent.getByLabel("For", { exact: true }).fill("15m");
      await page.getByLabel("Long window").fill("2h");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Lower-case letters, digits and inner hyphens", { exact: false }).first().waitFor();
      await page.getByLabel("Name", { exact: true }).fill("pages-fast");
      await page.getByRole("button", { name: "Save" }).click();
      await page.locator(".field-problem", { hasText: "There is a policy named pages-fast already" }).waitFor();
      await page.getByLabel("Name", { exact: true }).fill("mixed");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("heading", { level: 2, name: "mixed" }).waitFor();
      expect(saved(api).at(-1)?.body).toMatchObject({
        conditions: [
          { kind: "burn", longMinutes: 120 },
          { kind: "no-traffic", name: "no-traffic", severity: "ticket", forMinutes: 15, leastPerMinute: "1" },
        ],
      });
    });

    test("a change replaces the revision that was read", async () => {
      const { page, api } = await app.open("combined", "/policies/budget-watch");
      await page.getByLabel("Consumed, %").fill("75");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("75\u202f% of the budget or more is consumed", { exact: false }).waitFor();
      expect(api.written.findLast(({ name }) => name === "updatePolicy")).toMatchObject({
        ifMatch: '"3"',
        body: { conditions: [{ percent: "75" }, {}, {}, {}] },
      });
    });

    test("a policy in use is not deleted but says by what; a free one goes by its name", async () => {
      const { page, api } = await app.open("combined", "/policies");
      await page.getByRole("button", { name: "Delete Budget watch" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("1 objective is attached to it", { exact: false }).waitFor();
      expect(await dialog.getByRole("link", { name: "billing-api" }).getAttribute("href")).toBe("/define?objective=billing-api");
      await dialog.getByRole("button", { name: "Close" }).click();
      expect(api.written.filter(({ name }) => name === "deletePolicy")).toEqual([]);
      const free = await app.open("board", "/policies");
      await free.page.getByRole("button", { name: "Delete pages-fast" }).click();
      await free.page.getByRole("dialog").getByRole("textbox").fill("pages-fast");
      await free.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await expect.poll(() => free.page.getByRole("heading", { level: 2 }).count()).toBe(1);
      expect(free.api.written.at(-1)).toMatchObject({ name: "deletePolicy", ifMatch: '"1"' });
    });

    test("the definition is shown as OpenSLO, and g p leads to the page", async () => {
      const { page } = await app.open("combined", "/");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.keyboard.press("g");
      await page.keyboard.press("p");
      await page.getByRole("button", { name: "Budget watch as YAML" }).click();
      await page.getByRole("dialog").getByText("kind: AlertPolicy").waitFor();
      await page.keyboard.press("Escape");
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Budget watch" }).waitFor();
    });

    test("an unknown policy says so", async () => {
      const { page } = await app.open("combined", "/policies/nobody");
      await page.getByRole("heading", { level: 1, name: "There is no policy nobody" }).waitFor();
    });

    test("list and form fit a phone", async () => {
      for (const path of ["/policies", "/policies/budget-watch"]) {
        const { page } = await app.open("combined", path, { viewport: { width: 390, height: 800 } });
        await page.getByRole("heading", { level: 2 }).first().waitFor();
        await expectNoSidewaysScroll(page);
      }
    });
  });
}
