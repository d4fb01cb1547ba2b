import { toFailure } from "../failure.ts";
import { toStatusFailure, wordsOf } from "../http-failure.ts";
import type { Redact } from "../redact.ts";
import type { HttpAnswer, HttpClient, HttpRequest, Outcome, SourceFailure } from "../source.ts";
import { ACCEPT, chooseFormat, type FallbackProtocol } from "./format/negotiate.ts";
import { PageProblem } from "./format/page-problem.ts";
import type { PageFormat } from "./format/page-reader.ts";
import { MAX_PAGE_BYTES } from "./format/read-page.ts";

export interface PageRequest {
  readonly url: string;
  /** Put before every message. */
  readonly name: string;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

export interface PageDoor {
  readonly http: HttpClient;
  readonly headers: Readonly<Record<string, string>>;
  readonly redact: Redact;
  readonly fallback: FallbackProtocol;
  readonly now: () => number;
}

type Read<T> = (body: string, format: PageFormat) => Promise<T>;

function toRequest({ url, timeoutSeconds, signal }: PageRequest, headers: PageDoor["headers"]): HttpRequest {
  return {
    method: "GET",
    url,
    headers: {
      ...headers,
      accept: ACCEPT,
      "accept-encoding": "gzip",
      "x-prometheus-scrape-timeout-seconds": String(timeoutSeconds),
    },
    timeoutMs: timeoutSeconds * 1000,
    signal,
  };
}

async function readAnswer<T>(answer: HttpAnswer, door: PageDoor, read: Read<T>): Promise<Outcome<T>> {
  if (answer.status !== 200) return { ok: false, failure: toStatusFailure(answer, { redact: door.redact, nowMs: door.now() }) };
  const bad = (message: string, failureClass: SourceFailure["class"] = "bad-answer"): Outcome<never> => ({
    ok: false,
    failure: toFailure(failureClass, door.redact(message)),
  });
  const size = Buffer.byteLength(answer.body, "utf8");
  if (size > MAX_PAGE_BYTES) return bad(`the page is larger than ${MAX_PAGE_BYTES / 2 ** 20} MiB`, "too-large");
  const chosen = chooseFormat(answer.headers["content-type"], door.fallback);
  if (!chosen.ok) return bad(`${chosen.message}. It begins: ${wordsOf(door.redact(answer.body).slice(0, 2000)).slice(0, 200)}`);
  const problem = await findProblem(() => read(answer.body, chosen.format));
  if (!(problem instanceof PageProblem)) return { ok: true, value: problem.value };
  // Problems quote the page, cut short, and half a secret is not recognised: they are found again on a page without secrets.
  const again = await findProblem(() => read(door.redact(answer.body), chosen.format));
  const message = again instanceof PageProblem ? again.message : "the page cannot be read";
  return bad(message, problem.tooLarge ? "too-large" : "bad-answer");
}

async function findProblem<T>(read: () => Promise<T>): Promise<{ readonly value: T } | PageProblem> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof PageProblem) return error;
    throw error;
  }
}

/** Asks for a page and reads it as a whole. Every failure says of which page; no message holds a secret. */
export async function fetchPage<T>(door: PageDoor, request: PageRequest, read: Read<T>): Promise<Outcome<T>> {
  const answer = await door.http.send(toRequest(request, door.headers));
  const outcome = answer.ok ? await readAnswer(answer.value, door, read) : answer;
  if (outcome.ok) return outcome;
  const { failure } = outcome;
  const { message } = toFailure(failure.class, `${request.name}: ${door.redact(failure.message)}`);
  return { ok: false, failure: { ...failure, message } };
}
