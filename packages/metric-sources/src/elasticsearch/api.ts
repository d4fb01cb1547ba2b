import type { JsonValue } from "@solvent/domain";
import { failed, succeeded } from "../failure.ts";
import type { Redact } from "../redact.ts";
import type { HttpAnswer, HttpClient, HttpMethod, Outcome } from "../source.ts";
import { makeAsyncSearch } from "./async-search.ts";
import { parseJson, readServerError, toSearchFailure } from "./failure-words.ts";
import { indexPath, WHOLE_ANSWER } from "./paths.ts";
import { NOTHING_SEARCHED, readSearchAnswer, type SearchAnswer } from "./search-answer.ts";

/** A body in JSON; sent as it is. */
export type SearchBody = { readonly [key: string]: JsonValue };

export interface SearchApi {
  search(index: string, body: SearchBody, signal: AbortSignal): Promise<Outcome<SearchAnswer>>;
  /** The same for a search that may take long; only Elasticsearch knows it. */
  searchLong(index: string, body: SearchBody, signal: AbortSignal): Promise<Outcome<SearchAnswer>>;
  /** Any other question that is answered by a JSON object; `path` begins with a slash. */
  ask(path: string, signal: AbortSignal): Promise<Outcome<Readonly<Record<string, unknown>>>>;
}

export interface SearchAddress {
  readonly baseUrl: string;
  /** Signs in by itself. */
  readonly http: HttpClient;
  readonly redact: Redact;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export type Send = (method: HttpMethod, path: string, body: SearchBody | null, signal: AbortSignal) => Promise<Outcome<HttpAnswer>>;

function makeSend({ baseUrl, http }: SearchAddress): Send {
  const base = baseUrl.replace(/\/+$/, "");
  return (method, path, body, signal) =>
    http.send({
      method,
      url: `${base}${path}`,
      headers: { accept: "application/json" },
      ...(body === null ? {} : { body: { contentType: "application/json", text: JSON.stringify(body) } }),
      signal,
    });
}

const isMissingIndex = ({ status, body }: HttpAnswer): boolean =>
  status === 404 && (readServerError(parseJson(body))?.types.includes("index_not_found_exception") ?? false);

/** Speaks to one server, whoever made it: nothing but plain JSON. Failures carry the server's words, without secrets. */
export function makeSearchApi(address: SearchAddress): SearchApi {
  const send = makeSend(address);
  const reading = () => ({ redact: address.redact, nowMs: address.now() });

  const toBody = (answer: Outcome<HttpAnswer>): Outcome<unknown> => {
    if (!answer.ok) return { ok: false, failure: { ...answer.failure, message: address.redact(answer.failure.message) } };
    const { status, body } = answer.value;
    if (status !== 200) return { ok: false, failure: toSearchFailure(answer.value, reading()) };
    const json = parseJson(body);
    return json === undefined ? failed("bad-answer", `the answer is no JSON${startOf(address.redact(body))}`) : succeeded(json);
  };

  const toAnswer = (answer: Outcome<HttpAnswer>): Outcome<SearchAnswer> => {
    if (answer.ok && isMissingIndex(answer.value)) return succeeded(NOTHING_SEARCHED);
    const body = toBody(answer);
    return body.ok ? readSearchAnswer(body.value, reading()) : body;
  };

  return {
    search: async (index, body, signal) =>
      toAnswer(await send("POST", `${indexPath(index)}/_search?${WHOLE_ANSWER}&request_cache=true`, body, signal)),
    searchLong: makeAsyncSearch({ send, toBody, toAnswer, reading }),
    async ask(path, signal) {
      const body = toBody(await send("GET", path, null, signal));
      if (!body.ok) return body;
      const { value } = body;
      return typeof value === "object" && value !== null && !Array.isArray(value)
        ? succeeded({ ...value })
        : failed("bad-answer", "the answer is no JSON object");
    },
  };
}

const SHOWN = 200;
const startOf = (body: string): string => (body.trim() === "" ? ": it is empty" : `: ${body.replace(/\s+/g, " ").slice(0, SHOWN)}`);
