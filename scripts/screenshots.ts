// Pictures of the running demo for the documents, into docs/images: npm run screenshots
// Starts a demo of its own (ports 4680 and above, a new data directory), waits for its board, starts an incident, and ends it all.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { launchBrowser } from "../packages/testing/src/chromium/launch-browser.ts";

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

const ROOT = resolve(import.meta.dirname, "..");
const IMAGES = join(ROOT, "docs/images");
const SOLVENT = "http://127.0.0.1:4680";
const SLACK = "http://127.0.0.1:4691";
const READY_WITHIN_MS = 180_000;
const MESSAGE_WITHIN_MS = 240_000;

interface Shot {
  readonly name: string;
  readonly url: string;
  readonly theme: "light" | "dark";
  readonly width: number;
  readonly height: number;
}

async function answer<T>(url: string): Promise<T | null> {
  const response = await fetch(url).catch(() => null);
  return response?.ok === true ? ((await response.json()) as T) : null;
}

async function until(what: string, limitMs: number, holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`not within ${limitMs / 1000} s: ${what}`);
    await sleep(1_000);
  }
}

async function boardIsComplete(): Promise<boolean> {
  const board = await answer<{ items: { state: string }[] }>(`${SOLVENT}/api/v1/objectives?limit=50`);
  return board !== null && board.items.length >= 8 && board.items.every(({ state }) => state !== "provisional");
}

const messageCount = async (): Promise<number> => (await answer<{ messages: unknown[] }>(`${SLACK}/messages`))?.messages.length ?? 0;

function startDemo(dataDir: string): ChildProcess {
  const env = { ...process.env, SOLVENT_PORT: "4680", DEMO_PORT: "4690", SOLVENT_DATA_DIR: dataDir };
  return spawn(process.execPath, [join(ROOT, "scripts/demo.mjs")], { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] });
}

async function startIncident(): Promise<void> {
  const env = { ...process.env, DEMO_PORT: "4690" };
  const [code] = await once(
    spawn(process.execPath, [join(ROOT, "scripts/demo-incident.mjs")], { cwd: ROOT, env, stdio: "inherit" }),
    "exit",
  );
  if (code !== 0) throw new Error("the incident could not be started");
}

async function shoot(browser: Browser, { name, url, theme, width, height }: Shot): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, timezoneId: "Europe/Paris" });
  const page = await context.newPage();
  await page.goto(url, { waitUntil: "domcontentloaded" });
  // The stream of live updates never ends, so that the network is never idle.
  await page.locator("h1").first().waitFor();
  await sleep(1_500);
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
  await context.close();
}

const WIDE = { width: 1440, height: 900 } as const;

async function main(): Promise<void> {
  mkdirSync(IMAGES, { recursive: true });
  const dataDir = mkdtempSync(join(tmpdir(), "solvent-screenshots-"));
  const demo = startDemo(dataDir);
  const ended = once(demo, "exit");
  try {
    await until("the board is complete", READY_WITHIN_MS, boardIsComplete);
    const before = await messageCount();
    await startIncident();
    await until("the message has arrived", MESSAGE_WITHIN_MS, async () => (await messageCount()) > before);
    const browser = await launchBrowser();
    const shots: readonly Shot[] = [
      { name: "board-light", url: `${SOLVENT}/`, theme: "light", ...WIDE },
      { name: "board-dark", url: `${SOLVENT}/`, theme: "dark", ...WIDE },
      { name: "objective-light", url: `${SOLVENT}/objectives/checkout-availability`, theme: "light", width: 1440, height: 1400 },
      { name: "alerts-light", url: `${SOLVENT}/alerts`, theme: "light", ...WIDE },
      { name: "slack-light", url: `${SLACK}/`, theme: "light", width: 900, height: 900 },
    ];
    for (const shot of shots) await shoot(browser, shot);
    await browser.close();
  } finally {
    demo.kill("SIGTERM");
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await main();
