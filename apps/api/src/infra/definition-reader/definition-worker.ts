import { parentPort } from "node:worker_threads";
import { parseDefinitions } from "@solvent/spec";
import { READY, type WorkerAnswer, type WorkerRequest } from "./worker-protocol.ts";

/** Runs in a thread of its own, which may be ended at any moment: it holds nothing and writes nothing. */
function answer({ text, parts, options }: WorkerRequest): WorkerAnswer {
  const { definitions, diagnostics, declaredKinds, locate } = parseDefinitions(text, options);
  return { read: { definitions, diagnostics, declaredKinds }, places: parts.map(({ of, path, offset }) => locate(of, path, offset)) };
}

parentPort?.on("message", (request: WorkerRequest) => parentPort?.postMessage(answer(request)));
parentPort?.postMessage(READY);
