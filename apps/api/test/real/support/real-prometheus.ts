import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A port that was free a moment ago: Prometheus cannot choose one itself. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

export interface RealPrometheus {
  readonly url: string;
  /** Ends the process and waits for it; the data stays until `remove`. */
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

async function untilReady(url: string, child: ChildProcess, log: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}:\n${log.slice(-15).join("")}`);
    const ready = await fetch(`${url}/-/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await wait(100);
  }
  throw new Error("prometheus did not become ready within a minute");
}

/** Debian's Prometheus on its own data directory. `blocksFrom` is OpenMetrics text that becomes its history. */
export async function realPrometheus(options: { readonly config: string; readonly blocksFrom?: string }): Promise<RealPrometheus> {
  const dir = mkdtempSync(path.join(tmpdir(), "solvent-prometheus-"));
  const data = path.join(dir, "data");
  const configFile = path.join(dir, "prometheus.yml");
  writeFileSync(configFile, options.config);
  if (options.blocksFrom !== undefined) {
    await run("promtool", ["tsdb", "create-blocks-from", "openmetrics", options.blocksFrom, data], { maxBuffer: 64 * 1024 * 1024 });
  }
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  const stop = async () => {
    if (child === null || child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
    child = null;
  };
  const start = async () => {
    const args = [`--config.file=${configFile}`, `--storage.tsdb.path=${data}`, `--web.listen-address=127.0.0.1:${port}`];
    const started = spawn("prometheus", [...args, "--storage.tsdb.retention.time=60d", "--log.level=warn"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const log: string[] = [];
    started.stderr.on("data", (chunk: Buffer) => log.push(String(chunk)));
    child = started;
    await untilReady(url, started, log);
  };
  await start();
  return {
    url,
    stop,
    start,
    remove: async () => {
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
