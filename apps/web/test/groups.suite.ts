import { describe, expect, test } from "vitest";
import { type App, expectNoSidewaysScroll, expectSound } from "./app.ts";

export function describeGroups(app: App): void {
  describe("groups", () => {
    test("the list says how many were found, left out and archived, and how the objectives stand", async () => {
      const opened = await app.open("combined", "/groups");
      const row = opened.page.locator("tbody tr").first();
      await row.getByRole("link", { name: "Route latency" }).waitFor();
      expect(await row.locator("td").allTextContents()).toEqual(["region and tier", "5", "3", "2", "1", " 1 Exhausted 2 On target"]);
      await row.getByText("the cap is 3", { exact: false }).waitFor();
      await expectSound(opened);
    });

    test("a page without any group says how one is made", async () => {
      const { page } = await app.open("board", "/groups");
      await page.getByText("solvent/group-by: region, route").waitFor();
    });

    test("a group shows its objectives with labels as columns; archived ones on demand, kept in the address", async () => {
      const opened = await app.open("combined", "/groups/route-latency");
      const { page } = opened;
      const rows = page.locator(".members tbody tr");
      await rows.nth(2).waitFor();
      expect(await rows.count()).toBe(3);
      expect(await page.locator(".members thead th").allTextContents()).toEqual([
        "region",
        "tier",
        "State",
        "SLI",
        "Budget left",
        "Objective",
      ]);
      expect(await rows.nth(1).textContent()).toMatch(/^eusilverExhausted99\.\d+\u202f%−/);
      await page.getByRole("button", { name: "Archived" }).click();
      await page.getByText("Archived since Fri", { exact: false }).waitFor();
      expect(await rows.count()).toBe(1);
      expect(new URL(page.url()).search).toBe("?show=archived");
      await page.getByText("solvent/group-by: region, tier").waitFor();
      await expectSound(opened);
    });

    test("the board shows the objectives of one group, each by its labels", async () => {
      const { page } = await app.open("combined", "/groups/route-latency");
      await page.getByRole("link", { name: "Show on the board" }).click();
      const rows = page.locator("tr.row");
      await rows.nth(2).waitFor();
      expect(await rows.count()).toBe(3);
      expect(new URL(page.url()).search).toBe("?group=route-latency");
      expect(await page.getByLabel("Group").inputValue()).toBe("route-latency");
      await rows.filter({ hasText: "region=eu · tier=silver" }).getByRole("link", { name: "Route latency" }).click();
      const chip = page.getByRole("link", { name: "group route-latency" });
      await chip.waitFor();
      await page.getByText("region=eu · tier=silver").waitFor();
      expect(await page.getByRole("link", { name: "Edit the group" }).getAttribute("href")).toBe("/define?group=route-latency");
      await chip.click();
      await page.getByRole("heading", { level: 1, name: "Route latency" }).waitFor();
    });

    test("an archived objective says since when, what that means, and offers nothing that only a live one has", async () => {
      const opened = await app.open("combined", "/objectives/route-latency-us-silver");
      const { page } = opened;
      const strip = page.locator(".strip", { hasText: "Archived on 20 Nov 2026." });
      await strip.getByText("figures are those of the last minute that was read.", { exact: false }).waitFor();
      await page.locator(".tile", { hasText: "Coverage" }).waitFor();
      await page.getByRole("heading", { name: "Where the budget went" }).waitFor();
      expect(await page.getByRole("link", { name: "Edit the group" }).count()).toBe(0);
      for (const heading of ["What comes next", "Who is told", "Alert rules"]) {
        expect(await page.getByRole("heading", { name: heading }).count()).toBe(0);
      }
      expect(await page.locator(".tile", { hasText: "Runs out" }).count()).toBe(0);
      expect(await page.locator(".strip").count()).toBe(1);
      await page.getByRole("heading", { name: "24 hours until Tue 24 Nov 19:12" }).waitFor();
      expect(await page.getByRole("button", { name: "Up to now" }).count()).toBe(0);
      await expectSound(opened);
    });

    test("a group is edited as text and deleted by its name", async () => {
      const { page, api } = await app.open("combined", "/groups/route-latency");
      await page.getByRole("link", { name: "Edit", exact: true }).click();
      await page.locator(".cm-content").getByText("solvent/group-by: region, tier").waitFor();
      await page.goBack();
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("dialog").getByText("with all of its objectives, 4 in number", { exact: false }).waitFor();
      await page.getByRole("dialog").getByRole("textbox").fill("route-latency");
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.getByText("There is no group yet", { exact: false }).waitFor();
      expect(api.written.at(-1)).toMatchObject({ name: "deleteGroup", ifMatch: '"4"' });
    });

    test("list and group fit a phone", async () => {
      for (const path of ["/groups", "/groups/route-latency"]) {
        const { page } = await app.open("combined", path, { viewport: { width: 390, height: 800 } });
        await page.getByRole("link", { name: /^(Route latency|route-latency-eu-gold)$/ }).waitFor();
        await expectNoSidewaysScroll(page);
      }
    });
  });
}
