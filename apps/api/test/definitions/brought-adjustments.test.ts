import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { objective, TEXT } from "../support/examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database);
});
beforeEach(() => removeEverything(database.url));
afterAll(() => api.close());

const SUNDAYS = `- from: 2026-03-01T01:00Z
  to: 2026-03-01T03:00Z
  mode: exclude
  rule: FREQ=WEEKLY;BYDAY=SU
  zone: Europe/Paris
  category: maintenance
  reason: Weekly maintenance`;
const BANK = '- {from: "2026-03-09T10:00:30Z", to: "2026-03-09T10:20Z", mode: forgive, category: dependency, reason: The bank was down}';

const bringing = (...items: readonly string[]): string => {
  const block = items
    .join("\n")
    .split("\n")
    .map((line) => `      ${line}`)
    .join("\n");
  return TEXT.replace("metadata: { name: checkout }", `metadata:\n  name: checkout\n  annotations:\n    solvent/adjustments: |\n${block}`);
};
const apply = (text: string, dryRun = false) => api.call("POST", "/apply", { body: { text, dryRun } });
const ofCheckout = async (json: { changes: { kind: string; name: string }[] }) => json.changes.find(({ kind }) => kind === "SLO");
const versions = () =>
  query<{ version: number; reason: string; newest: boolean; removed: boolean; brought_by: string; author: string }>(
    database.url,
    "SELECT * FROM adjustment_version ORDER BY created_at",
  );

test("adjustments that a definition brings along are recorded with it, in whole minutes rounded outward", async () => {
  expect((await apply(bringing(SUNDAYS, BANK))).status).toBe(200);
  const { json } = await api.call("GET", "/adjustments?objective=checkout");
  const found = json.items.sort((a: { from: string }, b: { from: string }) => (a.from < b.from ? -1 : 1));
  expect(found).toMatchObject([
    {
      scope: "objective",
      name: "checkout",
      mode: "exclude",
      from: "2026-03-01T01:00Z",
      to: "2026-03-01T03:00Z",
      recurrence: { rule: "FREQ=WEEKLY;BYDAY=SU", zone: "Europe/Paris" },
      category: "maintenance",
      reason: "Weekly maintenance",
      version: 1,
      removable: false,
    },
    { mode: "forgive", from: "2026-03-09T10:00Z", to: "2026-03-09T10:20Z", recurrence: null, category: "dependency" },
  ]);
});

test("applying the same again changes nothing, in another order and spelling too, nor does the objective's own text", async () => {
  await apply(bringing(SUNDAYS, BANK));
  const again = await apply(bringing(BANK, SUNDAYS.replace("FREQ=WEEKLY;BYDAY=SU", "freq=weekly;byday=su")));
  expect(await ofCheckout(again.json)).toMatchObject({ action: "unchanged", changes: [] });
  const { json } = await api.call("GET", "/objectives/checkout");
  expect(json).toMatchObject({ annotations: {}, revision: 1 });
  expect(json.openslo).toContain("solvent/adjustments: |");
  expect(await ofCheckout((await apply(json.openslo)).json)).toMatchObject({ action: "unchanged" });
  expect(await versions()).toHaveLength(2);
});

test("what a definition says otherwise becomes a new version, and what it leaves out is removed", async () => {
  await apply(bringing(SUNDAYS, BANK));
  const { json } = await apply(bringing(SUNDAYS.replace("Weekly maintenance", "Stock-taking")));
  const change = { path: "adjustments", before: [{}, {}], after: [{ rule: "FREQ=WEEKLY;BYDAY=SU", reason: "Stock-taking" }] };
  expect(await ofCheckout(json)).toMatchObject({ action: "update", changes: [change] });
  expect((await api.call("GET", "/objectives/checkout/revisions")).json.items[0]).toMatchObject({ revision: 2, changes: [change] });
  const newest = (await versions()).filter(({ newest }) => newest).map(({ reason, version, removed }) => [reason, version, removed]);
  expect(newest.sort()).toEqual([
    ["Stock-taking", 2, false],
    ["The bank was down", 2, true],
  ]);
  expect(await ofCheckout((await apply(TEXT)).json)).toMatchObject({ action: "update" });
  expect((await api.call("GET", "/adjustments?objective=checkout")).json.items).toEqual([]);
});

test("a dry run says what would change and records nothing", async () => {
  await apply(TEXT);
  const { json } = await apply(bringing(SUNDAYS), true);
  expect(await ofCheckout(json)).toMatchObject({ action: "update", changes: [{ path: "adjustments", before: [] }] });
  expect(await versions()).toEqual([]);
});

test("a change through the API keeps what the definition brought along", async () => {
  await apply(bringing(BANK));
  const { json } = await api.call("PUT", "/objectives/checkout", { body: objective({ targetPercent: "99.5" }), revision: 1 });
  expect(json).toMatchObject({ targetPercent: "99.5", openslo: expect.stringContaining("The bank was down") });
  expect(await versions()).toMatchObject([{ version: 1, newest: true, removed: false, brought_by: "checkout", author: "local" }]);
});

test("what people recorded stays when a definition changes what it brings", async () => {
  await apply(bringing(BANK));
  const body = { scope: "objective", name: "checkout", mode: "exclude", from: "2026-03-02T00:00:00Z", to: "2026-03-02T01:00:00Z" };
  await api.call("POST", "/adjustments", { body: { ...body, category: "other", reason: "By hand" } });
  await apply(TEXT);
  const { json } = await api.call("GET", "/adjustments?objective=checkout");
  expect(json.items).toMatchObject([{ reason: "By hand", removable: true }]);
});

describe("what is wrong is refused where it is written, and stores nothing", () => {
  test.each([
    ["a rule that is none", SUNDAYS.replace("WEEKLY", "SOMETIMES"), "solvent/adjustments[0].rule"],
    [
      "an unknown category",
      SUNDAYS.replace("category: maintenance", "category: holidays"),
      "solvent/adjustments[0].category must be one of",
    ],
    ["an interval of more than a year", SUNDAYS.replace("to: 2026-03-01", "to: 2028-03-01"), "solvent/adjustments[0].to"],
    ["an empty interval", SUNDAYS.replace("T03:00Z", "T01:00Z"), "solvent/adjustments[0].to must be later"],
  ])("%s", async (_name, item, message) => {
    const text = bringing(item);
    const { status, json } = await apply(text);
    expect([status, json.code]).toEqual([422, "definition.invalid"]);
    const [first, last] = [text.split("\n").findIndex((line) => line.includes("solvent/adjustments")) + 1, text.split("\n").length];
    expect(json.errors).toMatchObject([{ message: expect.stringContaining(message) }]);
    expect(json.errors[0].line).toBeGreaterThanOrEqual(first);
    expect(json.errors[0].line).toBeLessThan(last);
    expect((await api.call("GET", "/objectives/checkout")).status).toBe(404);
    expect(await versions()).toEqual([]);
  });
});
