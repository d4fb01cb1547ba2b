import { isoOfMinute, type Minute } from "@solvent/domain";
import type { InjectOptions } from "fastify";
import { bearer } from "./push-source.ts";

/** Whom a bad request is sent to, and about which minutes. */
export interface Surroundings {
  readonly stream: string;
  readonly token: string;
  /** Of another source. */
  readonly otherToken: string;
  /** Minutes [from, to), at least two. */
  readonly from: Minute;
  readonly to: Minute;
}

export interface BadRequest {
  readonly name: string;
  readonly make: (to: Surroundings) => InjectOptions;
  readonly status: number;
  readonly code: string | null;
  /** Field that the refusal names. */
  readonly path?: string;
}

type Item = Readonly<Record<string, unknown>>;

const items = ({ from, to }: Surroundings): Item[] =>
  Array.from({ length: to - from }, (_, i) => ({ minute: isoOfMinute(from + i), good: 1, total: 2 }));

const toRequest = (to: Surroundings, payload: string | Buffer, headers: Readonly<Record<string, string>> = {}): InjectOptions => ({
  method: "POST",
  url: `/api/v1/streams/${to.stream}/minutes`,
  headers: { "content-type": "application/json", ...bearer(to.token), ...headers },
  payload,
});

/** A body as it is written. */
const raw = (name: string, payload: string | Buffer): BadRequest => ({
  name,
  make: (to) => toRequest(to, payload),
  status: 400,
  code: "request.invalid",
});

/** A JSON body. */
const body = (name: string, make: (to: Surroundings) => unknown, path: string): BadRequest => ({
  name,
  make: (to) => toRequest(to, JSON.stringify(make(to))),
  status: 400,
  code: "request.invalid",
  path,
});

/** The second of the minutes is changed; the others are as they should be. */
const item = (name: string, change: Item | ((to: Surroundings) => Item), field: string): BadRequest =>
  body(
    name,
    (to) => ({
      minutes: items(to).map((one, index) => (index === 1 ? { ...one, ...(typeof change === "function" ? change(to) : change) } : one)),
    }),
    `minutes[1].${field}`,
  );

const without = (field: string): BadRequest =>
  body(
    `a minute without ${field}`,
    (to) => ({
      minutes: items(to).map((one, index) =>
        index === 1 ? Object.fromEntries(Object.entries(one).filter(([key]) => key !== field)) : one,
      ),
    }),
    `minutes[1].${field}`,
  );

/** A body that is as it should be, sent in a way that is not. */
const headers = (
  name: string,
  make: (to: Surroundings) => Readonly<Record<string, string>>,
  status: number,
  code: string | null,
): BadRequest => ({
  name,
  make: (to) => toRequest(to, JSON.stringify({ minutes: items(to) }), make(to)),
  status,
  code,
});

const elsewhere = (name: string, change: (request: InjectOptions) => InjectOptions, status: number, code: string): BadRequest => ({
  name,
  make: (to) => change(toRequest(to, JSON.stringify({ minutes: items(to) }))),
  status,
  code,
});

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

