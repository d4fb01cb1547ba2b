import { type TestBrowser, useBrowser } from "@solvent/testing/chromium";

/** Below the runner's limit, so that a failure names the element that was waited for. */
const ACTION_TIMEOUT_MS = 30_000;

export type Page = Awaited<ReturnType<TestBrowser["newPage"]>>;

export interface Visitor {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions and violated policies so far. */
  readonly complaints: readonly string[];
}

/** People who come with a browser, one per test. */
export function useVisitors(): { arrive(url: string): Promise<Visitor> } {
  const browser = useBrowser();
  return {
    async arrive(url) {
      const page = await browser.newPage({
        viewport: { width: 1440, height: 1000 },
        locale: "en-GB",
        timezoneId: "Europe/Paris",
        permissions: ["clipboard-read", "clipboard-write"],
      });
      page.setDefaultTimeout(ACTION_TIMEOUT_MS);
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
      });
      await page.goto(url);
      return { page, complaints };
    },
  };
}

/** Replaces what the editor holds by pasting. */
export async function pasteDefinition(page: Page, text: string): Promise<void> {
  await page.locator(".cm-content").click();
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+V");
}

/** What the server answers to the page's next request to an address that ends so. */
export async function nextAnswer<T>(page: Page, ending: string, act: () => Promise<unknown>): Promise<T> {
  const [response] = await Promise.all([page.waitForResponse((one) => one.url().endsWith(ending) && one.ok()), act()]);
  return (await response.json()) as T;
}
