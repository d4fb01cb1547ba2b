import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addAlert, addNotification } from "../support/alert-rows.ts";
import {
  CANARY,
  CANARY_BYTES,
  type Receiver,
  SECOND_SECRET,
  SLACK,
  SLACK_SECRET,
  startReceiver,
  WEBHOOK,
} from "../support/notification-examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const PATH = "/notification-targets";
const database = useTestDatabase();
let api: TestApp;
let receiver: Receiver;
let now = Date.now();

beforeAll(async () => {
  receiver = await startReceiver();
  api = await makeTestApp(database, {}, () => now);
});
beforeEach(async () => {
  await removeEverything(database.url);
  receiver.received.length = 0;
  receiver.answer = { status: 200, body: "ok" };
  // The limit of outgoing tests starts anew.
  now += 60_000;
});
afterAll(async () => {
  await api.close();
  await receiver.close();
});

const create = (fields: object = {}) => api.call("POST", PATH, { body: { ...WEBHOOK, ...fields } });
const update = (revision: number, fields: object = {}) =>
  api.call("PUT", `${PATH}/hook`, { body: { ...WEBHOOK, secrets: {}, ...fields }, revision });
const pathsOf = (json: { errors?: { path: string }[] }) => json.errors?.map(({ path }) => path);

test("a target comes back without its secrets, without health and, as the first one, as the default for everything", async () => {
  const { status, json, headers } = await create({ displayName: "Our hook" });
  expect([status, headers.etag]).toEqual([201, '"1"']);
  expect(json).toMatchObject({
    name: "hook",
    displayName: "Our hook",
    kind: "webhook",
    kindTitle: "Webhook",
    settings: { url: "http://127.0.0.1:9/hook" },
    secretsSet: ["signingSecret"],
    failover: null,
    routes: [{ scope: "all", name: null, severities: ["page", "ticket"] }],
    health: { state: "unknown", okAt: null, failingSince: null, pending: 0, oldestPendingAt: null, dead: 0 },
    revision: 1,
  });
  expect((await api.call("GET", `${PATH}/hook`)).json).toEqual(json);
  expect((await api.call("GET", PATH)).json).toEqual({ items: [json], nextCursor: null });
});

test("settings come back with the defaults of their kind", async () => {
  expect((await api.call("POST", PATH, { body: SLACK })).json.settings).toEqual({ mention: "", timeZone: "UTC" });
});

test("a second target is told about nothing until somebody says so, and neither is a first one beside a route for everything", async () => {
  await create();
  expect((await api.call("POST", PATH, { body: SLACK })).json.routes).toEqual([]);
  await api.call("PUT", "/notification-routes/all/all", { body: { page: [], ticket: [] } });
  await query(database.url, "DELETE FROM notification_target");
  expect((await create()).json.routes).toEqual([]);
});

test("targets are listed by name in pages", async () => {
  for (const name of ["c", "a", "b"]) await create({ name });
  const first = await api.call("GET", `${PATH}?limit=2`);
  expect(first.json.items.map((item: { name: string }) => item.name)).toEqual(["a", "b"]);
  const second = await api.call("GET", `${PATH}?limit=2&cursor=${first.json.nextCursor}`);
  expect([second.json.items[0].name, second.json.nextCursor]).toEqual(["c", null]);
});

test("the kinds come with everything that a form needs", async () => {
  const { items } = (await api.call("GET", "/notification-kinds")).json;
  const kind = (name: string) => items.find((item: { kind: string }) => item.kind === name);
  expect(kind("webhook").settingsSchema.properties.url).toMatchObject({ type: "string", title: "Address" });
  expect(kind("webhook").secrets.map((secret: { field: string; required: boolean }) => [secret.field, secret.required])).toEqual([
    ["signingSecret", true],
    ["previousSigningSecret", false],
  ]);
  expect(kind("slack")).toMatchObject({ title: "Slack", secrets: [{ field: "url", required: true }] });
});

