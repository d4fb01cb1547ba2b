import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { blockEnd, type MinuteBlock } from "@solvent/domain";
import { findSourceKind, type MetricSource, type Strategy } from "@solvent/metric-sources";
import { makeTestHttpClient } from "@solvent/testing";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../../src/infra/store/open-store.ts";
import { type Evaluator, makeEvaluator } from "../../../src/jobs/evaluator.ts";
import { systemClock } from "../../../src/jobs/shared/clock.ts";
import { ignoredMetrics } from "../../../src/jobs/shared/evaluator-metrics.ts";
import type { SourceHandle } from "../../../src/jobs/shared/source-handle.ts";
import { makeTestApp, type TestApp } from "../../support/test-app.ts";
import { CODES, type Code } from "./event-log.ts";
import { type History, loadHistory, logUpToNow, METRIC, queryOf, totalOfMinute } from "./history.ts";
import { type LiveExporter, liveExporter, scrapeConfig } from "./live-exporter.ts";

const SCALE = 1000;
const STRATEGIES = ["raw", "server"] as const satisfies Strategy[];
/** Minutes of live traffic; events fall into their first half, so that a scrape of the same minute shows them. */
const LIVE_MINUTES = 3;
const nameOf = (strategy: Strategy, code: Code) => `class-${code}-${strategy}`;

const sloText = (strategy: Strategy, code: Code): string => `---
apiVersion: openslo/v1
kind: SLO
metadata: { name: ${nameOf(strategy, code)} }
spec:
  service: shop
  indicator:
    metadata: { name: ${nameOf(strategy, code)} }
    spec:
      ratioMetric:
        counter: true
        bad: { metricSource: { metricSourceRef: ${strategy}, type: prometheus, spec: { query: '${queryOf(code).part}' } } }
        total: { metricSource: { metricSourceRef: ${strategy}, type: prometheus, spec: { query: '${queryOf(code).total}' } } }
  timeWindow: [{ duration: 1d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ target: 0.99 }]
`;

const definitions = (url: string): string =>
  [
    "apiVersion: openslo/v1\nkind: Service\nmetadata: { name: shop }\nspec: {}\n",
    ...STRATEGIES.map(
      (strategy) =>
        `---\napiVersion: openslo/v1\nkind: DataSource\nmetadata: { name: ${strategy} }\nspec: { type: prometheus, connectionDetails: { url: "${url}" } }\n`,
    ),
    ...STRATEGIES.flatMap((strategy) => CODES.map((code) => sloText(strategy, code))),
  ].join("");

/** A source that is read with one strategy whatever the number of its series. */
const withStrategy = (source: MetricSource, strategy: Strategy): MetricSource => ({
  check: (signal) => source.check(signal),
  probe: async (query, signal) => {
    const probed = await source.probe(query, signal);
    return probed.ok ? { ok: true, value: { ...probed.value, strategy } } : probed;
  },
  read: (request, signal) => source.read(request, signal),
});

function handleOf(url: string, strategy: Strategy): SourceHandle {
  const kind = findSourceKind("prometheus");
  const prepared = kind?.prepare({ url });
  if (!kind || !prepared?.ok) throw new Error("the address was refused");
  const source = prepared.value.connect({}, { http: makeTestHttpClient(), now: Date.now });
  return {
    ...prepared.value.timing,
    backfillChunkMinutes: (probe) => kind.backfillChunkMinutes(probe),
    parseIndicator: (indicator) => kind.parseIndicator(indicator),
    source: withStrategy(source, strategy),
  };
}

