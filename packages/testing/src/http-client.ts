import { setMaxListeners } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { failed, type HttpAnswer, type HttpClient, type HttpRequest, type Outcome, succeeded } from "@solvent/metric-sources";
import { toNodeTls } from "./doors/tls-options.ts";

const MAX_BODY_BYTES = 16 * 1024 * 1024;

function toAnswer(response: IncomingMessage, resolve: (outcome: Outcome<HttpAnswer>) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes > MAX_BODY_BYTES) {
      resolve(failed("too-large", "the answer is larger than 16 MiB"));
      response.destroy();
    }
  });
  response.on("error", (error) => resolve(failed("unreachable", error.message)));
  response.on("end", () => {
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
    resolve(succeeded({ status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString("utf8") }));
  });
}

function bodyOf({ form, body }: HttpRequest): { contentType: string; text: string } | null {
  if (form === undefined) return body ?? null;
  const fields = new URLSearchParams(form.map(([name, value]): [string, string] => [name, value]));
  return { contentType: "application/x-www-form-urlencoded", text: fields.toString() };
}

function send(request: HttpRequest): Promise<Outcome<HttpAnswer>> {
  return new Promise((resolve) => {
    if (request.signal.aborted) return resolve(failed("aborted", "aborted"));
    // Many requests of one read share a signal.
    setMaxListeners(0, request.signal);
    const body = bodyOf(request);
    const headers = {
      ...request.headers,
      ...(body === null ? {} : { "content-type": body.contentType, "content-length": Buffer.byteLength(body.text) }),
    };
    const ask = request.url.startsWith("https:") ? httpsRequest : httpRequest;
    const outgoing = ask(request.url, {
      method: request.method,
      headers,
      signal: request.signal,
      timeout: request.timeoutMs ?? 20_000,
      agent: false,
      ...toNodeTls(request.tls),
    });
    outgoing.on("response", (response) => toAnswer(response, resolve));
    outgoing.on("timeout", () => {
      resolve(failed("timeout", "no answer in time"));
      outgoing.destroy();
    });
    outgoing.on("error", (error) => resolve(request.signal.aborted ? failed("aborted", "aborted") : failed("unreachable", error.message)));
    outgoing.end(body?.text ?? "");
  });
}

/** HTTP to loopback, for tests of adapters. The product's own client, with its address policy, lives in the API. */
export const makeTestHttpClient = (): HttpClient => ({ send });
