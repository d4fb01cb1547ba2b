import { parseArgs } from "node:util";
import { elasticsearchSimulation } from "./elasticsearch.ts";
import type { RunningSimulation, Simulation } from "./kind.ts";
import { signalFxSimulation } from "./signalfx.ts";
import { wazuhSimulation } from "./wazuh.ts";

/**
 * A data source to play with, as its own process: `npm run sim -- <kind> [--port 9400]`. Prints the address, what to connect with and an
 * example query, and goes on until it is interrupted. Only reachable from this machine, whose addresses Solvent asks when it is allowed to.
 */
const SIMULATIONS: readonly Simulation[] = [signalFxSimulation, elasticsearchSimulation, wazuhSimulation];

const kinds = SIMULATIONS.map(({ kind }) => kind).join(", ");

function explain(kind: string, { address, connect, example }: RunningSimulation): string {
  const lines = [
    `${kind} is simulated at ${address}`,
    "",
    "Connect with",
    ...connect.map((line) => `  ${line}`),
    "",
    "For example",
    example,
  ];
  return `${lines.join("\n")}\n`;
}

function fail(message: string): never {
  process.stderr.write(`${message}\nusage: npm run sim -- <kind> [--port <number>]   kinds: ${kinds}\n`);
  process.exit(2);
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { port: { type: "string", default: "0" } } });
const [kind] = positionals;
const simulation = SIMULATIONS.find((one) => one.kind === kind);
if (simulation === undefined) fail(kind === undefined ? "which kind of data source?" : `there is no simulation of ${kind}`);
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) fail(`${values.port} is no port`);

const running = await simulation.start(port);
process.stdout.write(explain(simulation.kind, running));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void running.stop().then(() => process.exit(0)));
