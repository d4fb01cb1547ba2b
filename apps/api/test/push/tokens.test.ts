import { createHash } from "node:crypto";
import { isoOfMinute, minuteOfMs } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { SOURCE } from "../support/examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { type Answer, makeTestApp, type TestApp } from "../support/test-app.ts";
import { bearer, makePushSource, type PushSource } from "./push-source.ts";

const database = useTestDatabase();
let api: TestApp;

beforeAll(async () => {
  api = await makeTestApp(database);
});
beforeEach(() => removeEverything(database.url));
afterAll(() => api.close());

const issue = (name = "jobs", revision = 1) => api.call("POST", `/sources/${name}/token`, { revision });
const aMinuteAgo = () => ({ minutes: [{ minute: isoOfMinute(minuteOfMs(Date.now()) - 1), good: 1, total: 1 }] });
const send = (headers: Readonly<Record<string, string>>) => api.call("POST", "/streams/checkout/minutes", { body: aMinuteAgo(), headers });

test("a token is shown once: only its hash is kept, and of the token four characters", async () => {
  const { token } = await makePushSource(api);
  expect(token).toMatch(/^solvent_push_[A-Za-z0-9_-]{43}$/);
  const [kept] = await query<{ hash: Buffer; hint: string }>(database.url, "SELECT hash, hint FROM source_token");
  expect(kept).toEqual({ hash: createHash("sha256").update(token).digest(), hint: token.slice(-4) });
  const shown = await api.call("GET", "/sources/jobs");
  expect(shown.json).toMatchObject({ receives: true, revision: 1, token: { hint: token.slice(-4), lastUsedAt: null } });
  for (const text of [shown.text, (await api.call("GET", "/sources")).text, api.logged()]) expect(text).not.toContain(token);
});

test("the answer that shows a token says not to keep it", async () => {
  await api.call("POST", "/sources", { body: { name: "jobs", kind: "push", connection: {} } });
  const issued = await issue();
  expect([issued.status, issued.headers["cache-control"]]).toEqual([201, "no-store"]);
  expect(issued.json).toEqual({
    token: expect.any(String),
    hint: issued.json.token.slice(-4),
    issuedAt: expect.any(String),
    lastUsedAt: null,
  });
});

test("a new token takes the place of the one before at once", async () => {
  const first = await makePushSource(api);
  expect((await send(bearer(first.token))).status).toBe(200);
  const second = (await issue()).json.token;
  expect((await send(bearer(first.token))).json).toMatchObject({ status: 401, code: "sender.unauthorized" });
  expect((await send(bearer(second))).status).toBe(200);
});

test("a token is made for the revision that was read, of a source that there is and that receives", async () => {
  await api.call("POST", "/sources", { body: { name: "jobs", kind: "push", connection: {} } });
  expect((await issue("jobs", 2)).json).toMatchObject({ status: 412, code: "revision.conflict" });
  expect((await api.call("POST", "/sources/jobs/token")).json).toMatchObject({ status: 428, code: "revision.required" });
  expect((await issue("nothing")).json).toMatchObject({ status: 404, code: "source.not-found" });
  await api.call("POST", "/sources", { body: SOURCE });
  expect((await issue("prom")).json).toMatchObject({
    status: 400,
    code: "request.invalid",
    errors: [{ path: "name", message: expect.stringContaining('kind "prometheus"') }],
  });
  expect(await query(database.url, "SELECT * FROM source_token")).toEqual([]);
});

test.each([
  ["no header", {}, "Authorization: Bearer"],
  ["another scheme", { authorization: "Basic c29sdmVudA==" }, "Authorization: Bearer"],
  ["half a token", { authorization: "Bearer solvent_push_abc" }, "not a whole token"],
  ["a token that nobody has", { authorization: `Bearer solvent_push_${"a".repeat(43)}` }, "No data source has this token"],
])("with %s nothing can be sent, and the answer says what is wrong", async (_name, headers, words) => {
  await makePushSource(api);
  const answer = await send(headers);
  expect(answer.json).toMatchObject({ status: 401, code: "sender.unauthorized", detail: expect.stringContaining(words) });
  expect(answer.headers["www-authenticate"]).toBe("Bearer");
  expect(await query(database.url, "SELECT * FROM push_minute")).toEqual([]);
});

test("when a token was used last is noted, once a minute at most", async () => {
  const { token } = await makePushSource(api);
  expect((await send(bearer(token))).status).toBe(200);
  const lastUse = async () => (await api.call("GET", "/sources/jobs")).json.token.lastUsedAt;
  const first = await lastUse();
  expect(Math.abs(Date.now() - Date.parse(first))).toBeLessThan(60_000);
  await send(bearer(token));
  expect(await lastUse()).toBe(first);
  await query(database.url, "UPDATE source_token SET last_used_at = last_used_at - interval '1 minute'");
  await send(bearer(token));
  expect(await lastUse()).not.toBe(new Date(Date.parse(first) - 60_000).toISOString());
});

test("with the data source its token, its minutes and its series go", async () => {
  const source = await makePushSource(api);
  expect((await send(bearer(source.token))).status).toBe(200);
  await query(
    database.url,
    `INSERT INTO push_series (source_id, fingerprint, metric, kind, labels, first_at_ms, last_at_ms) SELECT id, '\\x01', 'm', 'gauge', '{}', 1, 1 FROM source`,
  );
  await query(database.url, "INSERT INTO push_sample (series_id, at_ms, value) SELECT id, 1, 1 FROM push_series");
  expect((await api.call("DELETE", "/sources/jobs", { revision: 1 })).status).toBe(204);
  for (const table of ["source_token", "push_minute", "push_series", "push_sample"])
    expect(await query(database.url, `SELECT * FROM ${table}`)).toEqual([]);
  expect((await send(bearer(source.token))).status).toBe(401);
});

test("what is sent too often with one token is refused, and that of another source is not held up", { timeout: 300_000 }, async () => {
  const [busy, other] = [await makePushSource(api), await makePushSource(api, "others")];
  // Too old, and refused without any work.
  const body = { minutes: [{ minute: "2020-01-01T00:00Z", good: 1, total: 1 }] };
  const ask = ({ token }: PushSource) => api.call("POST", "/streams/checkout/minutes", { body, headers: bearer(token) });
  const answers: Answer[] = [];
  // Ten a second are allowed, so that it takes a few more than 600, and many more where the machine is slow.
  while (answers.length < 3_000 && !answers.some(({ status }) => status === 429))
    answers.push(...(await Promise.all(Array.from({ length: 50 }, () => ask(busy)))));
  expect(answers.slice(0, 600).map(({ status }) => status)).toEqual(new Array(600).fill(400));
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.json).toMatchObject({ code: "request.rate-limited", detail: expect.stringContaining("600") });
  expect(refused?.headers["retry-after"]).toBe("1");
  expect((await ask(other)).status).toBe(400);
});
