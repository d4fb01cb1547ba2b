import { describe, expect, it } from "vitest";
import { useBrowser } from "./use-browser.ts";

describe("useBrowser", () => {
  const browser = useBrowser();

  it("shows text that has a size, also on a system without fonts", async () => {
    const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
    await page.setContent("<h1>Error budget</h1>");
    const box = await page.getByRole("heading", { name: "Error budget" }).boundingBox();
    expect(box?.height).toBeGreaterThan(10);
  });

  it("gives each test pages that know nothing of the test before", async () => {
    const page = await browser.newPage({ locale: "fr-FR" });
    expect(await page.evaluate("navigator.language")).toBe("fr-FR");
    expect(page.context().pages()).toHaveLength(1);
  });
});
