// `npm run demo:incident`: breaks something in the demo company that `npm run demo` has started.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const COMMAND = join(dirname(dirname(fileURLToPath(import.meta.url))), "apps/demo/dist/incident.js");

if (!existsSync(COMMAND)) {
  console.error("The demo has not been built yet. Start it with: npm run demo");
  process.exit(1);
}
await import(pathToFileURL(COMMAND).href);
