import { type RealProgram, startRealProgram } from "./real-program.ts";

export interface RealVictoriaMetrics extends RealProgram {
  /** Adds samples: OpenMetrics text, with timestamps in seconds. They can be queried at once. */
  load(openMetrics: string): Promise<void>;
}

const LINES_AT_ONCE = 50_000;

/** Samples of OpenMetrics text as VictoriaMetrics takes them: times in milliseconds, no end mark. */
const toMilliseconds = (line: string): string =>
  line.replace(/ (\d+(?:\.\d+)?)$/, (_, seconds: string) => ` ${Math.round(Number(seconds) * 1000)}`);

async function send(url: string, body?: string): Promise<void> {
  const answer = await fetch(url, body === undefined ? {} : { method: "POST", body });
  if (!answer.ok) throw new Error(`${url}: HTTP ${answer.status} ${await answer.text()}`);
}

/** The VictoriaMetrics that the system's package manager installed, on loopback and empty. Fails loudly when the program is not there. */
export async function startRealVictoriaMetrics(): Promise<RealVictoriaMetrics> {
  const program = await startRealProgram({
    command: "victoria-metrics",
    readyPath: "/health",
    flags: async ({ folder, address }) => [
      `-storageDataPath=${folder}/data`,
      `-httpListenAddr=${address}`,
      "-retentionPeriod=10y",
      "-loggerLevel=ERROR",
    ],
  });
  return {
    ...program,
    async load(openMetrics) {
      const lines = openMetrics.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
      for (let start = 0; start < lines.length; start += LINES_AT_ONCE) {
        const some = lines.slice(start, start + LINES_AT_ONCE).map(toMilliseconds);
        await send(`${program.url}/api/v1/import/prometheus`, `${some.join("\n")}\n`);
      }
      await send(`${program.url}/internal/force_flush`);
    },
  };
}
