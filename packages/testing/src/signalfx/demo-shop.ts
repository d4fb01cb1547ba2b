import { type SimulatedMts, seededCount } from "./model.ts";

export interface DemoShopOptions {
  readonly services: readonly string[];
  readonly regions: readonly string[];
}

const STEP_SECONDS = 10;
const HOUR_MS = 3_600_000;
/** A few minutes of trouble at the begin of every sixth hour. */
const TROUBLE_HOURS = 6;
const TROUBLE_MS = 8 * 60_000;

const inTrouble = (atMs: number): boolean => Math.floor(atMs / HOUR_MS) % TROUBLE_HOURS === 0 && atMs % HOUR_MS < TROUBLE_MS;

function requests(service: string, region: string, code: "200" | "500"): SimulatedMts {
  const seed = `${service}/${region}/${code}`;
  return {
    metric: "http.requests",
    dimensions: { service, region, code },
    type: "COUNTER",
    stepSeconds: STEP_SECONDS,
    valueAt: (atMs) => {
      if (code === "200") return 40 + seededCount(seed, atMs, 40);
      return inTrouble(atMs) ? 1 + seededCount(seed, atMs, 5) : Number(seededCount(seed, atMs, 40) === 0);
    },
  };
}

const queue = (service: string): SimulatedMts => ({
  metric: "queue.length",
  dimensions: { service, queue: "orders" },
  type: "GAUGE",
  stepSeconds: STEP_SECONDS,
  valueAt: (atMs) => seededCount(`queue/${service}`, atMs, 90) + (inTrouble(atMs) ? 60 : 0),
});

/** Requests and queues of a shop at any time: what happens is a function of the time. */
export function demoShop({ services, regions }: DemoShopOptions): SimulatedMts[] {
  const counters = services.flatMap((service) =>
    regions.flatMap((region) => (["200", "500"] as const).map((code) => requests(service, region, code))),
  );
  return [...counters, ...services.map(queue)];
}