/** Requests after which not one minute may be known. */
export const BAD_REQUESTS: readonly BadRequest[] = [
  raw("a body that is not JSON", "minute=1&good=1"),
  raw("JSON that is cut off", '{"minutes":[{"minute":"2026-03-01T01:00Z","good":1,"to'),
  raw("JSON with NaN", '{"minutes":[{"minute":"2026-03-01T01:00Z","good":NaN,"total":1}]}'),
  raw("JSON with a comma too many", '{"minutes":[],}'),
  raw("bytes that are not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
  raw("a body of zeros", Buffer.alloc(64)),
  raw("no body", ""),
  raw("null", "null"),
  raw("a list", "[]"),
  raw("a number", "42"),
  raw("a text", '"minutes"'),
  body("no list of minutes", () => ({}), "minutes"),
  body("minutes that are no list", (to) => ({ minutes: items(to)[0] }), "minutes"),
  body("an empty list", () => ({ minutes: [] }), "minutes"),
  body("more than 1000 minutes", ({ to }) => ({ minutes: items({ from: to - 1001, to } as Surroundings) }), "minutes"),
  body("a field that is not known", (to) => ({ minutes: items(to), source: "jobs" }), "source"),
  body("lists within lists", () => ({ minutes: nested(40) }), `minutes${"[0]".repeat(31)}`),
  body("a text with U+0000", (to) => ({ minutes: [{ ...items(to)[0], good: "1\0" }] }), "minutes[0].good"),
  body("a text with half a character", (to) => ({ minutes: [{ ...items(to)[0], good: "1\ud800" }] }), "minutes[0].good"),
  raw("a field that would change the type of things", '{"minutes":[],"__proto__":{"good":1}}'),
  without("minute"),
  without("good"),
  without("total"),
  item("a minute with a field that is not known", { bad: 1 }, "bad"),
  item("a count that is null", { good: null }, "good"),
  item("a count that is true", { total: true }, "total"),
  item("a count that is a list", { good: [1] }, "good"),
  item("a count that is an empty text", { good: "" }, "good"),
  item("a count that is no number", { good: "NaN" }, "good"),
  item("a count in words of science", { total: "1e3" }, "total"),
  item("a count with a blank", { good: " 1" }, "good"),
  item("a count in hexadecimal", { total: "0x10" }, "total"),
  item("a negative count", { good: -1 }, "good"),
  item("a negative count as a text", { good: "-1" }, "good"),
  item("a count of four decimals", { good: 1.0005 }, "good"),
  item("a count of four decimals as a text", { good: "1.0005" }, "good"),
  item("a sum of floats that is not rounded", { good: 0.1 + 0.2 }, "good"),
  item("a count beyond what can be counted", { total: 1e15 }, "total"),
  item("a count beyond what can be counted as a text", { total: "9999999999999.999" }, "total"),
  item("a count of fourteen digits", { total: "10000000000000" }, "total"),
  item("more good than total", { good: 3 }, "good"),
  item("more good than total as texts", { good: "10", total: "9.5" }, "good"),
  item("the same minute twice", ({ from }) => ({ minute: isoOfMinute(from) }), "minute"),
  item("a minute in the future", () => ({ minute: isoOfMinute(Math.floor(Date.now() / 60_000) + 7) }), "minute"),
  item("a minute from before the kept ones", () => ({ minute: "2020-01-01T00:00Z" }), "minute"),
  item("a day that is not", { minute: "2026-02-30T00:00Z" }, "minute"),
  item("an instant with seconds", { minute: "2026-03-01T01:00:00Z" }, "minute"),
  item("an instant with an offset", { minute: "2026-03-01T01:00+01:00" }, "minute"),
  item("an instant without a zone", { minute: "2026-03-01T01:00" }, "minute"),
  item("an instant in seconds", { minute: 1_795_392_000 }, "minute"),
  headers("no token", () => ({ authorization: "" }), 401, "sender.unauthorized"),
  headers("a token in another scheme", ({ token }) => ({ authorization: `Basic ${token}` }), 401, "sender.unauthorized"),
  headers("a token that is cut off", ({ token }) => bearer(token.slice(0, -1)), 401, "sender.unauthorized"),
  headers("a token that nobody has", () => bearer(`solvent_push_${"A".repeat(43)}`), 401, "sender.unauthorized"),
  headers("the token of another source", ({ otherToken }) => bearer(otherToken), 200, null),
  headers("text/plain", () => ({ "content-type": "text/plain" }), 415, "request.not-json"),
  headers("a form", () => ({ "content-type": "application/x-www-form-urlencoded" }), 415, "request.not-json"),
  headers("the page of another site", () => ({ origin: "http://evil.example" }), 403, "request.forbidden-origin"),
  headers("a host that is not known", () => ({ host: "evil.example" }), 403, "request.forbidden-origin"),
  {
    name: "a body of more than 1 MiB",
    make: (to) => toRequest(to, JSON.stringify({ minutes: items(to) }) + " ".repeat(1024 * 1024)),
    status: 413,
    code: "request.too-large",
  },
  elsewhere("a name with capitals", (request) => ({ ...request, url: "/api/v1/streams/Checkout/minutes" }), 400, "request.invalid"),
  elsewhere(
    "a name that is too long",
    (request) => ({ ...request, url: `/api/v1/streams/${"a".repeat(121)}/minutes` }),
    400,
    "request.invalid",
  ),
  elsewhere("another method", (request) => ({ ...request, method: "PUT" }), 405, "route.method-not-allowed"),
];
