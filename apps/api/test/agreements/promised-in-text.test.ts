import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { objective, SOURCE } from "../support/examples.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
let text = "";

const PROMISE = {
  name: "acme-2026",
  customer: "Acme",
  targetPercent: "99",
  unit: "month",
  zone: "Europe/Paris",
  startsAt: "2026-01-01T00:00Z",
};

const withPromises = (promises: object): string =>
  text.replace("metadata:\n", `metadata:\n  annotations:\n    solvent/agreements: '${JSON.stringify(promises)}'\n`);
const apply = (promises: object, dryRun = false) => api.call("POST", "/apply", { body: { text: withPromises(promises), dryRun } });
const agreements = async () => (await api.call("GET", "/agreements")).json.items;

beforeAll(async () => {
  api = await makeTestApp(database);
  await api.call("POST", "/sources", { body: SOURCE });
  const created = await api.call("POST", "/objectives", { body: objective({ name: "checkout", targetPercent: "99.9" }) });
  expect(created.status, created.text).toBe(201);
  text = created.json.openslo;
});
afterAll(() => api.close());

test("a promise in the text of an objective becomes an agreement, and the same text again changes nothing", async () => {
  expect((await apply([PROMISE], true)).json.changes.at(-1)).toMatchObject({ kind: "Agreement", name: "acme-2026", action: "create" });
  expect(await agreements()).toEqual([]);
  expect((await apply([PROMISE])).json.changes.at(-1)).toMatchObject({ kind: "Agreement", action: "create" });
  expect(await agreements()).toMatchObject([{ ...PROMISE, objective: "checkout", weekStart: "monday", revision: 1 }]);
  expect((await apply([PROMISE])).json.changes).toMatchObject([{ action: "unchanged" }, { action: "unchanged" }]);
});

test("the exported objective holds its agreements and can be applied again", async () => {
  const { openslo } = (await api.call("GET", "/objectives/checkout")).json;
  expect(openslo).toContain("acme-2026");
  const applied = await api.call("POST", "/apply", { body: { text: openslo } });
  expect(applied.json.changes.map(({ kind, action }: { kind: string; action: string }) => [kind, action])).toEqual([
    ["SLO", "unchanged"],
    ["Agreement", "unchanged"],
  ]);
});

test("a change says what changed, and a text without the promise leaves it alone", async () => {
  const applied = await apply([{ ...PROMISE, targetPercent: "99.5", note: "10 % of the fee" }]);
  expect(applied.json.changes.at(-1)).toMatchObject({
    action: "update",
    changes: [
      { path: "note", before: null, after: "10 % of the fee" },
      { path: "targetPercent", before: "99", after: "99.5" },
    ],
  });
  await apply([]);
  expect(await agreements()).toMatchObject([{ targetPercent: "99.5", revision: 2 }]);
});

test.each([
  ["above the target of the objective", [{ ...PROMISE, targetPercent: "99.95" }], "solvent/agreements[0].targetPercent must not be above"],
  ["with an unknown zone", [{ ...PROMISE, zone: "Europe/Pari" }], "must be an IANA time zone"],
  ["from an instant that does not exist", [{ ...PROMISE, startsAt: "2026-02-30T00:00Z" }], "must be an instant in UTC"],
  ["with a target that is no text", [{ ...PROMISE, targetPercent: 99 }], "targetPercent must be text"],
  ["twice under one name", [PROMISE, PROMISE], "another agreement of the text has this name"],
])("a promise %s is refused at its place, and nothing is stored", async (_what, promises, message) => {
  const before = await agreements();
  const refused = await apply(promises);
  expect([refused.status, refused.json.code]).toEqual([422, "definition.invalid"]);
  expect(refused.json.errors).toMatchObject([{ message: expect.stringContaining(message), line: expect.any(Number) }]);
  expect(await agreements()).toEqual(before);
});

test("the name of a promise on another objective is refused", async () => {
  const other = await api.call("POST", "/objectives", { body: objective({ name: "login", targetPercent: "99.9" }) });
  const login = String(other.json.openslo).replace(
    "metadata:\n",
    `metadata:\n  annotations:\n    solvent/agreements: '${JSON.stringify([PROMISE])}'\n`,
  );
  const refused = await api.call("POST", "/apply", { body: { text: login } });
  expect(refused.json.errors).toMatchObject([{ message: expect.stringContaining('an agreement on the objective "checkout"') }]);
});
