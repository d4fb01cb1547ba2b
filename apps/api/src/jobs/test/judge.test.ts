import {
  COUNT_SCALE,
  compileRule,
  defaultPolicy,
  errorBudgetRatio,
  INACTIVE,
  nextRuleState,
  objectiveTerms,
  type RuleState,
  type WindowCounts,
  windowCounts,
} from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePool } from "../../infra/store/pool.ts";
import { type FakeMinute, type FakeSource, fakeIndicator, makeFakeSource, UNREACHABLE } from "./fake-source.ts";
import { type JobBench, makeJobBench, START } from "./job-bench.ts";
import { addObjective, addRevision, addSource, addStream } from "./seed.ts";

const database = useTestDatabase("test");
let pool: pg.Pool;
let source: FakeSource;
let bench: JobBench;
let streamId: number;
let objectiveId: string;

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
  source = makeFakeSource();
  const sourceId = await addSource(pool, "prom");
  streamId = await addStream(pool, { sourceId, query: "shop", firstMinute: START });
  objectiveId = await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), targetPercent: "99", windowMinutes: 40_320 });
  bench = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) });
});
afterEach(async () => {
  expect(bench.errors).toEqual([]);
  await pool.end();
});

const firing = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    (
      await pool.query<{ rule: string; firing_since: number; quiet_count: number }>(
        "SELECT rule, firing_since, quiet_count FROM rule_state",
      )
    ).rows.map((row) => [row.rule, [row.firing_since - START, row.quiet_count]]),
  );

/** Counts of the last `length` minutes before `at`, summed minute by minute. */
function countsBefore(minutes: readonly FakeMinute[], at: number, length: number): WindowCounts {
  const known = minutes.slice(Math.max(0, at - length), at).flatMap((minute) => (typeof minute === "string" ? [] : [minute]));
  const sum = (of: "good" | "total") => BigInt(known.reduce((total, minute) => total + minute[of], 0) * COUNT_SCALE);
  const active = known.filter(({ total }) => total > 0).length;
  return windowCounts({ good: sum("good"), total: sum("total"), known: known.length, active }, length);
}

/** The rules of the objective replayed over the minutes as they are. */
function makeReplay() {
  const terms = objectiveTerms("99", 40_320);
  const rules = defaultPolicy(terms).map((rule) => compileRule(rule, errorBudgetRatio(terms), COUNT_SCALE));
  const states = new Map<string, RuleState>();
  return (minutes: readonly FakeMinute[], at: number): Record<string, unknown> => {
    for (const { rule, condition } of rules) {
      const verdict = condition(countsBefore(minutes, at, rule.longMinutes), countsBefore(minutes, at, rule.shortMinutes));
      const state = states.get(rule.name) ?? INACTIVE;
      states.set(rule.name, nextRuleState({ state, verdict, at: START + at, resolveAfter: rule.resolveAfter }).state);
    }
    return Object.fromEntries(
      [...states].flatMap(([name, state]) => (state.kind === "firing" ? [[name, [state.since - START, state.quietCount]]] : [])),
    );
  };
}

/** Traffic with an outage of twelve minutes, two minutes without a sample in it. */
const incident = (minute: number): FakeMinute => {
  const at = minute - START;
  if (at === 24 || at === 25) return "no-sample";
  return at >= 20 && at < 32 ? { good: 5, total: 100 } : { good: 100, total: 100 };
};

test("rules fire and resolve exactly as a replay over the minutes known at each evaluation", async () => {
  source.answer("shop", incident);
  const replay = makeReplay();
  const seen = new Set<string>();
  let judgedTo = 0;
  for (let minute = 1; minute <= 90; minute++) {
    await bench.tickAt(START + minute);
    const watermark = Number((await pool.query("SELECT watermark FROM stream")).rows[0].watermark) - START;
    const minutes = Array.from({ length: watermark }, (_, i) => incident(START + i));
    const expected = watermark > judgedTo ? replay(minutes, watermark) : await firing();
    judgedTo = watermark;
    expect(await firing()).toEqual(expected);
    for (const rule of Object.keys(expected)) seen.add(rule);
  }
  expect([...seen]).toEqual(expect.arrayContaining(["page-outage", "page-1h"]));
  expect(Object.keys(await firing())).not.toContain("page-outage");
});

test("a rule that fires holds while the source is down, and minutes filled in later never page", async () => {
  source.answer("shop", (minute) => (minute >= START + 20 ? { good: 0, total: 100 } : { good: 100, total: 100 }));
  await bench.ticks(START, START + 26);
  const before = await firing();
  expect(Object.keys(before)).toContain("page-outage");
  source.fail(UNREACHABLE);
  await bench.ticks(START + 26, START + 37);
  expect((await firing())["page-outage"]).toEqual(before["page-outage"]);
  source.answer("shop", (minute) => (minute >= START + 38 ? { good: 100, total: 100 } : { good: 0, total: 100 }));
  source.fail(null);
  await pool.query("DELETE FROM rule_state");
  await bench.parts.keeper.renew();
  await bench.background();
  expect(await firing()).toEqual({});
});

test("a new target is judged from its revision on, and rules that it no longer has are dropped", async () => {
  source.answer("shop", (minute) => (minute >= START + 20 ? { good: 90, total: 100 } : { good: 100, total: 100 }));
  await bench.ticks(START, START + 40);
  await pool.query(
    "INSERT INTO rule_state (objective_id, rule, severity, firing_since, quiet_count, evaluated_at) VALUES ($1, 'of-old', 'page', 1, 0, 1)",
    [objectiveId],
  );
  await addRevision(pool, objectiveId, 2, { indicator: fakeIndicator("shop"), targetPercent: "99.9" });
  await pool.query("UPDATE objective SET revision = 2 WHERE id = $1", [objectiveId]);
  await bench.tickAt(START + 41);
  const rules = Object.keys(await firing());
  expect(rules).toContain("page-1h");
  expect(rules).not.toContain("of-old");
});

test("objectives of one stream are each judged by their own terms", async () => {
  const strict = await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), targetPercent: "99.99" });
  source.answer("shop", (minute) => (minute >= START + 60 ? { good: 990, total: 1000 } : { good: 1000, total: 1000 }));
  await bench.ticks(START, START + 75);
  const { rows } = await pool.query<{ objective_id: string; rule: string }>("SELECT objective_id, rule FROM rule_state");
  expect(rows.filter((row) => row.objective_id === strict).map(({ rule }) => rule)).toContain("page-1h");
  expect(rows.filter((row) => row.objective_id === objectiveId)).toEqual([]);
});

test("an objective that is deleted between the plan and the verdict does not stop the others", async () => {
  source.answer("shop", () => ({ good: 0, total: 100 }));
  const gone = await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), targetPercent: "99" });
  source.before(async () => {
    await pool.query("DELETE FROM objective WHERE id = $1", [gone]);
  });
  await bench.ticks(START, START + 10);
  expect(Object.keys(await firing())).toContain("page-outage");
});
