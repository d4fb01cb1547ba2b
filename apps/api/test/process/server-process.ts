import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const FROM_SOURCE = ["--import", "tsx", join(import.meta.dirname, "../../src/server.ts")];
const READY = /Solvent is ready on (http:\/\/\S+)/;

export interface ServerProcess {
  readonly child: ChildProcess;
  /** Everything printed so far: lines for people on stdout, the log on stderr. */
  readonly printed: { stdout: string; stderr: string };
  /** The address of the ready line; rejects when the process ends before. */
  readonly ready: Promise<string>;
  /** The exit code, or the name of the signal. */
  readonly ended: Promise<number | string | null>;
}

/** The real process with only these settings: from source, or what `program` (arguments of Node) says. */
export function startServer(env: Record<string, string>, program: readonly string[] = FROM_SOURCE): ServerProcess {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, program, { env: { PATH, HOME, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  const ended = new Promise<number | string | null>((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      printed.stdout += chunk;
      const url = READY.exec(printed.stdout)?.[1];
      if (url !== undefined) resolve(url);
    });
    ended.then((code) => reject(new Error(`ended with ${code}: ${printed.stderr}`)));
  });
  child.stderr.on("data", (chunk) => {
    printed.stderr += chunk;
  });
  ready.catch(() => undefined);
  return { child, printed, ready, ended };
}
