import { failed } from "../failure.ts";
import type { HttpAnswer, Outcome } from "../source.ts";
import type { SearchApi, Send } from "./api.ts";
import { type Reading, readServerError } from "./failure-words.ts";
import { indexPath, WHOLE_ANSWER } from "./paths.ts";
import { isRecord, readSearchAnswer, type SearchAnswer } from "./search-answer.ts";

interface AsyncDeps {
  readonly send: Send;
  readonly toBody: (answer: Outcome<HttpAnswer>) => Outcome<unknown>;
  readonly toAnswer: (answer: Outcome<HttpAnswer>) => Outcome<SearchAnswer>;
  readonly reading: () => Reading;
}

const WAIT = "wait_for_completion_timeout=5s";
/** How often a search is asked for: each waits up to 5 s in the server. */
const MAX_POLLS = 30;
const CLEAN_UP_MS = 5000;

interface Progress {
  readonly id: string | null;
  readonly isRunning: boolean;
  readonly outcome: Outcome<SearchAnswer>;
}

function readProgress(body: unknown, reading: Reading): Progress {
  if (!isRecord(body) || typeof body.is_running !== "boolean" || typeof body.is_partial !== "boolean")
    return { id: null, isRunning: false, outcome: failed("bad-answer", "the answer does not say whether the search is still running") };
  const id = typeof body.id === "string" && body.id !== "" ? body.id : null;
  if (body.is_running) {
    const outcome = failed("bad-answer", "the search is running under no name");
    return { id, isRunning: id !== null, outcome };
  }
  const error = readServerError(body);
  if (error !== null) return { id, isRunning: false, outcome: failed("bad-query", reading.redact(error.words)) };
  if (body.is_partial) return { id, isRunning: false, outcome: failed("partial", "the search ended with a part of the answer") };
  return { id, isRunning: false, outcome: readSearchAnswer(body.response, reading) };
}

/** A server without this feature does not know the path. */
const isUnknownPath = (answer: Outcome<HttpAnswer>): boolean =>
  answer.ok && (answer.value.status === 405 || (answer.value.status === 400 && answer.value.body.includes("no handler found")));

/** A search that goes on inside the server while we ask for it. It is deleted there when it is answered, given up or aborted. */
export function makeAsyncSearch({ send, toBody, toAnswer, reading }: AsyncDeps): SearchApi["searchLong"] {
  const toProgress = (answer: Outcome<HttpAnswer>): Progress => {
    const body = toBody(answer);
    return body.ok ? readProgress(body.value, reading()) : { id: null, isRunning: false, outcome: body };
  };

  const remove = (id: string): Promise<unknown> =>
    send("DELETE", `/_async_search/${encodeURIComponent(id)}`, null, AbortSignal.timeout(CLEAN_UP_MS));

  async function follow(id: string, signal: AbortSignal): Promise<Outcome<SearchAnswer>> {
    for (let poll = 0; poll < MAX_POLLS; poll += 1) {
      const progress = toProgress(await send("GET", `/_async_search/${encodeURIComponent(id)}?${WAIT}`, null, signal));
      if (!progress.isRunning) return progress.outcome;
    }
    return failed("timeout", "the search was still running when it was given up");
  }

  return async (index, body, signal) => {
    const path = `${indexPath(index)}/_async_search?${WHOLE_ANSWER}&${WAIT}&keep_alive=10m`;
    const started = await send("POST", path, body, signal);
    if (isUnknownPath(started)) return toAnswer(await send("POST", `${indexPath(index)}/_search?${WHOLE_ANSWER}`, body, signal));
    if (started.ok && started.value.status === 404) return toAnswer(started);
    const progress = toProgress(started);
    const { id } = progress;
    if (id === null) return progress.outcome;
    const outcome = progress.isRunning ? await follow(id, signal) : progress.outcome;
    await remove(id);
    return outcome;
  };
}
