import { makeFleet } from "./fleet.ts";
import type { SimulatedServer } from "./manners.ts";
import type { SimulatedHistory } from "./model.ts";
import { startPrometheusSimulator } from "./simulator.ts";

/**
 * The simulator as its own process. The one argument is JSON: a fleet ({"services":500,"seriesPerService":40}) or a whole
 * history ({"families":[...]}), with seed, startSeconds, scrapeSeconds, latencyMs, port, majorVersion and server ("victoriametrics", "thanos", "mimir"). Prints {"url":"..."}.
 */
interface Settings {
  readonly seed?: number;
  readonly startSeconds?: number;
  readonly scrapeSeconds?: number;
  readonly services?: number;
  readonly seriesPerService?: number;
  readonly families?: SimulatedHistory["families"];
  readonly latencyMs?: number;
  readonly port?: number;
  readonly majorVersion?: 2 | 3;
  readonly server?: SimulatedServer;
}

const DAYS_OF_HISTORY = 31;
const settings = JSON.parse(process.argv[2] ?? "{}") as Settings;
const seed = settings.seed ?? 1;
const startSeconds = settings.startSeconds ?? Math.floor(Date.now() / 1000) - DAYS_OF_HISTORY * 86_400;
const fleet = {
  seed,
  startSeconds,
  services: settings.services ?? 10,
  seriesPerService: settings.seriesPerService ?? 8,
  scrapeSeconds: settings.scrapeSeconds ?? 15,
};
const simulator = await startPrometheusSimulator({
  ...(settings.families === undefined ? makeFleet(fleet) : { seed, startSeconds, families: settings.families }),
  latencyMs: settings.latencyMs ?? 0,
  majorVersion: settings.majorVersion ?? 2,
  server: settings.server ?? "prometheus",
  port: settings.port ?? 0,
  now: () => Date.now(),
});
process.stdout.write(`${JSON.stringify({ url: simulator.url })}\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void simulator.stop().then(() => process.exit(0)));
