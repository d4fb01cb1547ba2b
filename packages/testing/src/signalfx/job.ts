import { type Evaluated, evaluateFlow, type FlowNote } from "./flow/evaluate.ts";
import { FlowError } from "./flow/syntax.ts";
import type { ExecuteRequest, SimMessage } from "./messages.ts";
import type { MtsStore } from "./store.ts";

export interface JobWorld {
  readonly store: Pick<MtsStore, "all" | "having">;
  readonly now: () => number;
  readonly maxInputSeries: number;
  /** Older points are only kept in steps of five minutes; null: all are kept. */
  readonly minuteRetentionMs: number | null;
  /** Whether a step is labelled by its start or its end. */
  readonly bucketLabel: "start" | "end";
}

/** A job in the order in which the service tells of it. */
export interface SimJob {
  readonly handle: string;
  /** Up to the first data. */
  readonly opening: readonly SimMessage[];
  /** Of one step, as many for each. */
  dataAt(atMs: number): readonly SimMessage[];
  /** After the data of the first step. */
  readonly afterFirst: readonly SimMessage[];
  readonly closing: readonly SimMessage[];
  /** Begin of the first step, and of the step that is not computed any more; null: endless. */
  readonly firstMs: number;
  readonly endMs: number | null;
  readonly stepMs: number;
}

const COARSE_MS = 300_000;
const MAX_PROGRAM_LENGTH = 50_000;

let counter = 0;
/** Unique within the process, as the service's ids are. */
function nextId(): Buffer {
  counter += 1;
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(counter));
  return bytes;
}

const noteMessage = ({ code, contents }: FlowNote, inputSeries: number, atMs: number): SimMessage => ({
  type: "message",
  logicalTimestampMs: atMs,
  message: { blockSerialNumber: 0, timestampMs: atMs, messageCode: code, messageLevel: "INFO", numInputTimeSeries: inputSeries, contents },
});

const control = (event: string, nowMs: number, more: SimMessage = {}): SimMessage => ({
  type: "control-message",
  event,
  ...more,
  timestampMs: nowMs,
});

interface Described {
  readonly metadata: readonly SimMessage[];
  readonly tsIds: readonly (readonly string[])[];
}

function describe({ published }: Evaluated, handle: string, stepMs: number): Described {
  const tsIds = published.map(({ series }) => series.map(() => nextId().toString("base64url")));
  const metadata = published.flatMap(({ label, series }, place) =>
    series.map(
      ({ properties }, index): SimMessage => ({
        type: "metadata",
        tsId: tsIds[place]?.[index] ?? "",
        properties: {
          ...(label === null ? {} : { sf_streamLabel: label }),
          sf_metric: `_SF_COMP_${handle}_0${place}-PUBLISH_METRIC`,
          sf_key: [...Object.keys(properties), "sf_metric"],
          sf_resolutionMs: stepMs,
          sf_type: "MetricTimeSeries",
          sf_isPreQuantized: true,
          jobId: handle,
          ...properties,
        },
      }),
    ),
  );
  return { metadata, tsIds };
}

export type MadeJob = { readonly ok: true; readonly job: SimJob } | { readonly ok: false; readonly error: SimMessage };

/** Makes a job of a request, or the error that the service answers with. */
export function makeSimJob(request: ExecuteRequest, world: JobWorld): MadeJob {
  const nowMs = world.now();
  const tooOld = world.minuteRetentionMs !== null && request.startMs < nowMs - world.minuteRetentionMs;
  const stepMs = Math.max(request.resolutionMs, tooOld ? COARSE_MS : 1000);
  try {
    if (request.program.length > MAX_PROGRAM_LENGTH)
      throw new FlowError("ANALYTICS_PROGRAM_TOO_LONG", "the program is too long", { line: 1, column: 1 });
    const evaluated = evaluateFlow(request.program, { store: world.store, stepMs, maxInputSeries: world.maxInputSeries });
    return { ok: true, job: toJob(evaluated, { request, world, stepMs, nowMs }) };
  } catch (error) {
    if (!(error instanceof FlowError)) throw error;
    const context = { line: error.line, column: error.column, programText: request.program, traceback: null };
    return { ok: false, error: { type: "error", error: 400, errorType: error.errorType, message: error.message, context } };
  }
}

function toJob(
  evaluated: Evaluated,
  { request, world, stepMs, nowMs }: { request: ExecuteRequest; world: JobWorld; stepMs: number; nowMs: number },
): SimJob {
  const handle = nextId().toString("base64url");
  const { metadata, tsIds } = describe(evaluated, handle, stepMs);
  const align = (time: number): number => Math.ceil(time / stepMs) * stepMs;
  const stop = request.immediate ? Math.min(request.stopMs ?? nowMs, nowMs) : request.stopMs;
  const firstMs = align(request.startMs);
  const shiftMs = world.bucketLabel === "end" ? stepMs : 0;
  const { inputSeries, notes, published } = evaluated;
  const counted = { code: "FETCH_NUM_TIMESERIES", contents: {} };
  const resolution = { code: "JOB_RUNNING_RESOLUTION", contents: { resolutionMs: stepMs } };
  return {
    handle,
    stepMs,
    firstMs,
    endMs: stop === null ? null : Math.floor(stop / stepMs) * stepMs,
    opening: [
      control("STREAM_START", nowMs),
      control("JOB_START", nowMs, { handle }),
      ...notes.map((note) => noteMessage(note, inputSeries, firstMs)),
      noteMessage(counted, inputSeries, firstMs),
      ...metadata,
    ],
    afterFirst: [noteMessage(resolution, inputSeries, firstMs)],
    dataAt: (atMs) =>
      published.map(({ series }, place) => ({
        type: "data",
        logicalTimestampMs: atMs,
        data: series.map(({ valueAt }, index) => ({ tsId: tsIds[place]?.[index] ?? "", value: valueAt(atMs - shiftMs) })),
      })),
    closing: [control("END_OF_CHANNEL", nowMs)],
  };
}

/** Every message of a job about the past. */
export function messagesOf(job: SimJob): SimMessage[] {
  const messages: SimMessage[] = [...job.opening];
  for (let atMs = job.firstMs; atMs < (job.endMs ?? job.firstMs); atMs += job.stepMs) {
    messages.push(...job.dataAt(atMs));
    if (atMs === job.firstMs) messages.push(...job.afterFirst);
  }
  return [...messages, ...job.closing];
}
