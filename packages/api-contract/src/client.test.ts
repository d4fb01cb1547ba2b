import { expect, test } from "vitest";
import { ApiError, makeClient, type SendInit } from "./client.ts";

interface Sent {
  readonly url: string;
  readonly init: SendInit;
}

function clientAnswering(status: number, body: string) {
  const sent: Sent[] = [];
  const call = makeClient({
    baseUrl: "/api/v1",
    send: async (url, init) => {
      sent.push({ url, init });
      return { status, text: async () => body };
    },
  });
  return { call, sent };
}

const about = {
  version: "0.1.0",
  database: "embedded",
  evaluator: { active: true, lastTickAt: null, lagSeconds: null },
  objectives: 0,
  sources: 0,
};

const problem = {
  type: "about:blank",
  title: "Conflict",
  status: 409,
  detail: "the objective changed since revision 3",
  code: "revision.conflict",
  requestId: "req-7",
  errors: [{ path: "ifMatch", message: "is 3, the stored revision is 4" }],
};

const failureOf = async (promise: Promise<unknown>): Promise<ApiError> => {
  const error = await promise.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof ApiError)) throw new Error("expected an ApiError");
  return error;
};

test("an answer is parsed with the schema of its endpoint", async () => {
  const { call, sent } = clientAnswering(200, JSON.stringify(about));
  expect(await call("about", {})).toEqual(about);
  expect(sent[0]).toEqual({ url: "/api/v1/about", init: { method: "GET", headers: { accept: "application/json" } } });
});

test("parameters are encoded into the path, and undefined query values are left out", async () => {
  const { call, sent } = clientAnswering(200, JSON.stringify({ items: [], nextCursor: null }));
  await call("listRevisions", { params: { name: "a b" }, query: { limit: 5, cursor: undefined } });
  expect(sent[0]?.url).toBe("/api/v1/objectives/a%20b/revisions?limit=5");
});

test("a write carries its body as JSON and the revision as If-Match", async () => {
  const { call, sent } = clientAnswering(204, "");
  expect(await call("deleteSource", { params: { name: "prom" }, ifMatch: 3 })).toBeNull();
  expect(sent[0]?.init.headers["if-match"]).toBe('"3"');
  await failureOf(call("check", { body: { text: "kind: SLO" } }));
  expect(sent[1]?.init).toMatchObject({ method: "POST", body: '{"text":"kind: SLO"}', headers: { "content-type": "application/json" } });
});

test("problem details become an ApiError with code, detail, request id and fields", async () => {
  const error = await failureOf(clientAnswering(409, JSON.stringify(problem)).call("about", {}));
  expect(error).toMatchObject({
    code: "revision.conflict",
    status: 409,
    detail: problem.detail,
    requestId: "req-7",
    errors: problem.errors,
  });
});

test("an answer that is not problem details is named as such, with its status", async () => {
  const error = await failureOf(clientAnswering(502, "<h1>Bad gateway</h1>").call("about", {}));
  expect(error).toMatchObject({ code: "client.bad-response", status: 502, requestId: null });
});

test("a success with an unexpected shape is refused instead of cast", async () => {
  const error = await failureOf(clientAnswering(200, JSON.stringify({ ...about, objectives: "many" })).call("about", {}));
  expect(error.code).toBe("client.bad-response");
});

test("no answer at all is client.unreachable", async () => {
  const call = makeClient({ baseUrl: "", send: () => Promise.reject(new TypeError("fetch failed")) });
  expect(await failureOf(call("about", {}))).toMatchObject({ code: "client.unreachable", status: 0 });
});

test("an abort keeps its own reason", async () => {
  const aborted = AbortSignal.abort("left the page");
  const call = makeClient({ baseUrl: "", send: (_url, init) => Promise.reject(init.signal?.reason) });
  await expect(call("about", { signal: aborted })).rejects.toBe("left the page");
});
