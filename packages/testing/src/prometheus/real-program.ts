import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** A server that the system's package manager installed. */
export interface RealProgram {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly command: string;
  /** Answers 2xx once the program is ready. */
  readonly readyPath: string;
  /** Its flags, once its folder and its address on loopback are known; the folder is gone after `stop`. */
  flags(at: { readonly folder: string; readonly address: string }): Promise<readonly string[]>;
}

const READY_ATTEMPTS = 200;
const LAST_WORDS = 4000;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** Starts a program on loopback. Fails loudly when it is not there. */
export async function startRealProgram({ command, readyPath, flags }: ProgramOptions): Promise<RealProgram> {
  const folder = await mkdtemp(join(tmpdir(), `solvent-${command}-`));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(command, await flags({ folder, address }), { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString("utf8")}`.slice(-LAST_WORDS);
  });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", (error) => {
      said = error.message;
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < READY_ATTEMPTS; attempt += 1) {
    if (await isReady(`http://${address}${readyPath}`)) return { url: `http://${address}`, stop };
    if (child.exitCode !== null || child.pid === undefined) break;
    await delay(100);
  }
  await stop();
  throw new Error(`${command} did not start: ${said}`);
}
