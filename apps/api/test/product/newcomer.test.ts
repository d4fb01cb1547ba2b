import type { CheckResult, ObjectiveStatus } from "@solvent/api-contract";
import { formatDurationMinutes } from "@solvent/domain";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { expectedCheck, expectedTiles, WINDOW_MINUTES } from "./expected-figures.ts";
import { type Product, useProductHome } from "./product.ts";
import { definition, minuteOf, type Shop, startShop, TOTAL } from "./shop.ts";
import { nextAnswer, type Page, pasteDefinition, useVisitors } from "./visitor.ts";

const visitors = useVisitors();
const home = useProductHome();
let shop: Shop;
let product: Product;
beforeAll(async () => {
  shop = await startShop({ days: 5 });
  product = await home.start({ SOLVENT_BACKFILL_DAYS: "4" });
});
afterAll(() => shop.simulator.stop());

/** From the empty board over the welcome page to the editor. */
async function connect(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1, name: "No objective yet" }).waitFor();
  await page.getByRole("link", { name: "Connect a source" }).click();
  await page.getByRole("heading", { level: 1, name: "Welcome. Where are your metrics?" }).waitFor();
  await page.getByRole("link", { name: "Prometheus", exact: true }).click();
  await page.getByLabel("Address", { exact: true }).fill(shop.simulator.url);
  await page.getByRole("button", { name: "Test connection" }).click();
  await page.locator(".test-verdict", { hasText: "It answers. Prometheus 2.42.0" }).waitFor();
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.waitForURL(/\/define\?source=/);
}

/** Pastes a text whose last query lacks its end, is shown where, and puts it right there. */
async function defineWithMistake(page: Page): Promise<void> {
  await pasteDefinition(page, definition().replace(TOTAL, TOTAL.slice(0, -1)));
  const diagnostic = page.locator(".diagnostics li");
  await diagnostic.waitFor();
  expect(await diagnostic.textContent()).toMatch(/^35:56.*the "\{" before it needs a "\}"/);
  expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  await diagnostic.getByRole("button").click();
  await page.keyboard.type("}");
  await page.locator(".verdict", { hasText: "Saving would create 2" }).waitFor();
}

async function check(page: Page): Promise<void> {
  const { objectives } = await nextAnswer<CheckResult>(page, "/check", () =>
    page.getByRole("button", { name: "Check against the source" }).click(),
  );
  const { probe, lastDay } = objectives[0] ?? {};
  expect(probe).toMatchObject({ seriesFound: 6, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] });
  const [from, to] = [minuteOf(lastDay?.from ?? ""), minuteOf(lastDay?.to ?? "")];
  const day = shop.happened(from, to);
  expect(to - from).toBe(WINDOW_MINUTES);
  expect(lastDay).toMatchObject({ good: day.good, total: day.total, bad: day.bad });
  expect(lastDay?.coverage).toMatchObject({ counted: day.known, missing: WINDOW_MINUTES - day.known });
  const checked = page.locator(".checked-one");
  await checked.getByText("6 series found, a sample every 15\u202fs").waitFor();
  await checked.getByText("Counted from raw samples: exact").waitFor();
  expect(await checked.locator(".figures dd").allTextContents()).toEqual(expectedCheck(day));
}

/** The source is slow while the objective is saved, so that back-filling can be seen. */
async function saveAndWatch(page: Page): Promise<void> {
  shop.simulator.plan([{ fault: { do: "slow", milliseconds: 4_000 } }]);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Saved: created 2" }).waitFor();
  await page.getByRole("link", { name: "Open the board" }).click();
  const row = page.locator("tr.row", { hasText: "Checkout availability" });
  await row.getByText(/back-filling, \d+\u202f% read/).waitFor();
  expect(await row.locator(".state").textContent()).toBe("Provisional");
  shop.simulator.plan([]);
  await row.locator(".state", { hasText: "On target" }).waitFor();
}

async function readTiles(page: Page) {
  const tile = (label: RegExp, part: ".v" | ".h") =>
    page
      .locator(".tile", { has: page.locator(".l", { hasText: label }) })
      .locator(part)
      .textContent();
  return {
    budget: await tile(/^Budget left/, ".v"),
    budgetHint: await tile(/^Budget left/, ".h"),
    sli: await tile(/^SLI/, ".v"),
    burns: await page.locator(".burns dd").allTextContents(),
    coverage: await tile(/^Coverage/, ".v"),
    coverageHint: await tile(/^Coverage/, ".h"),
  };
}

/** Loads the page that is open and compares every figure with what really happened over the window that its answer names. */
async function expectTruth(page: Page): Promise<void> {
  const address = page.url();
  // From a blank page, so that no answer to what is open now comes in between.
  await page.goto("about:blank");
  const status = await nextAnswer<ObjectiveStatus>(page, "/status", () => page.goto(address));
  const [from, to] = [minuteOf(status.window.from), minuteOf(status.window.to)];
  const { good, total, bad } = shop.happened(from, to);
  expect({ good: status.good, total: status.total, bad: status.bad }).toEqual({ good, total, bad });
  await page.locator(".tile").first().waitFor();
  // The next minute may come while the page is read: then it shows that one.
  let shown = to;
  page.on("response", async (answer) => {
    if (answer.url().endsWith("/status") && answer.ok()) shown = minuteOf(((await answer.json()) as ObjectiveStatus).window.to);
  });
  await vi.waitFor(async () => expect(await readTiles(page)).toEqual(expectedTiles(shop, shown)), { timeout: 20_000 });
}

async function expectCharts(page: Page): Promise<void> {
  const burnDown = page.getByRole("figure", { name: /Budget burn-down: .* left, 1 gap/ });
  const to = minuteOf((await product.call("getStatus", { params: { name: "checkout-availability" } })).window.to);
  const missing = WINDOW_MINUTES - shop.happened(to - WINDOW_MINUTES, to).known;
  await burnDown.getByText(`no data ${formatDurationMinutes(missing)}`).waitFor();
  for (const figure of [burnDown, page.getByRole("figure", { name: /Burn rate/ })]) {
    await figure.locator(".recharts-line-curve").first().waitFor();
    expect(await figure.locator(".gap-band").count()).toBe(1);
  }
}

/** The page's ground, after the system's colours changed to these. */
async function groundIn(page: Page, colorScheme: "light" | "dark"): Promise<string> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
  expect(await page.locator("h1").isVisible()).toBe(true);
  return page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
}

test("a newcomer goes from nothing to the first number, and every number on the way is the truth", { timeout: 240_000 }, async () => {
  const { page, complaints } = await visitors.arrive(product.url);
  await connect(page);
  await defineWithMistake(page);
  await check(page);
  await saveAndWatch(page);
  expect(await groundIn(page, "dark")).not.toBe(await groundIn(page, "light"));

  await page.getByRole("link", { name: "Checkout availability" }).click();
  await page.getByRole("heading", { level: 1, name: "Checkout availability" }).waitFor();
  await expectTruth(page);
  await expectCharts(page);
  expect(await groundIn(page, "dark")).not.toBe(await groundIn(page, "light"));
  expect(complaints).toEqual([]);
});
