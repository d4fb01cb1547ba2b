import {
  COUNT_SCALE,
  compileRule,
  countInterval,
  defaultPolicy,
  definitionTerms,
  errorBudgetRatio,
  evaluationInstant,
  INACTIVE,
  type MinuteBlock,
  minuteSeriesOfBlocks,
  nextRuleState,
  type ObjectiveTerms,
  type RuleState,
  rulesForMethod,
  type SliceLength,
  sliceKey,
  sliceMinutes,
  type TermsDefinition,
} from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePool } from "../../infra/store/pool.ts";
import { type FakeMinute, type FakeSource, fakeIndicator, makeFakeSource, UNREACHABLE } from "./fake-source.ts";
import { type JobBench, makeJobBench, START } from "./job-bench.ts";
import { addObjective, addRevision, addRoute, addSource, addStream, addTarget } from "./seed.ts";

const database = useTestDatabase("test");
let pool: pg.Pool;
let source: FakeSource;
let bench: JobBench;
let sourceId: string;
let streamId: number;

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
  source = makeFakeSource();
  sourceId = await addSource(pool, "prom");
  streamId = await addStream(pool, { sourceId, query: "shop", firstMinute: START });
  await addRoute(pool, { scope: "all", targets: [{ id: await addTarget(pool, "oncall"), severities: ["page", "ticket"] }] });
  bench = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) });
});
afterEach(async () => {
  expect(bench.errors).toEqual([]);
  await pool.end();
});

const slicesOf = (minutes: SliceLength) => ({ minutes, targetPercent: "95", noTraffic: "good", missing: "exclude" }) as const;

const termsOf = (minutes: SliceLength): Omit<TermsDefinition, "targetPercent"> => ({
  window: { kind: "rolling", minutes: 43_200 },
  method: "timeslices",
  slices: slicesOf(minutes),
  sloStart: null,
});

const fine: FakeMinute = { good: 100, total: 100 };
const dead: FakeMinute = { good: 0, total: 100 };

/** "rule since/quiet" of every rule that fires. */
async function firing(): Promise<string[]> {
  const { rows } = await pool.query<{ rule: string; firing_since: number; quiet_count: number }>("SELECT * FROM rule_state ORDER BY rule");
  return rows.map(({ rule, firing_since, quiet_count }) => `${rule} ${firing_since - START}/${quiet_count}`);
}

/** "severity opened-closed reason" of every burn alert. */
async function alerts(): Promise<string[]> {
  const { rows } = await pool.query("SELECT * FROM alert WHERE kind = 'burn' ORDER BY id");
  const at = (minute: number | null) => (minute === null ? "" : minute - START);
  return rows.map((row) => `${row.severity} ${at(row.opened_at)}-${at(row.closed_at)} ${row.origin}`);
}

interface Head {
  readonly id: number;
  readonly kind: string;
  readonly first: number;
  readonly end: number;
}

async function heads(): Promise<Head[]> {
  const { rows } = await pool.query<Head>(
    `SELECT id, kind, first_minute - ${START} AS first, watermark - ${START} AS "end" FROM stream ORDER BY id`,
  );
  return rows;
}

const blockOf = (minuteOf: (minute: number) => FakeMinute, length: number): MinuteBlock => {
  const minutes = Array.from({ length }, (_, i) => minuteOf(START + i));
  const count = (of: "good" | "total") => minutes.map((minute) => (typeof minute === "string" ? 0 : minute[of] * COUNT_SCALE));
  return { from: START, good: count("good"), total: count("total"), missing: minutes.map((m) => (typeof m === "string" ? m : null)) };
};

