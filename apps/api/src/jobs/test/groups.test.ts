import { type MeasuredIndicator, MINUTE_MS, type ObjectiveGroupDefinition } from "@solvent/domain";
import type { GroupLabels, Outcome } from "@solvent/metric-sources";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { definitionWriters, makeInTransaction } from "../../infra/store/definitions/definition-transactions.ts";
import { makeGroupReader } from "../../infra/store/definitions/groups.ts";
import { createPrisma } from "../../infra/store/definitions/prisma.ts";
import type { PrismaClient } from "../../infra/store/generated/client.ts";
import { makePool } from "../../infra/store/pool.ts";
import { saveGroup } from "../../usecases/group/save-group.ts";
import { makeSyncGroup } from "../../usecases/group/sync-group.ts";
import type { AnySourceKind } from "../../usecases/source/source-kinds.ts";
import { type FakeSource, fakeIndicator, makeFakeSource, UNREACHABLE } from "./fake-source.ts";
import { type JobBench, makeJobBench, START } from "./job-bench.ts";
import { addSource } from "./seed.ts";

const HISTORY = { backfillDays: 1, retentionDays: 100 };
const HOUR = 60;
const WINDOW = 2 * HOUR;

const database = useTestDatabase("test");
let pool: pg.Pool;
let prisma: PrismaClient;
let source: FakeSource;
let bench: JobBench;
let sourceId: string;
let listing: Outcome<readonly GroupLabels[]>;
let asked: number;

const routes = (...values: string[]): Outcome<readonly GroupLabels[]> => ({ ok: true, value: values.map((route) => ({ route })) });

/** The canonical text of a narrowed query is the query with its route. */
const narrow = (indicator: MeasuredIndicator, { route }: GroupLabels): MeasuredIndicator =>
  indicator.kind === "ratio"
    ? { ...indicator, total: { ...indicator.total, spec: { query: `${String(indicator.total.spec.query)} ${route}` } } }
    : indicator;

const inTransaction = () => makeInTransaction(prisma, definitionWriters);
const groups = () => makeGroupReader(prisma);

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
  prisma = createPrisma({ connectionString: database.url, size: 2, onError: () => undefined });
  source = makeFakeSource();
  sourceId = await addSource(pool, "fake");
  listing = routes();
  asked = 0;
  const handle = {
    ...source.handle,
    source: {
      ...source.handle.source,
      groups: async () => {
        asked += 1;
        return listing;
      },
    },
  };
  const kind = {
    kind: "fake",
    parseIndicator: handle.parseIndicator,
    narrow: (indicator: MeasuredIndicator, labels: GroupLabels) => ({ ok: true, value: narrow(indicator, labels) }),
  } as unknown as AnySourceKind;
  const kinds = { all: () => [kind], find: () => kind };
  const sync = makeSyncGroup({ inTransaction: inTransaction(), kinds, history: HISTORY, now: () => bench.clock.wallMs() });
  bench = makeJobBench(pool, { get: async () => ({ ok: true, value: handle }) }, 100, sync);
});
afterEach(async () => {
  expect(bench.errors).toEqual([]);
  await prisma.$disconnect();
  await pool.end();
});

const DEFINITION: ObjectiveGroupDefinition = {
  objective: {
    name: "checkout",
    displayName: null,
    description: null,
    service: "shop",
    indicator: fakeIndicator("shop"),
    targetPercent: "99.9",
    window: { kind: "rolling", minutes: WINDOW },
    method: "occurrences",
    slices: null,
    sloStart: null,
    alertPolicies: [],
    labels: {},
    annotations: {},
  },
  groupBy: ["route"],
  cap: 500,
};

async function addGroup(definition = DEFINITION): Promise<void> {
  await inTransaction()(async (tx) => {
    const serviceId = await tx.services.insert({
      name: "shop",
      displayName: null,
      description: null,
      team: null,
      labels: {},
      annotations: {},
    });
    const context = { tx, author: "me", nowMs: bench.clock.wallMs(), history: HISTORY };
    await saveGroup(context, { definition, stored: null, serviceId, sourceId, kind: {} as AnySourceKind });
  });
}

/** A few rounds: gaps so young that the tick itself reads them again stay due, so there would be no end. */
async function background(): Promise<void> {
  await bench.parts.keeper.renew();
  for (let round = 0; round < 4; round++) await Promise.all(await bench.parts.background.pump(new AbortController().signal));
}

/** Every ten minutes, with what runs in between. */
async function run(from: number, to: number): Promise<void> {
  for (let minute = from + 10; minute <= to; minute += 10) {
    await bench.tickAt(minute);
    await background();
  }
}

const members = async () => {
  const { rows } = await pool.query<{ name: string; id: string; archived: boolean; stream_id: number; watermark: number }>(
    `SELECT o.id, o.name, o.archived_at IS NOT NULL AS archived, o.stream_id, s.watermark - ${START} AS watermark
     FROM objective o JOIN stream s ON s.id = o.stream_id ORDER BY o.name`,
  );
  return rows;
};
const states = async () => (await members()).map(({ name, archived }) => `${name}${archived ? " archived" : ""}`);
const traffic = (until = Number.POSITIVE_INFINITY, again = Number.POSITIVE_INFINITY) =>
  ((minute) => (minute < START + until || minute >= START + again ? { good: 10, total: 10 } : "no-series")) satisfies Parameters<
    FakeSource["answer"]
  >[1];

