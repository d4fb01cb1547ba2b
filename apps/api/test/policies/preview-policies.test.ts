import { isoOfMinute } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { days, objective, SOURCE } from "../support/examples.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
const at = Math.floor(Date.now() / 60_000);
let api: TestApp;

const FAST = { kind: "burn", name: "fast", severity: "page", longMinutes: 60, shortMinutes: 5, factor: "14.4" };
const HALF = { kind: "budget-consumed", name: "half", severity: "ticket", percent: "50" };
const SILENCE = { kind: "no-traffic", name: "silence", severity: "page", forMinutes: 15 };

beforeAll(async () => {
  api = await makeTestApp(database, { testImport: true });
  await api.call("POST", "/sources", { body: SOURCE });
  await api.call("POST", "/policies", { body: { name: "money", conditions: [FAST, HALF, SILENCE] } });
  await api.call("POST", "/objectives", { body: objective({ window: days(30), alertPolicies: ["money"] }) });
  await api.call("POST", "/objectives", { body: objective({ name: "plain", window: days(30) }) });
  // Two hours with 6 events a minute; the hour between them is not known.
  const runs = [at - 180, at - 60].map((from) => ({ from: isoOfMinute(from), minutes: 60, good: "6", total: "6" }));
  await api.call("PUT", "/test/objectives/checkout/minutes", { body: { at: isoOfMinute(at), runs } });
});
afterAll(() => api.close());

const preview = async (body: object) => api.call("POST", "/policies/preview", { body });
const plain = (text: string): string => text.replace(/\u202F/g, " ").replace(/\u2212/g, "-");

test("an objective's conditions are shown with its traffic, which is that of the minutes that are known", async () => {
  const { status, json } = await api.call("GET", "/objectives/checkout/policy");
  expect(status).toBe(200);
  expect(json).toMatchObject({
    objective: "checkout",
    policies: ["money"],
    targetPercent: "99.9",
    windowMinutes: 43_200,
    eventsPerMinute: { exact: "6/1" },
    // 0.1 % of 6 × 43 200.
    allowedBad: { exact: "1296/5" },
  });
  const [fast, half, silence] = json.conditions;
  expect(fast).toMatchObject({
    policy: "money",
    condition: { name: "fast" },
    factor: { exact: "72/5" },
    budgetShare: { exact: "1/50" },
    longMinutes: 60,
    shortMinutes: 5,
    findings: [],
  });
  // slo-math 6: 1.7 min at a tenth of a request a second; never at 10 times.
  expect(fast.detection).toMatchObject([
    { failure: "full-outage", detectMinutes: { exact: "1273/750" }, resetMinutes: { exact: "616/125" } },
    { failure: "burn-10", errorRatio: { exact: "1/100" }, detectMinutes: null, spentAtDetection: null, resetMinutes: null },
    { failure: "burn-2", detectMinutes: null },
  ]);
  expect(half).toMatchObject({ factor: null, longMinutes: null, budgetShare: { exact: "1/2" } });
  expect(half.detection[0]).toMatchObject({ detectMinutes: { exact: "108/5" }, resetMinutes: null });
  expect(plain(silence.sentence)).toBe("Not one event in 15 min, at an hour of the week that usually has 1 event a minute or more.");
});

test("an objective without policies has the default one", async () => {
  const { json } = await api.call("GET", "/objectives/plain/policy");
  expect(json.policies).toEqual([]);
  expect(json.conditions.map(({ condition, policy }: { condition: { name: string }; policy: null }) => [condition.name, policy])).toEqual([
    ["page-1h", null],
    ["page-6h", null],
    ["ticket-1d", null],
    ["ticket-3d", null],
  ]);
});

test("the default policy of terms that nobody has saved, factors as they would be written", async () => {
  const terms = { targetPercent: "97", window: days(3) };
  const { json } = await preview({ terms });
  expect([json.eventsPerMinute, json.allowedBad]).toEqual([null, null]);
  const [outage] = json.conditions;
  expect(outage).toMatchObject({ condition: { kind: "burn", factor: "16.666667" }, factor: { exact: "50/3" } });
  expect(plain(outage.sentence)).toContain("≈ 16.667×");
});

test("what is wrong with conditions comes with the arithmetic, what is to be known beside it", async () => {
  const terms = { targetPercent: "93", window: days(28), eventsPerMinute: "0.01" };
  const { status, json } = await preview({ conditions: [FAST, SILENCE, { ...FAST, name: "none", factor: null }], terms });
  expect(status).toBe(200);
  expect(json.allowedBad.value).toBeCloseTo(28.224, 9);
  expect(json.conditions[0].findings).toMatchObject([{ severity: "problem", code: "never-fires", field: "factor" }]);
  expect(plain(json.conditions[0].findings[0].message)).toBe("14.4 × (1 - 93 %) = 1.008 > 1: not even a total outage reaches it");
  expect(json.conditions[1].findings).toMatchObject([{ severity: "warning", code: "seldom-judged" }]);
  expect(json.conditions[2]).toMatchObject({ findings: [{ code: "factor-or-share" }], detection: [], factor: null });
  // 70 % of events can fail.
  expect(json.conditions[0].detection.map(({ failure }: { failure: string }) => failure)).toEqual(["full-outage", "burn-10", "burn-2"]);
});

test("slices raise windows, and count no events", async () => {
  const slices = { minutes: 15, targetPercent: "95" };
  const terms = { targetPercent: "99", window: days(30), method: "timeslices", slices, eventsPerMinute: "6" };
  const { json } = await preview({ conditions: [FAST], terms });
  expect(json).toMatchObject({ allowedBad: null, conditions: [{ longMinutes: 60, shortMinutes: 15 }] });
  expect(json.conditions[0].detection[0]).toMatchObject({ detectMinutes: { exact: "15/1" } });
});

test.each<[string, object, string]>([
  ["nothing to try them on", {}, "objective"],
  ["both an objective and terms", { objective: "checkout", terms: { targetPercent: "99", window: days(7) } }, "terms"],
  ["a target of everything", { terms: { targetPercent: "100", window: days(7) } }, "terms.targetPercent"],
  ["an unknown zone", { terms: { targetPercent: "99", window: { kind: "calendar", unit: "day", zone: "Mars" } } }, "terms.window.zone"],
  ["slices that the method does not have", { terms: { targetPercent: "99", window: days(7), method: "timeslices" } }, "terms.slices"],
])("%s is refused", async (_, body, path) => {
  const refused = await preview(body);
  expect([refused.status, refused.json.errors[0].path]).toEqual([400, path]);
});

test("an unknown objective has none", async () => {
  expect((await preview({ objective: "nobody" })).json.code).toBe("objective.not-found");
  expect((await api.call("GET", "/objectives/nobody/policy")).json.code).toBe("objective.not-found");
});
