import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { launchBrowser } from "./launch-browser.ts";

export interface TestBrowser {
  /** A page in a context of its own, which closes after the test. */
  newPage(options?: BrowserContextOptions): Promise<Page>;
}

/** One browser for the tests of the file or `describe` block that calls this. */
export function useBrowser(): TestBrowser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
  });
  afterAll(() => browser?.close());
  return {
    async newPage(options = {}) {
      if (browser === undefined) throw new Error("the browser exists only within hooks and tests");
      const context = await browser.newContext(options);
      return context.newPage();
    },
  };
}