test("a new group is listed at once and every hour, and what it finds is read like any objective", async () => {
  listing = routes("/b", "/a");
  source.answer("shop /a", traffic());
  source.answer("shop /b", traffic());
  await addGroup();
  await run(START, START + 20);
  expect(await states()).toEqual(["checkout-a", "checkout-b"]);
  expect(asked).toBe(1);
  expect((await members()).map(({ watermark }) => watermark)).toEqual([20, 20]);
  listing = routes("/a", "/b", "/c");
  await run(START + 20, START + 60);
  expect(asked).toBe(1);
  await run(START + 60, START + 80);
  expect(asked).toBe(2);
  expect(await states()).toEqual(["checkout-a", "checkout-b", "checkout-c"]);
  expect(await groups().find("checkout")).toMatchObject({ found: 3, leftOut: 0, active: 3, trouble: null });
});

test("a combination that is gone is archived after a window without data, and comes back with the minutes in between", async () => {
  listing = routes("/a", "/b");
  source.answer("shop /a", traffic());
  source.answer("shop /b", traffic(10));
  await addGroup();
  await run(START, START + 20);
  listing = routes("/a");
  await run(START + 20, START + 120);
  expect(await states()).toEqual(["checkout-a", "checkout-b"]);
  const b = (await members())[1];
  expect((await pool.query("SELECT kind, close_reason FROM alert")).rows).toEqual([{ kind: "no-data", close_reason: null }]);
  await pool.query(
    "INSERT INTO rule_state (objective_id, rule, severity, firing_since, evaluated_at) VALUES ($1, 'page-1h', 'page', 0, 0)",
    [b?.id],
  );

  await run(START + 120, START + 200);
  expect(await states()).toEqual(["checkout-a", "checkout-b archived"]);
  expect((await pool.query("SELECT close_reason FROM alert")).rows).toEqual([{ close_reason: "revised" }]);
  expect((await pool.query("SELECT 1 FROM rule_state")).rows).toEqual([]);
  const stopped = (await members())[1]?.watermark ?? 0;
  await run(START + 200, START + 240);
  expect((await members()).map(({ watermark }) => watermark)).toEqual([240, stopped]);

  source.answer("shop /b", traffic(10, 230));
  listing = routes("/a", "/b");
  await run(START + 240, START + 320);
  expect(await states()).toEqual(["checkout-a", "checkout-b"]);
  const { missing, total } = await bench.stored(b?.stream_id ?? 0, START + 225, START + 315);
  expect(missing.slice(0, 5)).toEqual(Array(5).fill("no-series"));
  expect(missing.slice(5)).toEqual(Array(85).fill(null));
  expect(total.slice(5)).toEqual(Array(85).fill(10_000));
});

test("one that is there without traffic, or absent with traffic within its window, is not archived", async () => {
  listing = routes("/idle", "/odd");
  source.answer("shop /idle", () => ({ good: 0, total: 0 }));
  source.answer("shop /odd", traffic());
  await addGroup();
  await run(START, START + 10);
  listing = routes("/idle");
  await run(START + 10, START + 3 * HOUR + 20);
  expect(asked).toBeGreaterThanOrEqual(3);
  expect(await states()).toEqual(["checkout-idle", "checkout-odd"]);
});

test("what was made within its window is not archived before that is over", async () => {
  listing = routes("/a");
  await addGroup();
  await run(START, START + 10);
  await pool.query("UPDATE objective SET created_at = $1, updated_at = $1", [new Date((START + 5) * MINUTE_MS)]);
  listing = routes();
  await run(START + 10, START + WINDOW);
  expect(await states()).toEqual(["checkout-a"]);
});

test("a source that fails changes nothing but what is said of it, and is asked again a minute later", async () => {
  listing = routes("/a");
  await addGroup();
  await run(START, START + 10);
  listing = { ok: false, failure: UNREACHABLE };
  await bench.tickAt(START + 75);
  await background();
  expect(asked).toBe(2);
  await background();
  expect(asked).toBe(2);
  expect(await groups().find("checkout")).toMatchObject({ found: 1, active: 1, trouble: "connection refused" });
  expect(await states()).toEqual(["checkout-a"]);
  listing = routes("/a");
  await bench.tickAt(START + 77);
  await background();
  expect(asked).toBe(3);
  expect((await groups().find("checkout"))?.trouble).toBeNull();
});

test("500 combinations become objectives, change and go within reasonable time", { timeout: 120_000 }, async () => {
  listing = routes(...Array.from({ length: 620 }, (_, i) => `/r${String(i).padStart(3, "0")}`));
  await addGroup();
  let startedMs = performance.now();
  await background();
  const creating = performance.now() - startedMs;
  expect(await groups().find("checkout")).toMatchObject({ found: 620, leftOut: 120, active: 500 });
  startedMs = performance.now();
  await inTransaction()(async (tx) => {
    const stored = await tx.groups.lock("checkout");
    const service = await tx.services.lock("shop");
    const definition = { ...DEFINITION, objective: { ...DEFINITION.objective, targetPercent: "99" } };
    const kind = {
      kind: "fake",
      parseIndicator: source.handle.parseIndicator,
      narrow: (value: MeasuredIndicator) => ({ ok: true, value }),
    };
    const context = { tx, author: "me", nowMs: bench.clock.wallMs(), history: HISTORY };
    await saveGroup(context, { definition, stored, serviceId: service?.id ?? "", sourceId, kind: kind as unknown as AnySourceKind });
  });
  const changing = performance.now() - startedMs;
  const { rows } = await pool.query("SELECT count(*)::int AS count FROM objective_revision");
  expect(rows).toEqual([{ count: 1000 }]);
  expect(creating + changing).toBeLessThan(40_000);
});
