// `npm run demo`: builds what has changed and starts the demo company with a Solvent of its own. Kept to syntax and modules that old
// versions of Node understand, so that they get to the message about their version.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

function fail(message) {
  console.error(message);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Solvent needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`);
}

/** Turborepo leaves alone what has not changed. */
function build() {
  const turbo = join(ROOT, "node_modules/turbo/bin/turbo");
  if (!existsSync(turbo)) fail("The dependencies of Solvent are not installed. Run: npm ci");
  console.log("Building Solvent and the demo ...");
  const packages = ["api", "web", "demo"].map((name) => `--filter=@solvent/${name}`);
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", TURBO_NO_UPDATE_NOTIFIER: "1" };
  const args = [turbo, "run", "build", ...packages, "--output-logs=errors-only"];
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: "utf8" });
  if (status !== 0) fail(`The build failed.\n${error ? error.message : `${stdout}\n${stderr}`}`);
}

checkNode();
process.chdir(ROOT);
build();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(ROOT, "apps/demo/dist/demo.js")).href);