describe("what is wrong is refused by its field", () => {
  test.each([
    ["an unknown kind", { kind: "pager" }, 422, "target.kind-unknown", ["kind"]],
    ["no address", { settings: {} }, 400, "request.invalid", ["settings.url"]],
    ["an address that is none", { settings: { url: "hook" } }, 400, "request.invalid", ["settings.url"]],
    ["an unknown field", { settings: { ...WEBHOOK.settings, uri: "x" } }, 400, "request.invalid", ["settings.uri"]],
    [
      "a secret among the readable fields",
      { settings: { ...WEBHOOK.settings, signingSecret: CANARY } },
      400,
      "request.invalid",
      ["settings.signingSecret"],
    ],
    ["a secret that the kind does not have", { secrets: { token: CANARY } }, 400, "request.invalid", ["secrets.token"]],
    ["no secret where one is needed", { secrets: {} }, 400, "request.invalid", ["secrets.signingSecret"]],
    ["null for a secret that is needed", { secrets: { signingSecret: null } }, 400, "request.invalid", ["secrets.signingSecret"]],
    ["an empty secret", { secrets: { signingSecret: "" } }, 400, "request.invalid", ["secrets.signingSecret"]],
    ["a secret of another form", { secrets: { signingSecret: CANARY_BYTES } }, 400, "request.invalid", ["secrets.signingSecret"]],
    [
      "settings and a secret at once",
      { settings: {}, secrets: { signingSecret: CANARY_BYTES } },
      400,
      "request.invalid",
      ["settings.url", "secrets.signingSecret"],
    ],
    ["a stand-in that does not exist", { failover: "nobody" }, 400, "request.invalid", ["failover"]],
    ["itself as a stand-in", { failover: "hook" }, 400, "request.invalid", ["failover"]],
    ["a name with capitals", { name: "Hook" }, 400, "request.invalid", ["name"]],
  ])("%s", async (_name, fields, status, code, paths) => {
    const { json, text, ...answer } = await create(fields);
    expect([answer.status, json.code, pathsOf(json)]).toEqual([status, code, paths]);
    expect(text).not.toContain(CANARY_BYTES);
    expect(await query(database.url, "SELECT 1 FROM notification_target")).toEqual([]);
  });

  test("a name that is taken, another name, another kind, another revision, and a target that is not there", async () => {
    await create();
    expect((await create()).json).toMatchObject({ status: 409, code: "target.name-taken" });
    expect(pathsOf((await update(1, { name: "other" })).json)).toEqual(["name"]);
    expect(pathsOf((await update(1, { ...SLACK, name: "hook" })).json)).toEqual(["kind"]);
    expect((await update(2)).json).toMatchObject({ status: 412, code: "revision.conflict" });
    expect((await api.call("PUT", `${PATH}/hook`, { body: WEBHOOK })).json.code).toBe("revision.required");
    const elsewhere = await api.call("PUT", `${PATH}/none`, { body: { ...WEBHOOK, name: "none" }, revision: 1 });
    expect(elsewhere.json).toMatchObject({ status: 404, code: "target.not-found" });
    expect((await api.call("GET", `${PATH}/none`)).json).toMatchObject({ status: 404, code: "target.not-found" });
    expect((await api.call("DELETE", `${PATH}/none`, { revision: 1 })).json.code).toBe("target.not-found");
  });

  test("stand-ins that lead back to where they began", async () => {
    await create({ name: "c" });
    await create({ name: "b", failover: "c" });
    await create({ failover: "b" });
    const closed = await api.call("PUT", `${PATH}/c`, { body: { ...WEBHOOK, name: "c", secrets: {}, failover: "hook" }, revision: 1 });
    expect([closed.status, closed.json.errors]).toEqual([
      400,
      [{ path: "failover", message: expect.stringContaining("c → hook → b → c") }],
    ]);
  });
});

test("a change makes a revision, none makes none", async () => {
  await create();
  expect((await update(1)).json.revision).toBe(1);
  expect((await update(1, { displayName: "x" })).json).toMatchObject({ revision: 2, displayName: "x" });
});

test("a target that is changed is tried at once, whatever its failures had earned it", async () => {
  await create();
  await query(
    database.url,
    "INSERT INTO notification_queue (target_id, not_before, attempts) SELECT id, now() + interval '5 minutes', 9 FROM notification_target",
  );
  await update(1, { displayName: "x" });
  expect(await query(database.url, "SELECT not_before FROM notification_queue")).toEqual([{ not_before: null }]);
});

