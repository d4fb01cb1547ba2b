import { gzipSync } from "node:zlib";
import type { InjectOptions } from "fastify";
import { attribute, type Json, nano, sumMetric, toInject, toPoint, toRequestBody } from "./otlp-sender.ts";

/** Whom a bad request is sent to, and a minute in the middle of the hour that it is about. */
export interface Surroundings {
  readonly token: string;
  /** Of another source. */
  readonly otherToken: string;
  readonly atMs: number;
}

export interface BadRequest {
  readonly name: string;
  readonly make: (to: Surroundings) => InjectOptions;
  readonly status: number;
  /** Part of what the answer says. */
  readonly words: string;
}

const MINUTE_MS = 60_000;
const NAME = "http.server.requests";

/** Three minutes that would be known, if they were taken. */
const goodPoints = ({ atMs }: Surroundings) =>
  [0, 1, 2].map((index) =>
    toPoint({
      atMs: atMs + index * MINUTE_MS,
      startMs: atMs - MINUTE_MS,
      value: 10 * (index + 1),
      attributes: [attribute("code", "200")],
    }),
  );

type Point = ReturnType<typeof toPoint>;
type Change = (point: Point, to: Surroundings) => object;

const withPoints = (to: Surroundings, change: Change): Json[] => goodPoints(to).map((point) => ({ ...point, ...change(point, to) }));

const toBody = (metric: Json): string => JSON.stringify(toRequestBody([metric]));

/** Every point of a counter is changed, and taken by itself: the request succeeds without them. */
const points = (name: string, words: string, change: Change): BadRequest => ({
  name,
  make: (to) => toInject(to.token, toBody(sumMetric(NAME, withPoints(to, change)))),
  status: 200,
  words,
});

/** The request cannot be read at all. */
const unread = (name: string, words: string, change: Change): BadRequest => ({ ...points(name, words, change), status: 400 });

const metric = (name: string, words: string, make: (to: Surroundings) => Json): BadRequest => ({
  name,
  make: (to) => toInject(to.token, toBody(make(to))),
  status: 200,
  words,
});

const body = (name: string, words: string, payload: string | Buffer, headers: Readonly<Record<string, string>> = {}): BadRequest => ({
  name,
  make: (to) => toInject(to.token, payload, headers),
  status: 400,
  words,
});

const whole = (to: Surroundings): string => toBody(sumMetric(NAME, goodPoints(to)));

const headers = (
  name: string,
  status: number,
  words: string,
  make: (to: Surroundings) => Readonly<Record<string, string>>,
): BadRequest => ({
  name,
  make: (to) => toInject(to.token, whole(to), make(to)),
  status,
  words,
});

const PROTOBUF = { "content-type": "application/x-protobuf" };
const GZIP = { "content-encoding": "gzip" };

interface Histogram {
  readonly count?: Json;
  readonly bucketCounts?: readonly Json[];
  readonly explicitBounds?: readonly Json[];
  readonly attributes?: readonly Json[];
}

const histogram = (name: string, words: string, change: Histogram, aggregationTemporality: Json = 2): BadRequest =>
  metric(name, words, (to) => ({
    name: NAME,
    histogram: {
      aggregationTemporality,
      dataPoints: withPoints(to, () => ({ count: "6", bucketCounts: ["1", "2", "3"], explicitBounds: [0.1, 0.3], ...change })),
    },
  }));

const text = (length: number): string => "x".repeat(length);
const many = (count: number): Json[] => Array.from({ length: count }, (_, index) => attribute(`a${index}`, "1"));