/** The rules of an objective, replayed over the minutes as they are, evaluated wherever a slice has closed since the last time. */
function makeReplay(terms: ObjectiveTerms, minuteOf: (minute: number) => FakeMinute) {
  const rules = rulesForMethod(defaultPolicy(terms), terms).map((rule) => compileRule(rule, errorBudgetRatio(terms), COUNT_SCALE));
  const states = new Map<string, RuleState>();
  let judged = START;
  const fired = new Set<string>();
  return (watermark: number): { firing: string[]; fired: ReadonlySet<string> } => {
    const at = evaluationInstant(terms, watermark);
    const block = blockOf(minuteOf, watermark - START);
    const events = minuteSeriesOfBlocks([block]);
    const slices = terms.slices === null ? events : minuteSeriesOfBlocks([sliceMinutes({ terms: terms.slices, block })]);
    const sources = { eventsAt: events.totalsAt, slicesAt: slices.totalsAt, minuteAt: () => null };
    const before = (minutes: number) => countInterval({ terms, adjustments: [], interval: { start: at - minutes, end: at } }, sources);
    for (const { rule, condition } of at > judged ? rules : []) {
      const verdict = condition(before(rule.longMinutes), before(rule.shortMinutes));
      const { state } = nextRuleState({ state: states.get(rule.name) ?? INACTIVE, verdict, at, resolveAfter: rule.resolveAfter });
      states.set(rule.name, state);
      if (state.kind === "firing") fired.add(rule.name);
    }
    judged = Math.max(judged, at);
    const now = [...states].flatMap(([name, state]) =>
      state.kind === "firing" ? [`${name} ${state.since - START}/${state.quietCount}`] : [],
    );
    return { firing: now.sort(), fired };
  };
}

/** An outage that begins inside a slice, with two minutes without a sample in it. */
const incident =
  (from: number, to: number) =>
  (minute: number): FakeMinute => {
    const at = minute - START;
    if (at === from + 3 || at === from + 4) return "no-sample";
    return at >= from && at < to ? { good: 5, total: 100 } : fine;
  };

/** Length of a slice, a rule that fires, minutes between two ticks, when the outage begins and ends, how long it is watched. */
const RUNS: readonly (readonly [SliceLength, string, number, number, number, number])[] = [
  [1, "page-outage", 1, 8, 14, 26],
  [5, "page-outage", 1, 12, 33, 62],
  [10, "page-1h", 5, 32, 75, 160],
  [60, "page-1h", 10, 70, 200, 640],
];

test.each(RUNS)("slices of %i minutes are judged when they close, as a replay says", { timeout: 120_000 }, async (...run) => {
  const [length, rule, step, from, to, end] = run;
  const terms = termsOf(length);
  await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), targetPercent: "97", terms });
  const minuteOf = incident(from, to);
  source.answer("shop", minuteOf);
  const replay = makeReplay(definitionTerms({ targetPercent: "97", ...terms }), minuteOf);
  await bench.background();
  let seen: ReadonlySet<string> = new Set();
  for (let minute = step; minute <= end; minute += step) {
    await bench.tickAt(START + minute);
    const [parent, child] = await heads();
    expect(child).toMatchObject({ kind: "slices", first: parent?.first, end: parent?.end });
    const expected = replay(START + (parent?.end ?? 0));
    expect(await firing(), `at ${minute}`).toEqual(expected.firing);
    seen = expected.fired;
  }
  expect([...seen]).toContain(rule);
  expect((await firing()).join()).not.toContain("page");
  expect((await alerts()).filter((alert) => alert.startsWith("page"))).toHaveLength(1);
});

test("an objective that counts slices from now on waits until its history is judged", async () => {
  const objectiveId = await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), targetPercent: "97" });
  source.answer("shop", (minute) => (minute >= START + 40 ? dead : fine));
  for (let minute = 10; minute <= 40; minute += 10) await bench.tickAt(START + minute);
  const terms = termsOf(5);
  await addRevision(pool, objectiveId, 2, { indicator: fakeIndicator("shop"), targetPercent: "97", terms });
  const key = sliceKey({ method: "timeslices", slices: slicesOf(5) });
  await pool.query("UPDATE objective SET revision = 2, slice_key = $2 WHERE id = $1", [objectiveId, key]);
  await bench.tickAt(START + 50);
  expect(await firing()).toEqual([]);
  await bench.background();
  expect(await heads()).toEqual([
    { id: streamId, kind: "measured", first: 0, end: 50 },
    { id: expect.any(Number), kind: "slices", first: 0, end: 50 },
  ]);
  await bench.tickAt(START + 54);
  expect(await firing()).toEqual([]);
  await bench.tickAt(START + 55);
  expect((await firing()).join()).toContain("page-outage 55/0");
  const { rows } = await pool.query("SELECT subject, evidence FROM alert WHERE severity = 'page'");
  expect(rows[0].subject.objective.terms).toMatchObject({ method: "timeslices", slices: { minutes: 5 } });
  // Three of eleven slices are bad, each a thousand thousandths.
  expect(rows[0].evidence).toMatchObject({ window: { good: "8000", total: "11000", counted: 55 }, slicesStreamId: expect.any(Number) });
  expect(rows[0].evidence.sinceOnset).toMatchObject({ good: "0", total: "3000" });
});

