import process from "node:process";
import { basePortOf, SettingsError } from "../company/settings.ts";
import { readCommand, USAGE, UsageError } from "./arguments.ts";
import { IncidentError, runCommand } from "./run-command.ts";

async function main(): Promise<number> {
  const command = readCommand(process.argv.slice(2));
  if (command.do === "help") {
    console.log(USAGE);
    return 0;
  }
  const control = `http://127.0.0.1:${basePortOf(process.env)}`;
  const done = await runCommand(command, { control, say: console.log, nowMs: Date.now });
  if (!done) console.error("The message that was waited for did not come.");
  return done ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
  else console.error(error instanceof IncidentError || error instanceof SettingsError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
