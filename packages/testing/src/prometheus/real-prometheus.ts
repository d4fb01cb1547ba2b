import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type RealProgram, startRealProgram } from "./real-program.ts";

export type RealPrometheus = RealProgram;

/**
 * The Prometheus that the system's package manager installed, on loopback. `openMetrics` becomes its history; `config` is its
 * configuration file, by default one that scrapes nothing; `features` are those that have to be asked for. Fails loudly when the program is not there.
 */
export const startRealPrometheus = (options: {
  readonly openMetrics?: string;
  readonly config?: string;
  readonly features?: readonly string[];
}): Promise<RealPrometheus> =>
  startRealProgram({
    command: "prometheus",
    readyPath: "/-/ready",
    async flags({ folder, address }) {
      const data = join(folder, "data");
      await writeFile(join(folder, "prometheus.yml"), options.config ?? "global: {}\n");
      if (options.openMetrics !== undefined) {
        await writeFile(join(folder, "history.om"), options.openMetrics);
        await promisify(execFile)("promtool", ["tsdb", "create-blocks-from", "openmetrics", join(folder, "history.om"), data], {
          maxBuffer: 2 ** 26,
        });
      }
      return [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${data}`,
        `--web.listen-address=${address}`,
        "--storage.tsdb.retention.time=10y",
        "--log.level=error",
        ...(options.features ?? []).map((feature) => `--enable-feature=${feature}`),
      ];
    },
  });
