// Runs the parts of the Prisma CLI that are WebAssembly and JavaScript. The CLI insists that a native schema engine exists even
// for them, so it is shown an existing file; the commands that would really call the engine are refused, because some of them
// would then report success without having done anything.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import process from "node:process";

const ALLOWED = ["generate", "validate", "format"];
const [command, ...rest] = process.argv.slice(2);

if (command === undefined || !ALLOWED.includes(command) || rest.includes("--sql")) {
  console.error(`usage: node scripts/prisma.mjs ${ALLOWED.join(" | ")} [options, but not --sql]`);
  console.error("For migrations use: npx tsx scripts/prisma-migrations.ts check | new <name> | sql");
  process.exit(2);
}

const cli = createRequire(import.meta.url).resolve("prisma/build/index.js");
const env = {
  ...process.env,
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  CHECKPOINT_DISABLE: "1",
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
};
const { status, error } = spawnSync(process.execPath, [cli, command, ...rest], { stdio: "inherit", env });
if (error !== undefined) console.error(`prisma ${command} could not be started: ${error.message}`);
process.exit(status ?? 1);
