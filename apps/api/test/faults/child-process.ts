import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** Bundles an entry of this folder, so that a child starts within a fraction of a second. Packages from npm are found beside it. */
export async function bundleChild(entry: string): Promise<string> {
  const directory = join(ROOT, "node_modules", ".cache", "solvent-faults");
  mkdirSync(directory, { recursive: true });
  const outfile = join(directory, `${entry}-${process.pid}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`./${entry}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "warning",
    plugins: [
      {
        name: "npm-packages-stay-outside",
        setup({ onResolve }) {
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === "entry-point" || path.startsWith("@solvent/") ? undefined : { path, external: true },
          );
        },
      },
    ],
  });
  return outfile;
}

export interface Child {
  readonly pid: number;
  /** Standard error so far. */
  errors(): string;
  /** Resolves when the child has printed the line, now or before; rejects when it ends without. */
  said(line: string): Promise<void>;
  /** SIGKILL: nothing of the child runs any more when this resolves. */
  kill(): Promise<void>;
  /** SIGTERM, until the child has ended by itself. */
  terminate(): Promise<void>;
  ended(): Promise<number | null>;
}

export function startChild(file: string, args: readonly string[]): Child {
  const child: ChildProcess = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const exit = once(child, "exit").then(([code]: (number | null)[]) => code ?? null);
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      for (const listener of listeners) listener();
    });
  }
  const said = (line: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (!lines.includes(line)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void exit.then((code) => reject(new Error(`the child ended with ${code} before it said "${line}": ${stderr}`)));
    });
  async function end(signal: NodeJS.Signals): Promise<void> {
    child.kill(signal);
    await exit;
  }
  return {
    pid: child.pid ?? 0,
    errors: () => stderr,
    said,
    kill: () => end("SIGKILL"),
    terminate: () => end("SIGTERM"),
    ended: () => exit,
  };
}
