import { failed, succeeded } from "../failure.ts";
import { toStatusFailure } from "../http-failure.ts";
import type { Redact } from "../redact.ts";
import type { HttpAnswer, HttpClient, Outcome } from "../source.ts";
import { makeCollector, toWireFailure } from "./collect.ts";
import type { Job, JobAnswer, JobRunner } from "./job.ts";
import { readEventStream } from "./wire/event-stream.ts";
import type { JobMessage } from "./wire/message.ts";

export interface SseRunnerOptions {
  readonly http: HttpClient;
  /** Address of SignalFlow without a slash at its end. */
  readonly streamUrl: string;
  readonly token: string;
  /** 0 lets the service choose. */
  readonly maxDelayMs: number;
  readonly redact: Redact;
  readonly now: () => number;
}

const JOB_TIMEOUT_MS = 20_000;
const MINUTE_MS = 60_000;

function collect(messages: readonly JobMessage[], redact: Redact): Outcome<JobAnswer> {
  const collector = makeCollector(redact);
  for (const message of messages) {
    const outcome = collector.take(message, 0);
    if (outcome !== null) return outcome;
  }
  return failed("partial", "the answer broke off before the end of the program");
}

function readAnswer(answer: HttpAnswer, { redact, now }: SseRunnerOptions): Outcome<JobAnswer> {
  if (answer.status !== 200) return { ok: false, failure: toStatusFailure(answer, { redact, nowMs: now() }) };
  try {
    return collect(readEventStream(answer.body, answer.headers["content-type"]), redact);
  } catch (error) {
    return { ok: false, failure: toWireFailure(error, redact) };
  }
}

/** Runs programs by one HTTP request each, whose answer is the whole stream: a program about the past ends by itself. */
export function makeSseRunner(options: SseRunnerOptions): JobRunner {
  async function run({ program, startMs, stopMs, resolutionMs }: Job, signal: AbortSignal): Promise<Outcome<JobAnswer>> {
    const fields = {
      start: startMs,
      stop: stopMs,
      resolution: resolutionMs,
      maxDelay: options.maxDelayMs,
      immediate: "true",
      timezone: "UTC",
    };
    const query = new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]));
    const answer = await options.http.send({
      method: "POST",
      url: `${options.streamUrl}/v2/signalflow/execute?${query}`,
      headers: { "x-sf-token": options.token, accept: "text/event-stream" },
      body: { contentType: "text/plain", text: program },
      timeoutMs: JOB_TIMEOUT_MS,
      signal,
    });
    if (!answer.ok) return { ok: false, failure: { ...answer.failure, message: options.redact(answer.failure.message) } };
    return readAnswer(answer.value, options);
  }

  return {
    run,
    async greet(signal) {
      const stopMs = Math.floor(options.now() / MINUTE_MS) * MINUTE_MS;
      const program = "data('solvent.check').publish(label='check')";
      const answered = await run({ program, startMs: stopMs - MINUTE_MS, stopMs, resolutionMs: MINUTE_MS }, signal);
      return answered.ok ? succeeded({ organisation: null }) : answered;
    },
  };
}