test("a changed query is read only when the slices of its stream are judged as well", async () => {
  const next = await addStream(pool, { sourceId, query: "shop v2", firstMinute: START });
  const terms = termsOf(10);
  await addObjective(pool, { streamId, nextStreamId: next, indicator: fakeIndicator("shop"), terms });
  source.answer("shop", () => fine);
  source.answer("shop v2", () => fine);
  await bench.tickAt(START + 10);
  await bench.tickAt(START + 20);
  const reads = async () => (await pool.query("SELECT stream_id FROM objective")).rows[0].stream_id;
  expect(await reads()).toBe(streamId);
  await bench.background();
  await bench.tickAt(START + 21);
  expect(await reads()).toBe(next);
});

test("slices that nobody is judged by any more go, and those of a stream go with it", async () => {
  const objectiveId = await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), terms: termsOf(5) });
  source.answer("shop", () => fine);
  await bench.background();
  await bench.tickAt(START + 10);
  const [, slices] = await heads();
  expect(slices?.kind).toBe("slices");
  const minutesOf = async (id: number) => (await pool.query("SELECT 1 FROM stream_hour WHERE stream = $1", [id])).rowCount;
  const keep = async () => {
    await bench.parts.keeper.renew();
    await bench.parts.upkeep();
    bench.clock.moveTo(bench.clock.wallMs() + 3_700_000);
    await bench.parts.keeper.renew();
    await bench.parts.upkeep();
  };
  await pool.query("UPDATE objective SET slice_key = NULL WHERE id = $1", [objectiveId]);
  await keep();
  expect((await heads()).map(({ id }) => id)).toEqual([streamId]);
  expect([await minutesOf(streamId), await minutesOf(slices?.id ?? 0)]).toEqual([1, 0]);
  await pool.query("UPDATE objective SET slice_key = $2 WHERE id = $1", [
    objectiveId,
    sliceKey({ method: "timeslices", slices: slicesOf(5) }),
  ]);
  await bench.background();
  const again = (await heads()).at(-1)?.id ?? 0;
  expect(await minutesOf(again)).toBe(1);
  await pool.query("DELETE FROM objective");
  await keep();
  expect(await heads()).toEqual([]);
  expect([await minutesOf(streamId), await minutesOf(again)]).toEqual([0, 0]);
});

test("a breach in slices that is found out later is recorded and pages nobody", async () => {
  await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), targetPercent: "97", terms: termsOf(5) });
  source.answer("shop", (minute) => (minute >= START + 20 && minute < START + 50 ? dead : fine));
  await bench.background();
  await bench.tickAt(START + 10);
  await bench.tickAt(START + 20);
  source.fail(UNREACHABLE);
  for (let minute = 30; minute <= 50; minute += 10) await bench.tickAt(START + minute);
  source.fail(null);
  for (let minute = 60; minute <= 80; minute += 10) await bench.tickAt(START + minute);
  await bench.parts.keeper.renew();
  await bench.background();
  await bench.tickAt(START + 90);
  expect((await alerts()).filter((alert) => alert.startsWith("page"))).toEqual([expect.stringMatching(/^page 2\d-\d+ refill$/)]);
  expect((await pool.query("SELECT 1 FROM notification n JOIN alert a ON a.id = n.alert_id WHERE a.kind = 'burn'")).rowCount).toBe(0);
});
