import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../../../packages/testing/src/prometheus/main.ts", import.meta.url));
const TSX = import.meta.resolve("tsx");

export interface SimulatorProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** The simulated Prometheus in a process of its own, so that its work is not counted as ours. */
export async function startSimulatorProcess(settings: object): Promise<SimulatorProcess> {
  const child = spawn(process.execPath, ["--import", TSX, MAIN, JSON.stringify(settings)], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, "line"), ended.then(() => null)]);
  if (first === null) throw new Error("the simulator ended before it listened");
  const { url } = JSON.parse(String(first[0])) as { url: string };
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
