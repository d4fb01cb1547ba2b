import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
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
  sliceKey,
  sliceMinutes,
  type WindowCounts,
} from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { addSlices } from "../../src/infra/store/minutes/test/store-fixture.ts";
import { makePool } from "../../src/infra/store/pool.ts";
import { fakeIndicator } from "../../src/jobs/test/fake-source.ts";
import { START } from "../../src/jobs/test/job-bench.ts";
import { addObjective, addRoute, addSource, addStream, addTarget } from "../../src/jobs/test/seed.ts";
import { ALERT_SERVICES, type AlertService, scriptedMinute, TARGET_PERCENTS, TERMS, WINDOW_MINUTES } from "./alert-script.ts";
import { bundleChild, type Child, startChild } from "./child-process.ts";
import { makeRandom } from "./random.ts";

const KILLS = 50;
/** That a process may evaluate before it is killed. */
const MOST_MINUTES = 12;

const database = useTestDatabase("test");
let bundle = "";
let pool: pg.Pool;
const objectives = new Map<AlertService, { objectiveId: string; streamId: number }>();
let running: Child | null = null;

beforeAll(async () => {
  bundle = await bundleChild("alert-child");
});
afterAll(() => rmSync(bundle, { force: true }));

/** Notes every watermark in the transaction that moves it: which minutes were evaluated is then known for certain. */
const LOG = `
  CREATE TABLE evaluated (id bigserial, stream int, watermark int);
  CREATE FUNCTION note_watermark() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO evaluated (stream, watermark) VALUES (NEW.id, NEW.watermark); RETURN NEW; END $$;
  CREATE TRIGGER watermark_moved AFTER UPDATE OF watermark ON stream FOR EACH ROW WHEN (OLD.watermark <> NEW.watermark)
    EXECUTE FUNCTION note_watermark()`;

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 4, applicationName: "test", onError: () => undefined });
  const sourceId = await addSource(pool, "prom");
  for (const service of ALERT_SERVICES) {
    const streamId = await addStream(pool, { sourceId, query: service, firstMinute: START });
    const terms = TERMS[service];
    const seed = { streamId, indicator: fakeIndicator(service), targetPercent: TARGET_PERCENTS[service], windowMinutes: WINDOW_MINUTES };
    objectives.set(service, { streamId, objectiveId: await addObjective(pool, terms === undefined ? seed : { ...seed, terms }) });
    if (terms !== undefined) await addSlices(pool, { parentId: streamId, sliceKey: sliceKey(terms), firstMinute: START });
  }
  await addRoute(pool, {
    scope: "all",
    targets: [
      { id: await addTarget(pool, "a"), severities: ["page", "ticket"] },
      { id: await addTarget(pool, "b"), severities: ["page"] },
    ],
  });
  await pool.query(LOG);
});
afterEach(async () => {
  await running?.kill();
  await pool.end();
});

const termsOf = (service: AlertService): ObjectiveTerms =>
  definitionTerms({
    targetPercent: TARGET_PERCENTS[service],
    window: { kind: "rolling", minutes: WINDOW_MINUTES },
    method: "occurrences",
    slices: null,
    sloStart: null,
    ...TERMS[service],
  });

/** The script up to an evaluation. */
function blockBefore(service: AlertService, at: number): MinuteBlock {
  const minutes = Array.from({ length: at - START }, (_, i) => scriptedMinute(service, START + i));
  const count = (of: "good" | "total") => minutes.map((minute) => (typeof minute === "string" ? 0 : minute[of] * COUNT_SCALE));
  return {
    from: START,
    good: count("good"),
    total: count("total"),
    missing: minutes.map((minute) => (typeof minute === "string" ? minute : null)),
  };
}

/** Counts of windows before an evaluation, from the script. */
function countsBefore(service: AlertService, at: number): (minutes: number) => WindowCounts {
  const terms = termsOf(service);
  const block = blockBefore(service, at);
  const slices = terms.slices === null ? null : minuteSeriesOfBlocks([sliceMinutes({ terms: terms.slices, block })]);
  const sources = {
    eventsAt: minuteSeriesOfBlocks([block]).totalsAt,
    slicesAt: slices?.totalsAt ?? null,
    minuteAt: () => null,
  };
  return (minutes) => countInterval({ terms, adjustments: [], interval: { start: at - minutes, end: at } }, sources);
}

