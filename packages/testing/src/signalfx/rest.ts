import { createHash } from "node:crypto";
import type { ProperAnswer } from "../http/index.ts";
import { type Account, TOO_MANY_STARTS } from "./account.ts";
import type { SignalFxFault } from "./faults.ts";
import { makeSimJob, messagesOf } from "./job.ts";
import { readExecute } from "./messages.ts";
import type { MtsType, StoredMts } from "./model.ts";
import type { MtsStore } from "./store.ts";
import { toEvent } from "./wire.ts";

export interface RestRequest {
  readonly method: string;
  readonly url: URL;
  readonly token: string | undefined;
  readonly contentType: string;
  readonly body: string;
}

type Fields = Readonly<Record<string, unknown>>;

const json = (status: number, value: unknown): ProperAnswer => ({ status, body: JSON.stringify(value) });
const refusal = (code: number, message: string): ProperAnswer => json(code, { code, message, errorType: "REQUEST_FAILED" });
const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});

interface Condition {
  readonly field: string;
  matches(value: string): boolean;
}

/** `field:text` with `*` for any text, joined by AND; a backslash takes what follows as it is. */
export function parseSearch(query: string): Condition[] {
  return query.split(/ AND /).map((part) => {
    const [, field = "", term = ""] = /^\s*([\w.]+):(.*?)\s*$/s.exec(part) ?? [];
    const text = term.startsWith('"') && term.endsWith('"') ? term.slice(1, -1) : term;
    const pattern = text.replace(/\\(.)|(\*)|([^\\*])/gs, (_, escaped?: string, any?: string, plain?: string) =>
      any === undefined ? (escaped ?? plain ?? "").replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&") : ".*",
    );
    const expression = new RegExp(`^${pattern}$`, "is");
    return { field, matches: (value) => expression.test(value) };
  });
}

const meets = (fields: Readonly<Record<string, string>>, conditions: readonly Condition[]): boolean =>
  conditions.every(({ field, matches }) => fields[field] !== undefined && matches(fields[field] ?? ""));

function metricsOf(series: readonly StoredMts[]): { name: string; type: MtsType; description: string }[] {
  const types = new Map(series.map(({ metric, type }) => [metric, type]));
  return [...types].map(([name, type]) => ({ name, type, description: "" }));
}

function dimensionsOf(series: readonly StoredMts[]): { key: string; value: string }[] {
  const pairs = new Map(series.flatMap(({ dimensions }) => Object.entries(dimensions)).map((pair) => [JSON.stringify(pair), pair]));
  return [...pairs.values()].map(([key, value]) => ({ key, value }));
}

const idOf = ({ metric, dimensions }: StoredMts): string =>
  createHash("sha256")
    .update(JSON.stringify([metric, dimensions]))
    .digest("base64url")
    .slice(0, 11);

function lookUp(path: string, url: URL, series: readonly StoredMts[]): ProperAnswer | null {
  const conditions = parseSearch(url.searchParams.get("query") ?? "*:*");
  const limit = Math.min(10_000, Number(url.searchParams.get("limit") ?? 50));
  const page = (results: readonly unknown[]): ProperAnswer => json(200, { count: results.length, results: results.slice(0, limit) });
  if (path === "/v2/metric") return page(metricsOf(series).filter((one) => meets(one, conditions)));
  if (path === "/v2/dimension") return page(dimensionsOf(series).filter((one) => meets(one, conditions)));
  if (path === "/v2/metrictimeseries")
    return page(
      series
        .filter(({ metric, dimensions }) => meets({ sf_metric: metric, ...dimensions }, conditions))
        .map((one) => ({ id: idOf(one), metric: one.metric, type: one.type, dimensions: one.dimensions })),
    );
  return null;
}

const SENT_TYPES: Readonly<Record<string, MtsType>> = { gauge: "GAUGE", counter: "COUNTER", cumulative_counter: "CUMULATIVE_COUNTER" };

/** What the ingest API takes: lists of points by type. */
function ingest(body: string, store: MtsStore, nowMs: number): ProperAnswer {
  let lists: Fields;
  try {
    lists = fieldsOf(JSON.parse(body));
  } catch {
    return refusal(400, "the body is not JSON");
  }
  for (const [name, points] of Object.entries(lists)) {
    const type = SENT_TYPES[name];
    if (type === undefined || !Array.isArray(points)) return refusal(400, `unknown kind of data points: ${name}`);
    for (const { metric, value, timestamp, dimensions } of points.map(fieldsOf)) {
      if (typeof metric !== "string" || typeof value !== "number") return refusal(400, "a data point needs a metric and a value");
      const texts = Object.entries(fieldsOf(dimensions)).map(([key, one]): [string, string] => [key, String(one)]);
      store.ingest({ metric, type, value, atMs: typeof timestamp === "number" ? timestamp : nowMs, dimensions: Object.fromEntries(texts) });
    }
  }
  return json(200, "OK");
}

/** The program comes as text, or as JSON with arguments. */
function programOf({ contentType, body }: RestRequest): string {
  if (!contentType.includes("json")) return body;
  try {
    return String(fieldsOf(JSON.parse(body)).programText ?? "");
  } catch {
    return "";
  }
}

function execute(request: RestRequest, account: Account, fault: SignalFxFault | null): ProperAnswer {
  if (!account.mayStart()) return json(429, TOO_MANY_STARTS);
  const fields = { ...Object.fromEntries(request.url.searchParams), program: programOf(request) };
  const made = makeSimJob({ ...readExecute(fields, account.world.now()), immediate: true }, account.world);
  if (!made.ok) {
    const { message, errorType, context } = made.error;
    return json(400, { code: 400, message, errorType, context });
  }
  const messages = messagesOf(made.job);
  const told = fault?.do === "edit" ? fault.edit(messages) : messages;
  return { status: 200, body: told.map(toEvent).join(""), headers: { "content-type": "text/event-stream" } };
}

/** The proper answer to one request over HTTP; `fault` only changes the messages of a program. */
export function answerRest(
  request: RestRequest,
  given: { readonly account: Account; readonly store: MtsStore; readonly fault: SignalFxFault | null },
): ProperAnswer {
  const { account, store } = given;
  if (request.token !== account.token) return refusal(401, "Unauthorized");
  const { pathname } = request.url;
  if (request.method === "POST" && pathname === "/v2/datapoint") return ingest(request.body, store, account.world.now());
  if (request.method === "POST" && pathname === "/v2/signalflow/execute") return execute(request, account, given.fault);
  return (request.method === "GET" ? lookUp(pathname, request.url, store.all()) : null) ?? refusal(404, "Not found");
}
