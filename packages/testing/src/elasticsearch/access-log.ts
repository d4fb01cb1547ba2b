import type { Source } from "./document.ts";
import type { SimulatedIndex } from "./simulated-index.ts";

export interface AccessLogOptions {
  readonly seed: number;
  readonly firstMinute: number;
  /** Requests of one service in a minute, on average. */
  readonly perMinute: number;
  readonly services: readonly string[];
  /** Share of requests that fail. */
  readonly badShare?: number;
  /** Minutes in which nothing arrives at all, not even the heartbeat of the shipper. */
  readonly isDead?: (minute: number) => boolean;
  readonly name?: string;
}

/** In [0, 1), the same for the same numbers. */
export function randomOf(...numbers: readonly number[]): number {
  let hash = 2_166_136_261;
  for (const number of numbers) {
    hash = Math.imul(hash ^ (number & 0xffff), 16_777_619);
    hash = Math.imul(hash ^ (number >>> 16), 16_777_619);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2_246_822_507);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 2 ** 32;
}

const SLOW_SHARE = 0.04;

/** Parts of which many documents have the same one: once each, so that a month of documents fits into memory. */
const shared = new Map<string, Source>();

function share(key: string, make: () => Source): Source {
  const part = shared.get(key) ?? make();
  shared.set(key, part);
  return part;
}

const httpOf = (method: string, status: number): Source =>
  share(`http ${method} ${status}`, () => ({ request: { method }, response: { status_code: status } }));
const serviceOf = (name: string): Source => share(`service ${name}`, () => ({ name }));
const urlOf = (path: string): Source => share(`url ${path}`, () => ({ path }));

function requestOf(options: AccessLogOptions, service: number, minute: number, place: number): Source {
  const random = (what: number): number => randomOf(options.seed, service, minute, place, what);
  const atMs = minute * 60_000 + Math.floor(random(1) * 60_000);
  const isBad = random(2) < (options.badShare ?? 0.02);
  const milliseconds = random(3) < SLOW_SHARE ? 400 + random(4) * 2000 : 20 + random(4) * 250;
  return {
    "@timestamp": new Date(atMs).toISOString(),
    event: { ingested: new Date(atMs + 500 + Math.floor(random(5) * 8000)).toISOString(), duration: Math.round(milliseconds * 1e6) },
    service: serviceOf(options.services[service] ?? ""),
    http: httpOf(random(6) < 0.2 ? "POST" : "GET", isBad ? 503 : random(7) < 0.1 ? 404 : 200),
    url: urlOf(random(8) < 0.5 ? "/cart" : "/search"),
    message: isBad ? "upstream timed out (110: Connection timed out)" : "request served",
  };
}

const heartbeat = (minute: number): Source => ({
  "@timestamp": new Date(minute * 60_000 + 5000).toISOString(),
  event: { ingested: new Date(minute * 60_000 + 5500).toISOString(), kind: "heartbeat" },
  message: "shipper is alive",
});

/** Documents of one minute: the requests of every service, and one heartbeat of the shipper. */
export function accessLogOf(options: AccessLogOptions, minute: number): readonly Source[] {
  if (options.isDead?.(minute) === true) return [];
  const documents = options.services.flatMap((_name, service) => {
    const count = Math.floor(
      options.perMinute * (0.5 + randomOf(options.seed, service, minute, 9)) + randomOf(options.seed, service, minute, 10),
    );
    return Array.from({ length: count }, (_, place) => requestOf(options, service, minute, place));
  });
  return [...documents, heartbeat(minute)];
}

/** A data stream with the access log of several services. */
export const makeAccessLog = (options: AccessLogOptions): SimulatedIndex => ({
  name: options.name ?? "logs-nginx.access-default",
  dataStream: true,
  mapping: {
    "@timestamp": "date",
    "event.ingested": "date",
    "event.duration": "long",
    "event.kind": "keyword",
    "service.name": "keyword",
    "http.request.method": "keyword",
    "http.response.status_code": "long",
    "url.path": "keyword",
    message: "text",
    "message.keyword": "keyword",
  },
  firstMinute: options.firstMinute,
  documentsOf: (minute) => accessLogOf(options, minute),
});

/** An index of documents that already hold counts, one a minute. */
export const makeCountedIndex = (options: AccessLogOptions): SimulatedIndex => ({
  name: "metrics-checkout",
  mapping: {
    "@timestamp": "date",
    "service.name": "keyword",
    "requests.count": "long",
    "requests.succeeded": "long",
    "cpu.usage": "double",
  },
  firstMinute: options.firstMinute,
  documentsOf(minute) {
    if (options.isDead?.(minute) === true) return [];
    const count = Math.floor(options.perMinute * (0.5 + randomOf(options.seed, minute, 20)));
    const failed = Math.floor(count * (options.badShare ?? 0.02) * 2 * randomOf(options.seed, minute, 21));
    return options.services.map((name, service) => ({
      "@timestamp": new Date(minute * 60_000 + 1000 * service).toISOString(),
      service: { name },
      requests: { count, succeeded: count - failed },
      cpu: { usage: 0.2 + 0.5 * randomOf(options.seed, service, minute, 22) },
    }));
  },
});