describe("secrets", () => {
  test("are encrypted at rest, stay when they are left out and are replaced when they are given", async () => {
    await create();
    const sealed = async () => (await query<{ sealed: Buffer }>(database.url, "SELECT sealed FROM notification_target_secret"))[0]?.sealed;
    const before = await sealed();
    expect(before?.toString("latin1")).not.toContain(CANARY_BYTES);
    expect(before?.length).toBe(12 + CANARY.length + 16);
    await update(1, { displayName: "x" });
    expect(await sealed()).toEqual(before);
    expect((await update(2, { secrets: { signingSecret: SECOND_SECRET } })).json).toMatchObject({
      revision: 3,
      secretsSet: ["signingSecret"],
    });
    expect(await sealed()).not.toEqual(before);
  });

  test("can be removed unless the kind needs them", async () => {
    await create({ secrets: { signingSecret: CANARY, previousSigningSecret: SECOND_SECRET } });
    expect(pathsOf((await update(1, { secrets: { signingSecret: null } })).json)).toEqual(["secrets.signingSecret"]);
    expect((await update(1, { secrets: { previousSigningSecret: null } })).json.secretsSet).toEqual(["signingSecret"]);
  });

  test("do not travel to another address: they have to be given again", async () => {
    await create();
    for (const url of ["http://127.0.0.1:10/hook", "https://127.0.0.1:9/hook", "http://localhost:9/hook"]) {
      const moved = await update(1, { settings: { url } });
      expect(moved.json).toMatchObject({ status: 422, code: "target.secret-required", errors: [{ path: "secrets.signingSecret" }] });
    }
    expect((await update(1, { settings: { url: "http://127.0.0.1:9/other" } })).json.revision).toBe(2);
    const elsewhere = { settings: { url: "http://127.0.0.1:10/hook" }, secrets: { signingSecret: SECOND_SECRET } };
    expect((await update(2, elsewhere)).json).toMatchObject({ revision: 3, secretsSet: ["signingSecret"] });
    const [row] = await query(database.url, "SELECT secret_origin FROM notification_target");
    expect(row).toEqual({ secret_origin: "http://127.0.0.1:10" });
  });

  test("that are an address themselves are bound to no other", async () => {
    await api.call("POST", PATH, { body: SLACK });
    const body = { ...SLACK, secrets: {}, settings: { mention: "<!here>" } };
    expect((await api.call("PUT", `${PATH}/slack`, { body, revision: 1 })).json).toMatchObject({ revision: 2, secretsSet: ["url"] });
  });

  test("never appear in a response or in the log, whatever is done with them", async () => {
    const texts: string[] = [];
    const seen = async (answer: Promise<{ text: string }>) => texts.push((await answer).text);
    receiver.answer = { status: 500, body: `I was told ${CANARY} and ${SLACK_SECRET}` };
    const reached = { settings: { url: receiver.url } };
    await seen(create());
    await seen(create());
    await seen(api.call("POST", PATH, { body: SLACK }));
    await seen(api.call("POST", PATH, { body: { ...SLACK, name: "other", secrets: { url: `${SLACK_SECRET}?x=${CANARY}` } } }));
    await seen(update(1, { settings: { url: "no url" }, secrets: { signingSecret: CANARY } }));
    await seen(update(1, { secrets: { signingSecret: `${CANARY}x`, other: CANARY } }));
    await seen(update(1, { ...reached, secrets: { signingSecret: CANARY } }));
    await seen(update(7, { secrets: { signingSecret: CANARY } }));
    for (const path of [PATH, `${PATH}/hook`, `${PATH}/slack`, "/notification-kinds", "/notification-routes", "/openapi.json"]) {
      await seen(api.call("GET", path));
    }
    await seen(api.call("POST", `${PATH}/hook/test`));
    await seen(api.call("POST", `${PATH}/test`, { body: { kind: "webhook", ...reached, secrets: { signingSecret: CANARY } } }));
    await seen(
      api.call("POST", `${PATH}/test`, {
        body: { kind: "slack", settings: {}, secrets: { url: receiver.url.replace("/hook", "/canary5d1e7b") } },
      }),
    );
    await seen(api.call("POST", `${PATH}/test`, { body: { kind: "none", settings: {}, secrets: { url: CANARY } } }));
    await query(database.url, "UPDATE notification_target_secret SET sealed = '\\x00'");
    await seen(api.call("POST", `${PATH}/hook/test`));
    await seen(api.call("DELETE", `${PATH}/hook`, { revision: 2 }));
    expect(receiver.received.length).toBeGreaterThan(1);
    for (const secret of [CANARY_BYTES, SLACK_SECRET, "canary5d1e7b"]) {
      expect(texts.filter((text) => text.includes(secret))).toEqual([]);
      expect(api.logged()).not.toContain(secret);
      expect(JSON.stringify(await query(database.url, "SELECT * FROM notification_target"))).not.toContain(secret);
    }
  });
});

