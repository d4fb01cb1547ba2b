import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

export interface RealPrometheus {
  readonly url: string;
  stop(): Promise<void>;
}

const READY_ATTEMPTS = 200;

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
    return (await fetch(`${url}/-/ready`)).ok;
  } catch {
    return false;
  }
}

/**
 * The Prometheus that the system's package manager installed, on loopback. `openMetrics` becomes its history; `config` is its
 * configuration file, by default one that scrapes nothing; `features` are those that have to be asked for. Fails loudly when the program is not there.
 */
export async function startRealPrometheus(options: {
  readonly openMetrics?: string;
  readonly config?: string;
  readonly features?: readonly string[];
}): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), "solvent-prometheus-"));
  const data = join(folder, "data");
  await writeFile(join(folder, "prometheus.yml"), options.config ?? "global: {}\n");
  if (options.openMetrics !== undefined) {
    await writeFile(join(folder, "history.om"), options.openMetrics);
    await promisify(execFile)("promtool", ["tsdb", "create-blocks-from", "openmetrics", join(folder, "history.om"), data], {
      maxBuffer: 2 ** 26,
    });
  }
  const port = await freePort();
  const flags = [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--storage.tsdb.retention.time=10y",
    "--log.level=error",
    ...(options.features ?? []).map((feature) => `--enable-feature=${feature}`),
  ];
  const child = spawn("prometheus", flags, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString("utf8")}`.slice(-4000);
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < READY_ATTEMPTS; attempt += 1) {
    if (await isReady(url)) return { url, stop };
    if (child.exitCode !== null) break;
    await delay(100);
  }
  await stop();
  throw new Error(`prometheus did not start: ${said}`);
}