/** Requests after which nothing is stored, and no minute is known. */
export const BAD_REQUESTS: readonly BadRequest[] = [
  body("no body", "is empty", ""),
  body("JSON that is cut off", "not valid JSON", '{"resourceMetrics":[{"scopeM'),
  body(
    "JSON with NaN",
    "not valid JSON",
    '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[{"asDouble":NaN}]}}]}]}]}',
  ),
  body("bytes that are not UTF-8", "not valid JSON", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
  body("null", "must be an object", "null"),
  body("a list", "must be an object", "[]"),
  body("metrics of resources that are no list", "resourceMetrics must be a list", '{"resourceMetrics":{}}'),
  body("a resource that is a text", "resourceMetrics[0].resource must be an object", '{"resourceMetrics":[{"resource":"checkout"}]}'),
  body("lists within lists", "nested deeper", `{"resourceMetrics":${"[".repeat(40)}${"]".repeat(40)}}`),
  body("a field that would change the type of things", "is not allowed", '{"resourceMetrics":[],"__proto__":{"x":1}}'),
  body("JSON that says to be Protocol Buffers", "Protocol Buffers", '{"resourceMetrics":[]}', PROTOBUF),
  body("Protocol Buffers that say to be JSON", "not valid JSON", Buffer.from([0x0a, 0x02, 0x12, 0x00])),
  body("Protocol Buffers that are cut off", "Protocol Buffers", Buffer.from([0x0a, 0x7f, 0x12, 0x05, 0x01]), PROTOBUF),
  body("a message of random bytes", "Protocol Buffers", Buffer.from("f7a3901b44c2ffffff0fe8", "hex"), PROTOBUF),
  body("a number of too many bytes", "Protocol Buffers", Buffer.alloc(64, 0xff), PROTOBUF),
  body("a wrong type on the wire", "Protocol Buffers", Buffer.from([0x0d, 1, 2, 3]), PROTOBUF),
  body("what is said to be gzip and is not", "not gzip", "{}", GZIP),
  body("gzip that is cut off", "not gzip", gzipSync(text(4000)).subarray(0, 20), GZIP),
  {
    ...body("a little gzip that becomes too much", "16 MiB", gzipSync(Buffer.alloc(40 * 1024 * 1024)), { ...GZIP, ...PROTOBUF }),
    status: 413,
  },
  {
    ...body("a little gzip of very many messages", "More than 100,000 resources", gzipSync(Buffer.alloc(400_000, "\x0a\0")), {
      ...GZIP,
      ...PROTOBUF,
    }),
    status: 413,
  },
  {
    ...body("a little gzip of very many objects", "More than 2,000,000 objects", gzipSync(`[${"{},".repeat(2_000_000)}{}]`), GZIP),
    status: 413,
  },
  { ...body("more than 4 MiB", "4 MiB", Buffer.alloc(4 * 1024 * 1024 + 1), PROTOBUF), status: 413 },
  headers("no token", 401, "Authorization: Bearer", () => ({ authorization: "" })),
  headers("a token in another scheme", 401, "Authorization: Bearer", ({ token }) => ({ authorization: `Basic ${token}` })),
  headers("half a token", 401, "not a whole token", ({ token }) => ({ authorization: `Bearer ${token.slice(0, 30)}` })),
  headers("a token that nobody has", 401, "No data source", () => ({ authorization: `Bearer solvent_push_${"b".repeat(43)}` })),
  { ...headers("the token of another source", 200, "", ({ otherToken }) => ({ authorization: `Bearer ${otherToken}` })) },
  headers("another type of body", 415, "application/x-protobuf", () => ({ "content-type": "text/plain" })),
  headers("a form", 415, "application/x-protobuf", () => ({ "content-type": "application/x-www-form-urlencoded" })),
  headers("a coding that is not known", 415, "Content-Encoding", () => ({ "content-encoding": "br" })),
  headers("a page of another site", 403, "other web sites", () => ({ origin: "https://example.com" })),
  unread("a number that is a list", "asInt must be a whole number", () => ({ asInt: [1] })),
  unread("a whole number with decimals", "asInt must be a whole number", () => ({ asInt: 1.5 })),
  unread("a whole number in words of science", "asInt must be a whole number", () => ({ asInt: "1e3" })),
  unread("a whole number of more than 64 bits", "asInt must be between", () => ({ asInt: "99999999999999999999" })),
  unread("a number that is no number", "asDouble must be a number", () => ({ asInt: null, asDouble: "many" })),
  unread("a time before 1970", "timeUnixNano must be between", () => ({ timeUnixNano: "-1" })),
  unread("a time as an instant", "timeUnixNano must be a whole number", () => ({ timeUnixNano: "2026-03-01T01:00:00Z" })),
  unread("attributes that are no list", "attributes must be a list", () => ({ attributes: { code: "200" } })),
  unread("an attribute with U+0000", "cannot be stored", () => ({ attributes: [attribute("code", "20\0")] })),
  points("no value", "it has no value", () => ({ asInt: null })),
  points("NaN", "NaN or infinite", () => ({ asInt: null, asDouble: "NaN" })),
  points("an infinite value", "NaN or infinite", () => ({ asInt: null, asDouble: "Infinity" })),
  points("a value that is less than infinite", "NaN or infinite", () => ({ asInt: null, asDouble: "-Infinity" })),
  points("a negative count", "negative", () => ({ asInt: "-1" })),
  points("a negative count with decimals", "negative", () => ({ asInt: null, asDouble: -0.5 })),
  points("a count beyond 2^53", "2^53", () => ({ asInt: "9007199254740993" })),
  points("a count beyond 2^53 with decimals", "2^53", () => ({ asInt: null, asDouble: 1e300 })),
  points("no time", "no time", () => ({ timeUnixNano: "0" })),
  points("a time in the future", "in the future", (_point, { atMs }) => ({ timeUnixNano: nano(atMs + 90 * MINUTE_MS) })),
  points("a time in milliseconds", "older than 8 days", (_point, { atMs }) => ({ timeUnixNano: String(atMs), startTimeUnixNano: "0" })),
  points("a time of last week but one", "older than 8 days", (_point, { atMs }) => ({
    timeUnixNano: nano(atMs - 9 * 1440 * MINUTE_MS),
    startTimeUnixNano: "0",
  })),
  points("a start after its time", "begins after", (_point, { atMs }) => ({ startTimeUnixNano: nano(atMs + 10 * MINUTE_MS) })),
  points("more attributes than labels may be", "more than 64 attributes", () => ({ attributes: many(70) })),
  points("very many attributes", "more than 128 attributes", () => ({ attributes: many(200) })),
  points("an attribute that is too long", "longer than 4096", () => ({ attributes: [attribute("code", text(5000))] })),
  points("an attribute without a name", "has no name", () => ({ attributes: [attribute("", "200")] })),
  { ...points("points without a recorded value", "", () => ({ flags: 1 })) },
  metric("an unknown temporality", "neither delta nor cumulative", (to) => sumMetric(NAME, goodPoints(to), 3)),
  metric("no temporality", "neither delta nor cumulative", (to) => sumMetric(NAME, goodPoints(to), 0)),
  {
    name: "a resource with very many attributes",
    make: (to) => toInject(to.token, JSON.stringify(toRequestBody([sumMetric(NAME, goodPoints(to))], many(200)))),
    status: 200,
    words: "more than 128 attributes",
  },
  metric("a metric without a name", "name is empty", (to) => sumMetric("", goodPoints(to))),
  metric("a name of blanks", "name is empty", (to) => sumMetric("   ", goodPoints(to))),
  metric("a name that is too long", "too long", (to) => sumMetric(text(300), goodPoints(to))),
  metric("the delta of what may fall", "may fall", (to) => ({
    name: NAME,
    sum: { aggregationTemporality: 1, isMonotonic: false, dataPoints: goodPoints(to) },
  })),
  metric("a summary", "summaries hold quantiles", (to) => ({ name: NAME, summary: { dataPoints: goodPoints(to) } })),
  metric("an exponential histogram", "exponential histograms", (to) => ({
    name: NAME,
    exponentialHistogram: { dataPoints: goodPoints(to) },
  })),
  metric("a gauge that is NaN", "NaN or infinite", (to) => ({
    name: NAME,
    gauge: { dataPoints: withPoints(to, () => ({ asInt: null, asDouble: "NaN" })) },
  })),
  metric("a metric of no kind", "", (to) => ({ name: NAME, points: goodPoints(to) })),
  histogram("buckets that do not fit their boundaries", "one bucket more", { bucketCounts: ["3", "3"] }),
  histogram("boundaries without buckets", "one bucket more", { bucketCounts: [] }),
  histogram("boundaries that are not sorted", "not ascending", { explicitBounds: [0.3, 0.1] }),
  histogram("the same boundary twice", "not ascending", { explicitBounds: [0.3, 0.3] }),
  histogram("a boundary that is NaN", "not ascending", { explicitBounds: [0.1, "NaN"] }),
  histogram("buckets that do not add up", "do not add up", { count: "7" }),
  histogram("a histogram of more than 2^53 events", "2^53", { count: "9007199254740993" }),
  histogram("a histogram with an attribute le", "attribute le", { attributes: [attribute("le", "1")] }),
  histogram("a histogram of no temporality", "neither delta nor cumulative", {}, 0),
  { ...histogram("a bucket of a negative number", "bucketCounts[0] must be between", { bucketCounts: ["-1", "4", "3"] }), status: 400 },
];