describe("health", () => {
  test("tells how deliveries went and what waits", async () => {
    await create();
    const alert = await addAlert(database.url);
    await addNotification(database.url, alert, { targetOf: "hook" });
    await addNotification(database.url, alert, { targetOf: "hook", event: "resolved", state: "sending" });
    const other = await addAlert(database.url);
    await addNotification(database.url, other, { targetOf: "hook", state: "dead", settledAt: new Date().toISOString() });
    await addNotification(database.url, other, { targetOf: "hook", event: "resolved", state: "dead", settledAt: "2020-01-01T00:00:00Z" });
    await query(
      database.url,
      `INSERT INTO notification_queue (target_id, ok_at, failing_since, failure_class, message)
       SELECT id, '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'refused', 'channel_not_found' FROM notification_target`,
    );
    expect((await api.call("GET", `${PATH}/hook`)).json.health).toEqual({
      state: "failing",
      okAt: "2026-01-01T00:00:00.000Z",
      failingSince: "2026-01-02T00:00:00.000Z",
      failureClass: "refused",
      message: "channel_not_found",
      pending: 2,
      oldestPendingAt: expect.stringMatching(/Z$/),
      dead: 1,
    });
    await query(database.url, "UPDATE notification_queue SET failing_since = NULL");
    expect((await api.call("GET", `${PATH}/hook`)).json.health.state).toBe("ok");
  });
});

describe("deleting", () => {
  test("gives up what waits, keeps the history under the name, and takes the target out of routes and stand-ins", async () => {
    await create();
    await create({ name: "second", failover: "hook" });
    await api.call("PUT", "/notification-routes/all/all", { body: { page: ["hook", "second"], ticket: ["hook"] } });
    const alert = await addAlert(database.url);
    const waiting = await addNotification(database.url, alert, { targetOf: "hook" });
    const sent = await addNotification(database.url, alert, {
      targetOf: "hook",
      event: "resolved",
      state: "sent",
      settledAt: "2026-01-01T00:00:00Z",
    });
    const otherWaiting = await addNotification(database.url, alert, { targetOf: "second" });
    expect((await api.call("DELETE", `${PATH}/hook`, { revision: 2 })).json.code).toBe("revision.conflict");
    expect((await api.call("DELETE", `${PATH}/hook`, { revision: 1 })).status).toBe(204);
    const { notifications } = (await api.call("GET", `/alerts/${alert}`)).json;
    expect(notifications).toMatchObject([
      { id: waiting, target: "hook", targetDeleted: true, state: "dead", reason: "the target was deleted", settledAt: expect.any(String) },
      { id: sent, target: "hook", targetDeleted: true, state: "sent" },
      { id: otherWaiting, target: "second", targetDeleted: false, state: "pending" },
    ]);
    expect((await api.call("GET", "/notification-routes")).json.items).toMatchObject([{ scope: "all", page: ["second"], ticket: [] }]);
    expect((await api.call("GET", `${PATH}/second`)).json.failover).toBeNull();
  });

  test("a message that is under way ends as it ends, one of a sender that died is given up", async () => {
    await create();
    await create({ name: "second" });
    const alert = await addAlert(database.url);
    await addNotification(database.url, alert, { targetOf: "hook", state: "sending" });
    await addNotification(database.url, alert, { targetOf: "second", state: "sending" });
    await query(
      database.url,
      `INSERT INTO notification_queue (target_id, claim, locked_until)
       SELECT id, gen_random_uuid(), now() + CASE name WHEN 'hook' THEN interval '1 minute' ELSE interval '-1 second' END FROM notification_target`,
    );
    for (const name of ["hook", "second"]) await api.call("DELETE", `${PATH}/${name}`, { revision: 1 });
    const { notifications } = (await api.call("GET", `/alerts/${alert}`)).json;
    expect(notifications.map((one: { state: string }) => one.state)).toEqual(["sending", "dead"]);
  });

  test("the last target that everything was routed to takes that route along, so that the next first one is the default again", async () => {
    await create();
    await api.call("DELETE", `${PATH}/hook`, { revision: 1 });
    expect((await api.call("GET", "/notification-routes")).json.items).toEqual([]);
    expect((await create()).json.routes).toHaveLength(1);
  });

  test("a route for everything that tells nobody on purpose stays", async () => {
    await create();
    await api.call("PUT", "/notification-routes/all/all", { body: { page: [], ticket: [] } });
    await api.call("DELETE", `${PATH}/hook`, { revision: 1 });
    expect((await api.call("GET", "/notification-routes")).json.items).toHaveLength(1);
  });
});

