import { resolve } from "node:path";
import process from "node:process";
import { SettingsError } from "../company/settings.ts";
import { ProvisionError } from "../provision/provision.ts";
import { LaunchError, makeLaunch } from "./launch.ts";
import { launchSettings } from "./launch-settings.ts";

/** The same from `src/launcher` and, one folder higher, from the bundle in `dist`; `scripts/demo.mjs` starts it from the root. */
const ROOT = resolve(process.cwd());

/** npm passes Ctrl-C on that the terminal has sent to everybody already. */
const SAME_SIGNAL_MS = 1000;

function explain(error: unknown): unknown {
  const known = [SettingsError, LaunchError, ProvisionError].some((kind) => error instanceof kind);
  return known && error instanceof Error ? error.message : error;
}

async function main(): Promise<number> {
  const launch = makeLaunch({ settings: launchSettings(process.env, ROOT), say: console.log });
  const abort = new AbortController();
  let askedMs = 0;
  const onSignal = (): void => {
    if (!abort.signal.aborted) {
      askedMs = performance.now();
      console.log("\nStopping ...");
      abort.abort(new Error("asked to stop"));
    } else if (performance.now() - askedMs > SAME_SIGNAL_MS) void launch.stop();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  try {
    await launch.run(abort.signal);
    return 0;
  } catch (error) {
    if (abort.signal.aborted) return 0;
    console.error(explain(error));
    return 1;
  } finally {
    await launch.stop();
  }
}

process.exit(
  await main().catch((error: unknown) => {
    console.error(explain(error));
    return 1;
  }),
);
