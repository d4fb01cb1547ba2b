import { join } from "node:path";
import process from "node:process";
import { type Browser, chromium, type LaunchOptions } from "playwright-core";
import { unpackChromium } from "./unpack-chromium.ts";

const CACHE = join(import.meta.dirname, "../../../../.cache");

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * A headless Chromium: the program that CHROMIUM_PATH names, else the one from npm (Linux x64), else the Chrome that is installed.
 * The first launch on a machine unpacks 200 MB, which takes some seconds.
 */
export async function launchBrowser(): Promise<Browser> {
  try {
    return await chromium.launch({ args: ARGS, ...(await findProgram()) });
  } catch (cause) {
    throw new Error("no browser could be started; set CHROMIUM_PATH to the program of a Chromium or Chrome", { cause });
  }
}

async function findProgram(): Promise<LaunchOptions> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH !== undefined && CHROMIUM_PATH !== "") return { executablePath: CHROMIUM_PATH };
  if (process.platform !== "linux" || process.arch !== "x64") return { channel: "chrome" };
  const { executablePath, env } = await unpackChromium(CACHE);
  return { executablePath, env: { ...env } };
}
