import { failed, succeeded, toFailure } from "../failure.ts";
import { classOfStatus } from "../http-failure.ts";
import type { Redact } from "../redact.ts";
import type { Outcome, SourceFailure } from "../source.ts";
import type { JobAnswer, Note } from "./job.ts";
import { MAX_MESSAGE_BYTES } from "./wire/binary-frame.ts";
import { type JobMessage, type StreamValue, WireError, wholeOf } from "./wire/message.ts";

interface Growing {
  readonly label: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly values: Map<number, StreamValue>;
}

/** Puts the messages of one job together. */
export interface Collector {
  /** The outcome once the job has ended, null before. `size`: bytes of the message. */
  take(message: JobMessage, size: number): Outcome<JobAnswer> | null;
}

/** What is wrong with a frame that cannot be read. Any other error is ours and is thrown on. */
export function toWireFailure(error: unknown, redact: Redact): SourceFailure {
  if (!(error instanceof WireError)) throw error;
  return toFailure(error.cause === "too-large" ? "too-large" : "bad-answer", redact(error.message));
}

const LIMIT_WORDS = /too many (?:channels|jobs|requests)|rate limit|throttl/i;

/** An error of the service. It counts channels and programs, and says so in words only. */
export function toErrorFailure({ status, text }: { readonly status: number | null; readonly text: string }, redact: Redact): SourceFailure {
  const usual = status === null || status < 300 ? "bad-query" : classOfStatus(status);
  return toFailure(LIMIT_WORDS.test(text) ? "rate-limited" : usual, redact(status === null ? text : `${status}: ${text}`));
}

const sayLimited = ({ matchedSize, limitSize }: Note["contents"]): string =>
  `the program matches ${wholeOf(matchedSize) ?? "too many"} time series, and the service took only ${wholeOf(limitSize) ?? "some"} of them`;

/** By the distance of the times, where nothing else tells. */
function spacingOf(frames: ReadonlyMap<number, number>): number | null {
  const times = [...frames.keys()];
  const distances = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  return distances.length === 0 ? null : Math.min(...distances);
}

export function makeCollector(redact: Redact): Collector {
  const series = new Map<string, Growing>();
  const frames = new Map<number, number>();
  const notes: Note[] = [];
  const heard = { inputSeries: null as number | null, running: null as number | null, described: null as number | null };
  let newestMs = Number.NEGATIVE_INFINITY;
  let bytes = 0;

  const largest = (known: number | null, said: unknown): number | null => {
    const whole = wholeOf(said);
    return whole === null ? known : Math.max(known ?? 0, whole);
  };

  function takeData({ atMs, values }: JobMessage & { kind: "data" }): Outcome<never> | null {
    if (atMs < newestMs) return failed("bad-answer", "the times of the answer do not go forward");
    newestMs = atMs;
    frames.set(atMs, (frames.get(atMs) ?? 0) + 1);
    for (const [tsId, value] of values) {
      const one = series.get(tsId);
      if (one === undefined) return failed("bad-answer", "the answer holds values of a series that it did not describe");
      if (value !== null) one.values.set(atMs, value);
    }
    return null;
  }

  function takeNote({ code, contents, inputSeries }: JobMessage & { kind: "note" }): Outcome<never> | null {
    notes.push({ code, contents });
    heard.inputSeries = largest(heard.inputSeries, inputSeries);
    if (code === "JOB_RUNNING_RESOLUTION") heard.running = largest(heard.running, contents.resolutionMs);
    return code === "FIND_LIMITED_RESULT_SET" ? failed("partial", redact(sayLimited(contents))) : null;
  }

  function takeMetadata({ tsId, label, properties }: JobMessage & { kind: "metadata" }): void {
    series.set(tsId, { label, properties, values: series.get(tsId)?.values ?? new Map() });
    heard.described = largest(heard.described, properties.sf_resolutionMs);
  }

  function takeControl({ event, abortReason }: JobMessage & { kind: "control" }): Outcome<JobAnswer> | null {
    if (event === "CHANNEL_ABORT")
      return failed("partial", redact(`the service stopped the program: ${abortReason ?? "it did not say why"}`));
    if (event !== "END_OF_CHANNEL") return null;
    const resolutionMs = heard.running ?? heard.described ?? spacingOf(frames);
    return succeeded({ series: [...series.values()], frames, notes, inputSeries: heard.inputSeries, resolutionMs });
  }

  return {
    take(message, size) {
      bytes += size;
      if (bytes > MAX_MESSAGE_BYTES) return failed("too-large", "the answer is larger than 16 MiB");
      switch (message.kind) {
        case "control":
          return takeControl(message);
        case "data":
          return takeData(message);
        case "note":
          return takeNote(message);
        case "error":
          return { ok: false, failure: toErrorFailure(message, redact) };
        case "metadata":
          takeMetadata(message);
          return null;
        default:
          return null;
      }
    },
  };
}