describe("a day of history and minutes of live traffic, stored by the running product", () => {
  const database = useTestDatabase();
  const seed = Number(process.env["SOLVENT_TEST_SEED"] ?? 20261124);
  const live: { minute: number; code: Code }[] = [];
  let history: History;
  let exporter: LiveExporter;
  let app: TestApp;
  let store: Store;
  let evaluator: Evaluator;

  const streamOf = async (strategy: Strategy, code: Code) => {
    const entry = await store.directory.findEntry(nameOf(strategy, code));
    if (entry === null) throw new Error(`no objective ${nameOf(strategy, code)}`);
    return entry;
  };

  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (let attempt = 0; attempt < 480; attempt += 1) {
      if (await holds()) return;
      await wait(500);
    }
    throw new Error(`not within four minutes: ${what}`);
  }

  /** Bad events of all classes in the first half of each minute, and many good ones. */
  async function liveTraffic(): Promise<void> {
    const start = Math.ceil(Date.now() / 60_000);
    for (let minute = start; minute < start + LIVE_MINUTES; minute += 1) {
      await wait(minute * 60_000 + 5000 - Date.now());
      for (const [index, code] of ["200", "200", "404", "500", "200"].entries()) {
        exporter.count((minute + index * 7) % 40, code as Code);
        live.push({ minute, code: code as Code });
        await wait(3000);
      }
    }
  }

  beforeAll(async () => {
    const log = logUpToNow(seed);
    exporter = await liveExporter(log, METRIC);
    history = await loadHistory(log, scrapeConfig(log, exporter.port));
    app = await makeTestApp(database);
    const applied = await app.call("POST", "/apply", { body: { text: definitions(history.prometheus.url) } });
    expect(applied.json, applied.text).toMatchObject({ diagnostics: [] });
    const onError = (error: unknown) => console.error(error);
    store = openStore({ connectionString: database.url, migrationsDir: "prisma/migrations", now: Date.now, onError });
    const sources = await Promise.all(
      STRATEGIES.map(async (strategy) => [(await store.definitions.sources.find(strategy))?.id, strategy] as const),
    );
    const handles = new Map(sources.map(([id, strategy]) => [id, handleOf(history.prometheus.url, strategy)]));
    evaluator = makeEvaluator({
      ...store.evaluator,
      requestsPerMinute: () => 0,
      handles: {
        get: async (id) => {
          const value = handles.get(id);
          if (value === undefined) throw new Error(`no source ${id}`);
          return { ok: true, value };
        },
      },
      clock: systemClock,
      metrics: ignoredMetrics,
      owner: randomUUID(),
      retentionDays: 100,
      freezePeriods: async () => undefined,
      syncGroup: async () => ({ kind: "outdated" }),
      onError,
    });
    evaluator.start();
    await until("the first scrapes", async () => exporter.scrapes() >= 80);
    await liveTraffic();
    const lastMinute = live.at(-1)?.minute ?? 0;
    for (const strategy of STRATEGIES) {
      for (const code of CODES) {
        await until(`${strategy} ${code}`, async () => {
          const { watermark, backfill, firstMinute } = await streamOf(strategy, code);
          return watermark > lastMinute && backfill?.state === "done" && firstMinute <= history.truth.firstMinute;
        });
      }
    }
  }, 600_000);

  afterAll(async () => {
    await evaluator?.stop();
    await store?.close();
    await app?.close();
    await history?.prometheus.stop();
    await exporter?.close();
  });

  const stored = async (strategy: Strategy, code: Code, range: { from: number; to: number }): Promise<MinuteBlock> => {
    const block = await store.minutes.minutesBetween((await streamOf(strategy, code)).streamId, range.from, range.to);
    expect([block.from, blockEnd(block)]).toEqual([range.from, range.to]);
    return block;
  };
  const eventsOf = (block: MinuteBlock, index: number) => {
    if (block.missing[index] !== null) return { bad: null, total: null };
    const [good, total] = [block.good[index] ?? 0, block.total[index] ?? 0];
    return { bad: (total - good) / SCALE, total: total / SCALE };
  };

  const cases = STRATEGIES.flatMap((strategy) => CODES.map((code) => [strategy, code] as const));

  test.each(cases)(
    `history stored by %s is what was generated minus the unavoidable loss, class %s (seed ${seed})`,
    async (strategy, code) => {
      const { truth } = history;
      const block = await stored(strategy, code, { from: truth.firstMinute, to: truth.firstMinute + truth.minutes });
      const differences = truth.counts[code].flatMap((bad, index) => {
        const expected = { bad, total: totalOfMinute(truth, index) };
        const found = eventsOf(block, index);
        return found.bad === expected.bad && found.total === expected.total ? [] : [{ index, expected, found }];
      });
      expect(differences.slice(0, 10), `${differences.length} minutes differ`).toEqual([]);
    },
  );

  test.each(cases)("live minutes stored by %s are what happened, class %s", async (strategy, code) => {
    const from = live[0]?.minute ?? 0;
    const block = await stored(strategy, code, { from, to: from + LIVE_MINUTES });
    const expected = Array.from({ length: LIVE_MINUTES }, (_, index) => {
      const ofMinute = live.filter((event) => event.minute === from + index);
      return { bad: ofMinute.filter((event) => event.code === code).length, total: ofMinute.length };
    });
    expect(expected.map((_, index) => eventsOf(block, index))).toEqual(expected);
  });

  test("the minutes of the outage are missing from its first, with their reason", async () => {
    const { outage } = history.log.options;
    const from = outage.fromSecond / 60;
    const block = await stored("raw", "500", { from: from - 1, to: outage.toSecond / 60 + 1 });
    expect(block.missing.map((reason) => reason === null)).toEqual([true, ...Array.from({ length: 10 }, () => false), true]);
  });
});
