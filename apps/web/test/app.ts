import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { type TestBrowser, useBrowser } from "@solvent/testing/chromium";
import { afterAll, beforeAll, expect } from "vitest";
import { type FakeApi, makeFakeApi, type Scenario } from "./fake-api.ts";
import { type Served, serve } from "./serve.ts";
import { NOW_MS } from "./simulate.ts";

/** Below the runner's limit, so that a failure names the element that was waited for. */
const ACTION_TIMEOUT_MS = 8_000;

const WEB = join(import.meta.dirname, "..");

export type Page = Awaited<ReturnType<TestBrowser["newPage"]>>;
type PageOptions = NonNullable<Parameters<TestBrowser["newPage"]>[0]>;

export interface OpenPage {
  readonly page: Page;
  readonly api: FakeApi;
  /** Messages of level error, exceptions and policy violations so far. */
  readonly complaints: readonly string[];
}

export interface App {
  open(scenario: Scenario, path: string, options?: PageOptions): Promise<OpenPage>;
}

/** The built pages behind the product's policy, in a real Chromium, at a fixed instant seen from Paris. One build per test file. */
export function launchApp(): App {
  // biome-ignore lint/correctness/useHookAtTopLevel: it registers hooks of the test runner, it is not one of React
  const browser = useBrowser();
  let dist = "";
  let served: Served | null = null;
  beforeAll(async () => {
    dist = await mkdtemp(join(tmpdir(), "solvent-web-"));
    await buildInto(dist);
    served = await serve(dist);
  });
  afterAll(async () => {
    await served?.close();
    await rm(dist, { recursive: true, force: true });
  });
  return {
    async open(scenario, path, options = {}) {
      if (served === null) throw new Error("the app is served only within tests");
      const api = makeFakeApi(scenario);
      served.use(api);
      const page = await browser.newPage({
        viewport: { width: 1440, height: 1000 },
        timezoneId: "Europe/Paris",
        locale: "en-GB",
        ...options,
      });
      page.setDefaultTimeout(ACTION_TIMEOUT_MS);
      const complaints = listen(page);
      await page.clock.setFixedTime(NOW_MS);
      await page.goto(served.url + path);
      return { page, api, complaints };
    },
  };
}

/** In a process of its own, because the test runner's environment would make React build its development version. */
async function buildInto(outDir: string): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve("vite/package.json")), "bin/vite.js");
  const args = [vite, "build", "--outDir", outDir, "--emptyOutDir", "--logLevel", "error"];
  await promisify(execFile)(process.execPath, args, { cwd: WEB, env: { ...process.env, NODE_ENV: "production" } });
}

/** An answer that is refused on purpose is logged by the browser too; it is not a complaint about the page. */
const isRefusedRequest = (text: string): boolean => text.startsWith("Failed to load resource");

function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    const level = message.type();
    if ((level === "error" || level === "warning") && !isRefusedRequest(message.text())) complaints.push(`${level}: ${message.text()}`);
  });
  return complaints;
}

/** No error, no warning, no violated policy, one h1, one main. */
export async function expectSound({ page, complaints }: OpenPage): Promise<void> {
  expect(complaints).toEqual([]);
  expect(await page.locator("h1").count()).toBe(1);
  expect(await page.locator("main").count()).toBe(1);
  expect(await page.locator("style").count()).toBe(0);
}

/** How many ring, beside a link of the top bar. */
export const alarmCount = (page: Page, link: RegExp): Promise<string | null> =>
  page.getByRole("link", { name: link }).locator(".alarm-count").textContent();

/** Nothing reaches beyond the right edge, so that the page does not scroll sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(excess).toBeLessThanOrEqual(0);
}
