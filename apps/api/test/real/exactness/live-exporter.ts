import { once } from "node:events";
import http from "node:http";
import { CODES, type Code, type EventLog } from "./event-log.ts";

/** The same instances, alive: their counters go on from where the log ends. */
export interface LiveExporter {
  readonly port: number;
  /** Counts one more event of an instance. */
  count(instance: number, code: Code): void;
  scrapes(): number;
  close(): Promise<void>;
}

/** Final values of the last life of every instance. */
function finalCounts(log: EventLog): Record<Code, number>[] {
  return log.instances.map((instance) => {
    const life = instance.lives.at(-1);
    return {
      "200": life?.events["200"].length ?? 0,
      "404": life?.events["404"].length ?? 0,
      "500": life?.events["500"].length ?? 0,
    };
  });
}

export async function liveExporter(log: EventLog, metric: string): Promise<LiveExporter> {
  const counts = finalCounts(log);
  let scrapes = 0;
  const server = http.createServer((request, response) => {
    const index = Number(/^\/(\d+)$/.exec(request.url ?? "")?.[1] ?? Number.NaN);
    const of = counts[index];
    if (of === undefined) return response.writeHead(404).end();
    scrapes += 1;
    const lines = CODES.filter((code) => of[code] > 0 || code === "200").map((code) => `${metric}_total{code="${code}"} ${of[code]}\n`);
    return response
      .writeHead(200, { "content-type": "text/plain; version=0.0.4" })
      .end(`# TYPE ${metric}_total counter\n${lines.join("")}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    count: (instance, code) => {
      const of = counts[instance];
      if (of !== undefined) of[code] += 1;
    },
    scrapes: () => scrapes,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** One static target per instance; `__metrics_path__` picks the instance, the labels are those of the history. */
export const scrapeConfig = (log: EventLog, port: number): string =>
  [
    `global: { scrape_interval: ${log.options.scrapeSeconds}s, scrape_timeout: 5s }`,
    "scrape_configs:",
    "  - job_name: shop",
    "    honor_labels: true",
    "    static_configs:",
    ...log.instances.map(
      (instance, index) =>
        `      - { targets: ["127.0.0.1:${port}"], labels: { instance: "${instance.name}", __metrics_path__: "/${index}" } }`,
    ),
    "",
  ].join("\n");