/** The burn rules replayed over the evaluations there were, with the minutes as they were known; by slices, where one had closed. */
function replay(service: AlertService, watermarks: readonly number[]): string[] {
  const terms = termsOf(service);
  const rules = rulesForMethod(defaultPolicy(terms), terms).map((rule) => compileRule(rule, errorBudgetRatio(terms), COUNT_SCALE));
  const states = new Map<string, RuleState>();
  const sequences = new Map<string, number>();
  const evaluations = new Set(watermarks.map((watermark) => evaluationInstant(terms, watermark)).filter((at) => at > START));
  return [...evaluations].flatMap((at) => {
    const before = countsBefore(service, at);
    return rules.flatMap(({ rule, condition }) => {
      const verdict = condition(before(rule.longMinutes), before(rule.shortMinutes));
      const step = nextRuleState({ state: states.get(rule.name) ?? INACTIVE, verdict, at, resolveAfter: rule.resolveAfter });
      states.set(rule.name, step.state);
      if (step.transition === null) return [];
      const sequence = (sequences.get(rule.name) ?? 0) + 1;
      sequences.set(rule.name, sequence);
      return [`${rule.name} ${sequence}:${step.transition}@${at - START}`];
    });
  });
}

async function storedTransitions(objectiveId: string): Promise<string[]> {
  const { rows } = await pool.query(
    `SELECT rule, sequence, "to", minute FROM alert_transition WHERE subject = $1 AND rule <> 'no-data' ORDER BY id`,
    [`objective/${objectiveId}`],
  );
  return rows.map((row) => `${row.rule} ${row.sequence}:${row.to}@${row.minute - START}`);
}

/** Alerts whose notifications are not exactly those of their targets: fired once each, and resolved once each when they are over. */
const WRONGLY_TOLD = `
  SELECT a.id, a.kind, a.severity, a.closed_at, array_agg(n.target_name || ' ' || n.event ORDER BY n.target_name, n.event) AS told
  FROM alert a LEFT JOIN notification n ON n.alert_id = a.id GROUP BY a.id
  HAVING count(*) FILTER (WHERE n.event = 'fired') <> CASE a.severity WHEN 'page' THEN 2 ELSE 1 END
    OR count(*) FILTER (WHERE n.event = 'resolved') <> CASE WHEN a.closed_at IS NULL THEN 0 WHEN a.severity = 'page' THEN 2 ELSE 1 END`;

test(`after ${KILLS} kills at random moments transitions are those of a replay, none lost or doubled, each in the outbox`, async () => {
  const seed = Number(process.env.SOLVENT_FAULT_SEED ?? Date.now() % 1_000_000);
  console.log(`seed ${seed} (SOLVENT_FAULT_SEED repeats it)`);
  const random = makeRandom(seed);
  const errors: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const child = startChild(bundle, [database.url]);
    running = child;
    // So many minutes and a part of the next: how far it comes must not depend on the machine.
    await child.said(`evaluated ${1 + Math.floor(random() * MOST_MINUTES)}`);
    await sleep(random() * 40);
    await child.kill();
    errors.push(child.errors());
    await pool.query("UPDATE lease SET expires_at = clock_timestamp()");
  }
  expect(errors.join("")).toBe("");
  let total = 0;
  for (const [service, { objectiveId, streamId }] of objectives) {
    const { rows } = await pool.query<{ watermark: number }>("SELECT watermark FROM evaluated WHERE stream = $1 ORDER BY id", [streamId]);
    const stored = await storedTransitions(objectiveId);
    expect(stored).toEqual(
      replay(
        service,
        rows.map(({ watermark }) => watermark),
      ),
    );
    total += stored.length;
  }
  expect((await pool.query(WRONGLY_TOLD)).rows).toEqual([]);
  console.log(`${total} transitions after ${KILLS} kills`);
  expect(total).toBeGreaterThan(20);
}, 600_000);
