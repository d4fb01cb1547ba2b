import { request as httpRequest, type IncomingMessage } from "node:http";
import type { PostHttp, PostOutcome, PostRequest } from "@solvent/notifiers";

export interface TestPostHttpOptions {
  /** Aborts when the time for an answer is over. A test that gives its own decides when that is, and need not wait. */
  readonly deadline?: (timeoutMs: number) => AbortSignal;
}

type Settle = (outcome: PostOutcome) => void;

function readAnswer(response: IncomingMessage, settle: Settle, lost: (error: Error) => void): void {
  const chunks: Buffer[] = [];
  response.on("data", (chunk: Buffer) => chunks.push(chunk));
  response.on("error", lost);
  response.on("end", () => {
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
    settle({ ok: true, status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString("utf8") });
  });
}

function post({ url, headers, body, timeoutMs, signal }: PostRequest, deadline: (timeoutMs: number) => AbortSignal): Promise<PostOutcome> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ ok: false, class: "aborted", sent: false, message: "given up before it began" });
    const late = deadline(timeoutMs);
    const over = new AbortController();
    const settle: Settle = (outcome) => {
      over.abort();
      resolve(outcome);
    };
    const outgoing = httpRequest(url, { method: "POST", headers: { ...headers, "content-length": Buffer.byteLength(body) }, agent: false });
    // "finish" alone also comes for what was only buffered: without a connection nothing was sent.
    const isSent = (): boolean => outgoing.writableFinished && outgoing.socket?.connecting === false;
    const stop = (failure: "aborted" | "timeout", message: string) => (): void => {
      settle({ ok: false, class: failure, sent: isSent(), message });
      outgoing.destroy();
    };
    const lost = (error: Error): void => settle({ ok: false, class: "unreachable", sent: isSent(), message: error.message });
    signal.addEventListener("abort", stop("aborted", "given up"), { signal: over.signal });
    late.addEventListener("abort", stop("timeout", "no answer in time"), { signal: over.signal });
    outgoing.on("error", lost);
    outgoing.on("response", (response) => readAnswer(response, settle, lost));
    outgoing.end(body);
  });
}

/** Plain HTTP to loopback, for tests of notifiers. Like the product's own client it follows no redirects and says whether the request was sent. */
export const makeTestPostHttp = ({ deadline = (timeoutMs) => AbortSignal.timeout(timeoutMs) }: TestPostHttpOptions = {}): PostHttp => ({
  post: (request) => post(request, deadline),
});
