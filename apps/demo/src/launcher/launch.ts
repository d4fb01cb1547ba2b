import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Addresses } from "../company/addresses.ts";
import { SettingsError } from "../company/settings.ts";
import { provision } from "../provision/provision.ts";
import { solventClient, untilReady } from "../provision/solvent-client.ts";
import { boardWhenComplete } from "./board.ts";
import { type Child, startChild } from "./child.ts";
import { companyEnvironment, type LaunchSettings, solventEnvironment } from "./launch-settings.ts";
import { boardLines, welcome } from "./words.ts";

/** The demo could not start, or one of its parts ended; the message is for people. */
export class LaunchError extends Error {}

const HOST = "127.0.0.1";

/** Solvent says the same, but only after the company has been started and the build has been waited for. */
function checkPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      const busy = `Port ${port} is in use, perhaps by another Solvent. Stop that program or choose another port with SOLVENT_PORT.`;
      reject(error.code === "EADDRINUSE" ? new SettingsError(busy) : error);
    });
    probe.listen(port, HOST, () => probe.close(() => resolve()));
  });
}

function makeDataDir(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  // Whatever a checkout ignores already: nothing in here is meant for version control.
  writeFileSync(join(dataDir, ".gitignore"), "*\n");
}

export interface Launch {
  /** Rejects when the demo cannot start or a part of it ends; resolves when `signal` is aborted. */
  run(signal: AbortSignal): Promise<void>;
  /** Ends what was started, the last first. */
  stop(): Promise<void>;
}

/** Starts the company and Solvent, introduces them to each other, and watches both. */
export function makeLaunch(deps: { readonly settings: LaunchSettings; readonly say: (text: string) => void }): Launch {
  const { settings, say } = deps;
  const { root, dataDir } = settings;
  const started: Child[] = [];
  const launchedMs = performance.now();
  const guard = ["--enable-source-maps", "--import", join(root, "apps/demo/dist/end-with-launcher.js")];

  function start(name: string, file: string, env: NodeJS.ProcessEnv): Child {
    const logFile = join(dataDir, `${name.toLowerCase()}.log`);
    writeFileSync(logFile, "");
    const child = startChild({ name, program: [...guard, join(root, file)], env, cwd: root, logFile });
    started.push(child);
    return child;
  }

  /** Rejects as soon as one of the programs ends. */
  const whenOneEnds = (child: Child): Promise<never> =>
    child.ended.then((why) => {
      throw new LaunchError(`${child.name} ended unexpectedly (${why}). What it said last:\n${child.lastWords()}`);
    });

  async function openCompany(): Promise<Addresses> {
    const company = start("Company", "apps/demo/dist/company.js", companyEnvironment(settings));
    const line = await Promise.race([company.line(/^The company is open (\{.*\})$/), whenOneEnds(company)]);
    return JSON.parse(line) as Addresses;
  }

  async function introduce(addresses: Addresses, signal: AbortSignal): Promise<void> {
    const solvent = start("Solvent", "apps/api/dist/server.js", solventEnvironment(settings));
    const url = await Promise.race([solvent.line(/^Solvent is ready on (http:\S+)/), whenOneEnds(solvent)]);
    await untilReady(url, signal);
    const call = solventClient(url);
    const { objectives, changed } = await provision(call, addresses);
    say(welcome({ url, addresses, objectives, changed, dataDir }));
    const board = await boardWhenComplete(call, signal);
    say(boardLines(board, (performance.now() - launchedMs) / 1000));
  }

  return {
    async run(signal) {
      await checkPort(settings.solventPort);
      makeDataDir(dataDir);
      say("Opening the company ...");
      const addresses = await openCompany();
      say("Starting Solvent ...");
      const requested = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      const introduced = introduce(addresses, signal);
      // By now both programs have been started.
      await Promise.race([requested, introduced.then(() => requested), ...started.map(whenOneEnds)]);
    },
    async stop() {
      await Promise.all(started.toReversed().map((child) => child.stop()));
    },
  };
}
