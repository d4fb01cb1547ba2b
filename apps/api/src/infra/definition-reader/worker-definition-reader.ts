import { Worker } from "node:worker_threads";
import { AppError } from "../../errors/app-error.ts";
import type { DefinitionReader } from "../../usecases/definitions/definition-reader.ts";
import type { WorkerAnswer, WorkerRequest } from "./worker-protocol.ts";

export interface WorkerReaderOptions {
  /** Time for one text; the thread is ended afterwards. */
  readonly timeoutMs: number;
  readonly maxHeapMegabytes: number;
  /** Reads windows of any number of minutes, for tests of the arithmetic. */
  readonly anyWindow: boolean;
}

export interface WorkerDefinitionReader extends DefinitionReader {
  close(): Promise<void>;
}

const DEFAULTS: WorkerReaderOptions = { timeoutMs: 2_000, maxHeapMegabytes: 128, anyWindow: false };

/** Bundled, the thread's file lies beside the server's. From source it needs a loader, which only a running thread can register. */
function startWorker(maxHeapMegabytes: number): Worker {
  const options = { env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: maxHeapMegabytes } };
  if (!import.meta.url.endsWith(".ts")) return new Worker(new URL("./definition-worker.js", import.meta.url), options);
  const file = new URL("./definition-worker.ts", import.meta.url).href;
  return new Worker(`import("tsx/esm/api").then(({ register }) => { register(); return import("${file}"); });`, { ...options, eval: true });
}

const refuse = (why: string): AppError =>
  new AppError("definition.invalid", `The text could not be read: ${why}`, {
    problems: [{ path: "", message: why, line: 1, column: 1 }],
  });

/** One request to the thread. A thread that is late, or died of the text, is of no use any more. */
function ask(worker: Worker, request: WorkerRequest, timeoutMs: number): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      finish();
    };
    const onMessage = (answer: WorkerAnswer) => settle(() => resolve(answer));
    const onError = (error: Error & { code?: string }) =>
      settle(() => reject(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? refuse("it takes too much memory") : error));
    const onExit = () => settle(() => reject(new Error("the thread that reads definitions has ended")));
    const timer = setTimeout(() => settle(() => reject(refuse(`it takes longer than ${timeoutMs / 1000} s`))), timeoutMs);
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(request);
  });
}

/**
 * Reads texts in one thread, one after the other, within bounds of time and memory. The thread is made when it is first needed
 * and again after a text that exceeded the bounds.
 */
export function makeWorkerDefinitionReader(wanted: Partial<WorkerReaderOptions> = {}): WorkerDefinitionReader {
  const { timeoutMs, maxHeapMegabytes, anyWindow } = { ...DEFAULTS, ...wanted };
  const options = { anyWindow };
  let worker: Promise<Worker> | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const ready = (): Promise<Worker> =>
    new Promise((resolve, reject) => {
      const started = startWorker(maxHeapMegabytes);
      started.unref();
      started.once("message", () => resolve(started)).once("error", reject);
    });

  async function end(): Promise<void> {
    const ending = worker;
    worker = null;
    const current = await ending?.catch(() => null);
    await current?.terminate();
  }

  async function run(request: WorkerRequest): Promise<WorkerAnswer> {
    try {
      worker ??= ready();
      return await ask(await worker, request, timeoutMs);
    } catch (error) {
      await end();
      throw error;
    }
  }

  function enqueue(request: WorkerRequest): Promise<WorkerAnswer> {
    const answer = queue.then(() => run(request));
    queue = answer.catch(() => undefined);
    return answer;
  }

  return {
    read: async (text) => (await enqueue({ text, parts: [], options })).read,
    locate: async (text, parts) => (parts.length === 0 ? [] : (await enqueue({ text, parts, options })).places),
    close: end,
  };
}