describe("testing", () => {
  const test_ = (fields: object) =>
    api.call("POST", `${PATH}/test`, { body: { kind: "webhook", settings: { url: receiver.url }, ...fields } });

  test("an unsaved target receives one message, and nothing is stored", async () => {
    const { status, json } = await test_({ secrets: { signingSecret: CANARY } });
    expect([status, json]).toEqual([200, { ok: true, status: 200, latencyMs: expect.any(Number), failure: null }]);
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]).toContain("local");
    expect(await query(database.url, "SELECT 1 FROM notification_target UNION ALL SELECT 1 FROM delivery")).toEqual([]);
  });

  test("a saved target is tested with the secrets it holds, also with a change that keeps its address", async () => {
    await create({ settings: { url: receiver.url } });
    expect((await api.call("POST", `${PATH}/hook/test`)).json.ok).toBe(true);
    expect((await test_({ name: "hook", settings: { url: `${receiver.url}/x` } })).json.ok).toBe(true);
    expect(receiver.received[0]).toContain("hook");
    const elsewhere = await test_({ name: "hook", settings: { url: "http://localhost:9/" } });
    expect(elsewhere.json).toMatchObject({ status: 422, code: "target.secret-required", errors: [{ path: "secrets.signingSecret" }] });
    expect(receiver.received).toHaveLength(2);
  });

  test("a receiver that refuses is a verdict without a word of its answer", async () => {
    receiver.answer = { status: 410, body: "an internal page" };
    const { status, json, text } = await test_({ secrets: { signingSecret: CANARY } });
    expect([status, json.ok, json.status, json.failure.class, json.failure.permanent]).toEqual([200, false, 410, "revoked", true]);
    expect(text).not.toContain("internal page");
  });

  test("nobody there, and an address that is never allowed, are verdicts too", async () => {
    const secrets = { signingSecret: CANARY };
    expect((await test_({ settings: { url: "http://127.0.0.1:9/" }, secrets })).json.failure.class).toBe("unreachable");
    expect((await test_({ settings: { url: "http://169.254.169.254/" }, secrets })).json.failure.class).toBe("blocked");
  });

  test("a stored secret that cannot be opened any more is a failure in words", async () => {
    await create({ settings: { url: receiver.url } });
    await query(database.url, "UPDATE notification_target_secret SET key_id = 'another'");
    expect((await api.call("POST", `${PATH}/hook/test`)).json.failure).toEqual({
      class: "blocked",
      permanent: true,
      message: 'the secret "signingSecret" was stored under another key; enter it again',
    });
    expect(receiver.received).toEqual([]);
  });

  test("what is wrong is refused like in saving", async () => {
    await create();
    expect(pathsOf((await test_({ secrets: {} })).json)).toEqual(["secrets.signingSecret"]);
    expect(pathsOf((await test_({ settings: {}, secrets: { signingSecret: CANARY } })).json)).toEqual(["settings.url"]);
    expect((await test_({ kind: "pager" })).json.code).toBe("target.kind-unknown");
    expect(pathsOf((await test_({ name: "hook", kind: "slack", settings: {}, secrets: { url: SLACK_SECRET } })).json)).toEqual(["kind"]);
    expect((await test_({ name: "none", secrets: { signingSecret: CANARY } })).json.code).toBe("target.not-found");
    expect((await api.call("POST", `${PATH}/none/test`)).json.code).toBe("target.not-found");
  });

  test("ten tests a minute are answered, the next one says when to come back", async () => {
    const tests = await Promise.all(Array.from({ length: 12 }, () => api.call("POST", `${PATH}/none/test`)));
    expect(tests.filter(({ status }) => status === 404)).toHaveLength(10);
    const [refused] = tests.filter(({ status }) => status === 429);
    expect([refused?.json.code, refused?.headers["retry-after"]]).toEqual(["request.rate-limited", "6"]);
  });
});
