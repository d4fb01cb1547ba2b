import { failed, succeeded, toFailure } from "../failure.ts";
import type { Redact } from "../redact.ts";
import type { Outcome, Schedule, Socket, SocketClient, SourceFailure } from "../source.ts";
import { type Collector, makeCollector, toErrorFailure, toWireFailure } from "./collect.ts";
import type { Job, JobAnswer } from "./job.ts";
import { makeWatch, type Watch } from "./timers.ts";
import { readBinaryFrame } from "./wire/binary-frame.ts";
import { type Envelope, type JobMessage, readJsonMessage } from "./wire/message.ts";

export interface LinkDeps {
  readonly sockets: SocketClient;
  readonly schedule: Schedule;
  readonly redact: Redact;
  /** ws or wss. */
  readonly url: string;
  readonly token: string;
}

export interface JobSettings {
  /** 0 lets the service choose. */
  readonly maxDelayMs: number;
}

/** One authenticated connection. */
export interface Link {
  readonly organisation: string | null;
  /** Programs that run over it. */
  readonly load: () => number;
  /** No more programs: it has ended, or the service said that it has enough of them. */
  readonly closed: () => boolean;
  run(job: Job, settings: JobSettings, signal: AbortSignal): Promise<Outcome<JobAnswer>>;
}

const OPEN_TIMEOUT_MS = 10_000;
const AUTHENTICATE_TIMEOUT_MS = 5000;
const JOB_TIMEOUT_MS = 20_000;
/** The service says KEEP_ALIVE more often than that. */
const SILENCE_MS = 60_000;
/** Longer than the way from one read to the next. */
const IDLE_MS = 150_000;
const USER_AGENT = "solvent";

interface Running {
  readonly collector: Collector;
  handle: string | null;
  settle(outcome: Outcome<JobAnswer>): void;
}

const readFrame = (frame: string | Uint8Array): { readonly envelope: Envelope; readonly size: number } =>
  typeof frame === "string" ? { envelope: readJsonMessage(frame), size: Buffer.byteLength(frame) } : readBinaryFrame(frame);

const aborted = (): Outcome<never> => failed("aborted", "the program was given up before it had ended");

/** What is known of a connection from its first frame to its end. */
interface LinkState {
  readonly running: Map<string, Running>;
  socket: Socket | null;
  /** Why it has ended; null while it goes on. */
  ended: SourceFailure | null;
  full: boolean;
  nextChannel: number;
}

function endLink(state: LinkState, failure: SourceFailure): void {
  if (state.ended !== null) return;
  state.ended = failure;
  state.socket?.close();
  for (const job of [...state.running.values()]) job.settle({ ok: false, failure });
}

/** Gives a message to its program; what concerns no program concerns the connection. */
function deliver(state: LinkState, { channel, message }: Envelope, size: number, redact: Redact): void {
  const job = channel === null ? undefined : state.running.get(channel);
  if (job === undefined) {
    if (channel === null && message.kind === "error") endLink(state, toErrorFailure(message, redact));
    return;
  }
  if (message.kind === "control" && message.handle !== null) job.handle = message.handle;
  const outcome = job.collector.take(message, size);
  if (outcome === null) return;
  if (!outcome.ok && outcome.failure.class === "rate-limited" && /too many channels/i.test(outcome.failure.message)) state.full = true;
  job.settle(outcome);
}

const send = (state: LinkState, message: object): void => state.socket?.send(JSON.stringify(message));

/** A program that nobody waits for any more: the service need not go on with it. */
function detach(state: LinkState, channel: string, { handle }: Running): void {
  send(state, { type: "detach", channel, reason: "no longer needed" });
  if (handle !== null) send(state, { type: "stop", handle, reason: "no longer needed" });
}

interface Authenticated {
  readonly state: LinkState;
  readonly silence: Watch;
  readonly organisation: string | null;
}

type Greeting = JobMessage & { readonly kind: "authenticated" };

