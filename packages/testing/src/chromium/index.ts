export { launchBrowser } from "./launch-browser.ts";
export { type Chromium, unpackChromium } from "./unpack-chromium.ts";
export { type TestBrowser, useBrowser } from "./use-browser.ts";
