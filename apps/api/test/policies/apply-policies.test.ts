import { readFileSync } from "node:fs";
import { join } from "node:path";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { SOURCE } from "../support/examples.ts";
import { removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database);
  // Starts the thread that reads definitions.
  await api.call("POST", "/apply", { body: { text: "", dryRun: true } });
});
beforeEach(async () => {
  await removeEverything(database.url);
  await api.call("POST", "/sources", { body: SOURCE });
});
afterAll(() => api.close());

const policy = (factor: string, name = "money") => `apiVersion: openslo/v1
kind: AlertPolicy
metadata:
  name: ${name}
  annotations:
    solvent/conditions: |
      - {name: half, kind: budget-consumed, severity: ticket, percent: 50}
      - {name: fast, kind: burn, severity: page, longMinutes: 60, shortMinutes: 5, factor: ${factor}}
spec: {}
`;
const slo = (target: string, refs: readonly string[], name = "checkout") => `apiVersion: openslo/v1
kind: SLO
metadata: {name: ${name}}
spec:
  service: shop
  indicator:
    spec:
      ratioMetric:
        counter: true
        bad: {metricSource: {metricSourceRef: prom, spec: {query: 'http_requests_total{code=~"5.."}'}}}
        total: {metricSource: {metricSourceRef: prom, spec: {query: http_requests_total}}}
  timeWindow: [{duration: 28d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{targetPercent: ${target}}]
  alertPolicies:
${refs.map((ref) => `    - alertPolicyRef: ${ref}`).join("\n")}
`;
const SERVICE = "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: shop}\nspec: {}\n";
const apply = (...documents: readonly string[]) => api.call("POST", "/apply", { body: { text: documents.join("---\n") } });
const tryOut = async (...documents: readonly string[]) =>
  (await api.call("POST", "/apply", { body: { text: documents.join("---\n"), dryRun: true } })).json;
const plain = (text: string): string => text.replace(/\u202F/g, " ").replace(/\u2212/g, "-");

test("a text brings policies and what is attached to them, in any order, and says what changed", async () => {
  const text = [SERVICE, slo("99.9", ["money"]), policy("14.4")];
  const { status, json } = await apply(...text);
  expect(status).toBe(200);
  expect(json.changes.map(({ kind, name, action }: { kind: string; name: string; action: string }) => [kind, name, action])).toEqual([
    ["Service", "shop", "create"],
    ["AlertPolicy", "money", "create"],
    ["SLO", "checkout", "create"],
  ]);
  expect((await api.call("GET", "/objectives/checkout")).json.alertPolicies).toEqual(["money"]);
  const again = await apply(...text);
  expect(again.json.changes.map(({ action }: { action: string }) => action)).toEqual(["unchanged", "unchanged", "unchanged"]);
  const changed = await tryOut(policy("10"));
  expect(changed.changes).toMatchObject([{ kind: "AlertPolicy", action: "update" }]);
  expect((await api.call("GET", "/policies/money")).json.conditions[1].factor).toBe("14.4");
});

test("what was exported is applied again without a difference", async () => {
  await apply(SERVICE, policy("14.40"), slo("99.9", ["money"]));
  const texts = await Promise.all(
    ["/policies/money", "/objectives/checkout"].map(async (path) => (await api.call("GET", path)).json.openslo),
  );
  const { json } = await apply(...texts);
  expect(json.diagnostics).toEqual([]);
  expect(json.changes.map(({ action }: { action: string }) => action)).toEqual(["unchanged", "unchanged"]);
});

test("a stored policy may be named; one that is nowhere is an error at its place", async () => {
  await apply(policy("14.4"));
  expect((await apply(SERVICE, slo("99.9", ["money"]))).status).toBe(200);
  const { diagnostics } = await tryOut(SERVICE, slo("99.9", ["money", "mony"]));
  expect(diagnostics).toMatchObject([{ severity: "error", message: 'there is no alert policy "mony"', path: "spec.alertPolicies[1]" }]);
  expect([SERVICE, slo("99.9", ["money", "mony"])].join("---\n").split("\n")[diagnostics[0].line - 1]).toContain("mony");
});

test("conditions that cannot work for an objective of the text are said of the objective", async () => {
  const { diagnostics } = await tryOut(SERVICE, policy("14.4"), slo("93", ["money"]));
  expect(diagnostics.map(({ path, message }: { path: string; message: string }) => [path, plain(message)])).toEqual([
    [
      "spec.alertPolicies[0]",
      'the condition "fast" of the policy "money" does not work here: 14.4 × (1 - 93 %) = 1.008 > 1: not even a total outage reaches it',
    ],
  ]);
});

test("those that cannot work for a stored objective are said of the condition, inside of the annotation", async () => {
  await apply(SERVICE, policy("14.4"), slo("99", ["money"]));
  const text = policy("101");
  const { diagnostics } = await tryOut(text);
  expect(diagnostics).toHaveLength(1);
  const [{ line, column, message }] = diagnostics;
  expect(text.split("\n")[line - 1]?.slice(column - 1)).toMatch(/^101}/);
  expect(plain(message)).toBe(
    'the condition "fast" does not work for "checkout": 101 × (1 - 99 %) = 1.01 > 1: not even a total outage reaches it',
  );
  // The same text may make the objective fit.
  expect((await tryOut(text, SERVICE, slo("99.5", ["money"]))).diagnostics).toEqual([]);
});

test("a policy that is wrong by itself is said once", async () => {
  const { diagnostics } = await tryOut(SERVICE, policy("0"), slo("99", ["money"]), slo("99", ["money"], "other"));
  expect(diagnostics.map(({ message }: { message: string }) => message)).toEqual(["must be above 0"]);
});

test("a policy written inside of an SLO is one like any other", async () => {
  const inline = `${slo("99.9", ["money"])}    - kind: AlertPolicy
      metadata:
        name: of-its-own
        annotations: {solvent/conditions: "[{name: half, kind: budget-consumed, severity: ticket, percent: 50}]"}
      spec: {}
`;
  await apply(SERVICE, policy("14.4"), inline);
  expect((await api.call("GET", "/objectives/checkout")).json.alertPolicies).toEqual(["money", "of-its-own"]);
  expect((await api.call("GET", "/policies/of-its-own")).json.objectives).toEqual(["checkout"]);
});

test("every text of the guide is applied as it stands", async () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../../docs/guides/alert-policies.md"), "utf8");
  const texts = [...guide.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
  const { status, json } = await apply(...texts);
  expect([status, json.diagnostics]).toEqual([200, []]);
  const { items } = (await api.call("GET", "/policies")).json;
  const kinds = items.flatMap(({ conditions }: { conditions: { kind: string }[] }) => conditions.map(({ kind }) => kind));
  expect([...new Set(kinds)].sort()).toEqual(["budget-consumed", "budget-drop", "burn", "no-traffic", "time-to-exhaustion"]);
});