async function authenticate({ sockets, schedule, redact, url, token }: LinkDeps): Promise<Outcome<Authenticated>> {
  const state: LinkState = { running: new Map(), socket: null, ended: null, full: false, nextChannel: 0 };
  const controller = new AbortController();
  const silence = makeWatch(schedule, SILENCE_MS, () =>
    endLink(state, toFailure("unreachable", "the connection has been silent for 60 s")),
  );
  let greet: (greeting: Greeting | null) => void = () => undefined;
  const greeted = new Promise<Greeting | null>((resolve) => {
    greet = resolve;
  });
  const end = (failure: SourceFailure): void => {
    silence.stop();
    endLink(state, { ...failure, message: redact(failure.message) });
    controller.abort();
    greet(null);
  };
  const opened = await sockets.open({
    url,
    timeoutMs: OPEN_TIMEOUT_MS,
    signal: controller.signal,
    onMessage(frame) {
      if (state.ended !== null) return;
      silence.alive();
      try {
        const { envelope, size } = readFrame(frame);
        if (envelope.message.kind === "authenticated") greet(envelope.message);
        else deliver(state, envelope, size, redact);
      } catch (error) {
        end(toWireFailure(error, redact));
      }
      if (state.ended !== null) greet(null);
    },
    onClose: end,
  });
  if (!opened.ok) {
    silence.stop();
    return { ok: false, failure: { ...opened.failure, message: redact(opened.failure.message) } };
  }
  state.socket = opened.value;
  send(state, { type: "authenticate", token, userAgent: USER_AGENT });
  const cancel = schedule(AUTHENTICATE_TIMEOUT_MS, () => end(toFailure("timeout", "the service did not take the token within 5 s")));
  const greeting = await greeted;
  cancel();
  if (greeting !== null) return succeeded({ state, silence, organisation: greeting.organisation });
  silence.stop();
  return { ok: false, failure: state.ended ?? toFailure("unreachable", "the connection was closed before it was used") };
}

/** Starts a program on a channel of its own and waits for its end. */
function runOn(
  state: LinkState,
  deps: LinkDeps,
  { program, startMs, stopMs, resolutionMs }: Job,
  settings: JobSettings,
  signal: AbortSignal,
): Promise<Outcome<JobAnswer>> {
  const channel = `R${state.nextChannel}`;
  state.nextChannel += 1;
  return new Promise((resolve) => {
    const giveUp = (outcome: Outcome<never>): void => {
      detach(state, channel, running);
      running.settle(outcome);
    };
    const onAbort = (): void => giveUp(aborted());
    const cancel = deps.schedule(JOB_TIMEOUT_MS, () => giveUp(failed("timeout", "the program did not end within 20 s")));
    const running: Running = {
      collector: makeCollector(deps.redact),
      handle: null,
      settle(outcome) {
        cancel();
        signal.removeEventListener("abort", onAbort);
        state.running.delete(channel);
        resolve(outcome);
      },
    };
    state.running.set(channel, running);
    signal.addEventListener("abort", onAbort, { once: true });
    const { maxDelayMs } = settings;
    send(state, {
      type: "execute",
      channel,
      program,
      start: startMs,
      stop: stopMs,
      resolution: resolutionMs,
      maxDelay: maxDelayMs,
      immediate: true,
      timezone: "UTC",
      compress: true,
    });
  });
}

/** Opens a connection and shows the token. It closes itself when it is not used for a while. */
export async function openLink(deps: LinkDeps): Promise<Outcome<Link>> {
  const opened = await authenticate(deps);
  if (!opened.ok) return opened;
  const { state, silence, organisation } = opened.value;
  const idle = makeWatch(deps.schedule, IDLE_MS, () => {
    if (state.running.size > 0) return idle.alive();
    silence.stop();
    endLink(state, toFailure("unreachable", "the connection was not used"));
  });
  return succeeded({
    organisation,
    load: () => state.running.size,
    closed: () => state.ended !== null || state.full,
    async run(job, settings, signal) {
      if (signal.aborted) return aborted();
      if (state.ended !== null) return { ok: false, failure: state.ended };
      idle.alive();
      return runOn(state, deps, job, settings, signal);
    },
  });
}
