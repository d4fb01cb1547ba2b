import type { WebSocket } from "ws";
import { HTML_PAGE, type HttpFault } from "../http/index.ts";
import { type Account, TOO_MANY_STARTS } from "./account.ts";
import { isHttpFault, type SignalFxFault } from "./faults.ts";
import { makeSimJob, messagesOf, type SimJob } from "./job.ts";
import { readExecute, type SimMessage } from "./messages.ts";
import { toFrame } from "./wire.ts";

/** An execute message. */
export interface ExecuteMessage {
  readonly channel: string;
  readonly compress: boolean;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface RunningJob {
  readonly handle: string;
  stop(): void;
}

/** The programs of one connection. */
export interface SessionJobs {
  execute(message: ExecuteMessage, fault: SignalFxFault | null): void;
  detach(channel: string): void;
  stop(handle: string): void;
  stopAll(): void;
}

type Spoil = (SignalFxFault & { readonly do: "frames" })["spoil"];

const MEBIBYTE = 2 ** 20;
const SHORTEST_WAIT_MS = 10;

export function makeSessionJobs(socket: WebSocket, account: Account): SessionJobs {
  const jobs = new Map<string, RunningJob>();
  const { world, usage } = account;
  const say = (message: SimMessage): void => socket.send(JSON.stringify(message));

  function sendFrames(messages: readonly SimMessage[], { channel, compress }: ExecuteMessage, spoil: Spoil | null = null): void {
    for (const message of messages) {
      const proper = toFrame(message, channel, compress);
      const frame = spoil === null ? proper : spoil(proper, channel);
      if (frame !== null) socket.send(frame);
    }
  }

  function runPast(job: SimJob, message: ExecuteMessage, fault: SignalFxFault | null): void {
    const messages = messagesOf(job);
    sendFrames(fault?.do === "edit" ? fault.edit(messages) : messages, message, fault?.do === "frames" ? fault.spoil : null);
    jobs.delete(message.channel);
  }

  /** Sends every step once it is over and the delay has passed. */
  function runOn(job: SimJob, message: ExecuteMessage): void {
    const { maxDelayMs } = readExecute(message.fields, world.now());
    const readyMs = (atMs: number): number => atMs + job.stepMs + maxDelayMs;
    const isOver = (atMs: number): boolean => job.endMs !== null && atMs >= job.endMs;
    let atMs = job.firstMs;
    let timer: NodeJS.Timeout | null = null;
    const advance = (): void => {
      for (; !isOver(atMs) && readyMs(atMs) <= world.now(); atMs += job.stepMs)
        sendFrames([...job.dataAt(atMs), ...(atMs === job.firstMs ? job.afterFirst : [])], message);
      if (!isOver(atMs)) timer = setTimeout(advance, Math.max(SHORTEST_WAIT_MS, readyMs(atMs) - world.now()));
      else {
        sendFrames(job.closing, message);
        jobs.delete(message.channel);
      }
    };
    jobs.set(message.channel, { handle: job.handle, stop: () => timer !== null && clearTimeout(timer) });
    sendFrames(job.opening, message);
    advance();
  }

  /** Why a program may not start; null when it may. */
  function refusalOf(): SimMessage | null {
    if (jobs.size >= account.jobsPerConnection)
      return { type: "error", error: 400, errorType: "TOO_MANY_CHANNELS", message: "Too many channels in this connection" };
    return account.mayStart() ? null : { type: "error", error: TOO_MANY_STARTS.code, ...TOO_MANY_STARTS };
  }

  function start(message: ExecuteMessage, fault: SignalFxFault | null): void {
    const { channel, fields } = message;
    const refusal = refusalOf();
    const made = refusal === null ? makeSimJob(readExecute(fields, world.now()), world) : { ok: false as const, error: refusal };
    if (!made.ok) {
      say({ ...made.error, channel });
      return;
    }
    const { job } = made;
    jobs.set(channel, { handle: job.handle, stop: () => undefined });
    usage.mostJobs = Math.max(usage.mostJobs, jobs.size);
    const isPast = job.endMs !== null && job.endMs <= world.now();
    // What was asked in one go runs at the same time, as it would on a server.
    setImmediate(() => (isPast ? runPast(job, message, fault) : runOn(job, message)));
  }

  function sendHalf(message: ExecuteMessage): void {
    const made = makeSimJob(readExecute(message.fields, world.now()), world);
    const messages = made.ok ? messagesOf(made.job) : [];
    sendFrames(messages.slice(0, Math.floor(messages.length / 2)), message);
    setImmediate(() => socket.terminate());
  }

  /** The counterpart of a spoilt HTTP answer on a channel. */
  function applyFault(fault: HttpFault, message: ExecuteMessage): void {
    const { channel } = message;
    switch (fault.do) {
      case "status":
        say({ type: "error", channel, error: fault.status, errorType: "REQUEST_FAILED", message: fault.body ?? "" });
        break;
      case "body":
        socket.send(fault.body);
        break;
      case "html":
        socket.send(HTML_PAGE);
        break;
      case "truncate":
        sendHalf(message);
        break;
      case "reset":
        socket.terminate();
        break;
      case "hang":
        break;
      case "slow":
        setTimeout(() => start(message, null), fault.milliseconds);
        break;
      case "oversize":
        for (let sent = 0; sent <= fault.bytes; sent += MEBIBYTE)
          say({ type: "message", channel, message: { messageCode: "PADDING", contents: { text: " ".repeat(MEBIBYTE) } } });
        break;
    }
  }

  function end(found: readonly [string, RunningJob] | undefined): void {
    if (found === undefined) return;
    const [channel, job] = found;
    job.stop();
    jobs.delete(channel);
  }

  return {
    execute: (message, fault) => (fault !== null && isHttpFault(fault) ? applyFault(fault, message) : start(message, fault)),
    detach(channel) {
      usage.detached += 1;
      end([...jobs].find(([name]) => name === channel));
    },
    stop(handle) {
      usage.stopped += 1;
      end([...jobs].find(([, job]) => job.handle === handle));
    },
    stopAll() {
      for (const job of jobs.values()) job.stop();
      jobs.clear();
    },
  };
}
