import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";

const REPOSITORY = join(import.meta.dirname, "../../../..");

export interface SolventProcess {
  readonly url: string;
  readonly adopted: boolean;
  /** Sends the signal to the whole process group, as a terminal does, and waits for the next line of output. */
  interrupt(): Promise<string>;
  /** Kills the process without giving it a chance to clear up. */
  kill(): Promise<void>;
}

/** Runs start-process.ts in a process group of its own and waits until its server is there. */
export async function startSolventProcess(dataDir: string, then: "wait" | "exit"): Promise<SolventProcess> {
  const program = join(import.meta.dirname, "start-process.ts");
  const child = spawn(process.execPath, ["--import", "tsx", program, dataDir, then], {
    cwd: REPOSITORY,
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { url, adopted } = JSON.parse(await nextLine(lines)) as { url: string; adopted: boolean };
  if (then === "exit") await ended;
  return {
    url,
    adopted,
    interrupt() {
      process.kill(-pidOf(child), "SIGINT");
      return nextLine(lines);
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function nextLine(lines: AsyncIterator<string>): Promise<string> {
  const { value, done } = await lines.next();
  if (done === true) throw new Error("the process ended before it said anything");
  return value;
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("the process did not start");
  return child.pid;
}
