import { beforeEach, describe, expect, test } from "vitest";
import { type FakeMinute, fakeIndicator, UNREACHABLE } from "./fake-source.ts";
import { makeJobBench, START } from "./job-bench.ts";
import { addObjective, addRevision, addRoute, addTarget } from "./seed.ts";
import { bench, DEAD, FINE, pool, source, streamId, useShopBench } from "./shop-bench.ts";

useShopBench();

let objectiveId: string;

const WINDOW = 40_320;

beforeEach(async () => {
  objectiveId = await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), targetPercent: "99.9", windowMinutes: WINDOW });
});

interface AlertView {
  readonly kind: string;
  readonly severity: string;
  readonly origin: string;
  readonly onset: number | null;
  readonly opened: number;
  readonly closed: number | null;
  readonly reason: string | null;
  readonly blind: number | null;
}

const since = (minute: number | null): number | null => (minute === null ? null : minute - START);

/** Every alert, with minutes counted from START. */
async function alerts(): Promise<AlertView[]> {
  const { rows } = await pool.query("SELECT * FROM alert ORDER BY id");
  return rows.map((row) => ({
    kind: row.kind,
    severity: row.severity,
    origin: row.origin,
    onset: since(row.onset),
    opened: row.opened_at - START,
    closed: since(row.closed_at),
    reason: row.close_reason,
    blind: since(row.blind_since),
  }));
}

/** "rule sequence:to@minute" in the order in which they were written. */
async function transitions(): Promise<string[]> {
  const { rows } = await pool.query('SELECT rule, sequence, "to", minute FROM alert_transition ORDER BY id');
  return rows.map((row) => `${row.rule} ${row.sequence}:${row.to}@${row.minute - START}`);
}

/** "target event of kind severity". */
async function outbox(): Promise<string[]> {
  const { rows } = await pool.query(
    "SELECT n.target_name, n.event, a.kind, a.severity FROM notification n JOIN alert a ON a.id = n.alert_id ORDER BY n.id",
  );
  return rows.map((row) => `${row.target_name} ${row.event} ${row.kind} ${row.severity}`);
}

const between =
  (from: number, to: number, inside: FakeMinute, outside = FINE) =>
  (minute: number) =>
    minute - START >= from && minute - START < to ? inside : outside;

describe("a burn alert", () => {
  test("opens with the first page rule, tells the routed target once, and closes with its bill", async () => {
    source.answer("shop", between(100, 102, DEAD));
    await bench.ticks(START, START + 130);
    expect(await transitions()).toEqual(["page-1h 1:firing@101", "page-1h 2:resolved@111"]);
    expect(await alerts()).toEqual([
      { kind: "burn", severity: "page", origin: "live", onset: 100, opened: 101, closed: 111, reason: "resolved", blind: null },
    ]);
    expect(await outbox()).toEqual(["oncall fired burn page", "oncall resolved burn page"]);
    const { rows } = await pool.query("SELECT subject, evidence, bill FROM alert");
    expect(rows[0].subject).toMatchObject({ objective: { service: "shop", team: null, targetPercent: "99.9", windowMinutes: WINDOW } });
    expect(rows[0].evidence).toMatchObject({
      kind: "burn",
      rule: "page-1h",
      factor: "72/5",
      burnLong: "50/3",
      burnShort: "200/1",
      long: { good: "5900000", total: "6000000", counted: 60 },
      short: { good: "400000", total: "500000", counted: 5 },
      window: { good: "10000000", total: "10100000", counted: 101 },
      sinceOnset: { good: "0", total: "100000", counted: 1 },
      revision: 1,
      ticketSince: null,
    });
    expect(rows[0].evidence.spark.burns).toHaveLength(14);
    expect(rows[0].evidence.spark.burns.at(-1)).toBe(200);
    expect(rows[0].bill).toEqual({
      kind: "burn",
      from: START + 100,
      to: START + 111,
      during: { good: "900000", total: "1100000", counted: 11 },
      window: { good: "10900000", total: "11100000", counted: 111 },
      missingMinutes: 0,
      ticketSince: null,
    });
  });

  test("is one thread whatever number of its rules fire, and a ticket is a thread of its own", async () => {
    source.answer("shop", between(100, 110, DEAD));
    await bench.ticks(START, START + 125);
    expect((await transitions()).filter((text) => text.includes("firing")).map((text) => text.split(" ")[0])).toEqual([
      "page-1h",
      "page-6h",
      "ticket-1d",
      "ticket-3d",
    ]);
    expect(await alerts()).toMatchObject([
      { severity: "page", opened: 101, closed: null },
      { severity: "ticket", closed: null },
    ]);
    expect(await outbox()).toEqual(["oncall fired burn page", "oncall fired burn ticket"]);
  });

  test("a page that comes after a ticket says since when the ticket is open", async () => {
    const daily = await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), targetPercent: "99.9", windowMinutes: 1440 });
    source.answer("shop", (minute) => {
      const at = minute - START;
      if (at >= 350) return { good: 0, total: 10_000 };
      return at >= 100 ? { good: 9985, total: 10_000 } : { good: 10_000, total: 10_000 };
    });
    await bench.ticks(START, START + 353);
    const { rows } = await pool.query("SELECT severity, opened_at, evidence FROM alert WHERE objective_id = $1 ORDER BY id", [daily]);
    expect(rows.map(({ severity }) => severity)).toEqual(["ticket", "page"]);
    expect(rows[1].evidence.ticketSince).toBe(rows[0].opened_at);
  });

  test("one failed request in a quiet night pages nobody", async () => {
    source.answer("shop", (minute) => ({ good: minute - START === 200 ? 0 : 1, total: 1 }));
    await bench.ticks(START, START + 260);
    expect((await alerts()).filter(({ severity }) => severity === "page")).toEqual([]);
  });

  test.each([...Array(10).keys()])(
    "a full outage at 0.1 requests a second pages within three minutes when it begins %d0 s into a minute",
    async (phase) => {
      const outage = 120 * 60 + phase * 10;
      // A request every ten seconds, in the middle of its ten.
      const counted = (minute: number) => {
        const seconds = Array.from({ length: 6 }, (_, i) => (minute - START) * 60 + i * 10 + 5);
        return { good: seconds.filter((second) => second < outage).length, total: 6 };
      };
      source.answer("shop", counted);
      await bench.ticks(START, START + 125);
      const [page] = (await alerts()).filter(({ severity }) => severity === "page");
      expect((page?.opened ?? Number.POSITIVE_INFINITY) * 60 - outage).toBeLessThanOrEqual(180);
    },
  );

  test("a definition that changes while it fires ends it with that reason", async () => {
    source.answer("shop", (minute) => (minute >= START + 100 ? { good: 980, total: 1000 } : { good: 1000, total: 1000 }));
    await bench.ticks(START, START + 160);
    expect((await alerts())[0]).toMatchObject({ severity: "page", closed: null });
    await addRevision(pool, objectiveId, 2, { indicator: fakeIndicator("shop"), targetPercent: "95", windowMinutes: WINDOW });
    await pool.query("UPDATE objective SET revision = 2 WHERE id = $1", [objectiveId]);
    await bench.ticks(START + 160, START + 170);
    expect((await alerts())[0]).toMatchObject({ severity: "page", reason: "revised" });
  });

  test("an objective that is deleted ends its alerts, and those who were told hear of it", async () => {
    source.answer("shop", between(100, 130, DEAD));
    await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), targetPercent: "50" });
    await bench.ticks(START, START + 103);
    await pool.query("DELETE FROM objective WHERE id = $1", [objectiveId]);
    await bench.tickAt(START + 104);
    const { rows } = await pool.query(
      "SELECT a.close_reason, n.event FROM alert a JOIN notification n ON n.alert_id = a.id WHERE a.objective_id IS NULL ORDER BY n.id",
    );
    expect(rows.slice(0, 1)).toEqual([{ close_reason: "deleted", event: "fired" }]);
    expect(rows.filter(({ event }) => event === "resolved")).toHaveLength(rows.length / 2);
    expect(rows.every(({ close_reason }) => close_reason === "deleted")).toBe(true);
  });

  test("goes where the narrowest route says, and to nobody where that route names nobody", async () => {
    const team = await addTarget(pool, "team");
    await addRoute(pool, { scope: "service", name: "shop", targets: [{ id: team, severities: ["page"] }] });
    source.answer("shop", between(100, 110, DEAD));
    await bench.ticks(START, START + 125);
    expect(await outbox()).toEqual(["team fired burn page"]);
    expect((await alerts()).map(({ severity }) => severity)).toEqual(["page", "ticket"]);
  });
});

describe("a source that goes down", () => {
  test("is one alert, burn alerts hold and are blind, and the refill is exact and pages nobody for the past", async () => {
    // Burning from 100 on; the source is silent from 110 to 120 and the burning ended at 112.
    source.answer("shop", between(100, 112, DEAD));
    await bench.ticks(START, START + 110);
    const opened = await alerts();
    expect(opened.map(({ severity }) => severity)).toEqual(["page", "ticket"]);
    source.fail(UNREACHABLE);
    await bench.ticks(START + 110, START + 120);
    const down = (await alerts()).filter(({ kind }) => kind === "source-down");
    expect(down).toHaveLength(1);
    expect((await alerts()).filter(({ kind }) => kind === "no-data")).toEqual([]);
    source.fail(null);
    await bench.ticks(START + 120, START + 124);
    await bench.background();
    expect(await bench.stored(streamId, START + 108, START + 122)).toMatchObject({
      good: [0, 0, 0, 0, ...Array(10).fill(100_000)],
      missing: Array(14).fill(null),
    });
    await bench.ticks(START + 124, START + 170);
    expect((await alerts()).filter(({ kind }) => kind === "source-down")).toMatchObject([{ reason: "resolved" }]);
    expect((await outbox()).filter((text) => text.includes("source-down"))).toEqual([
      "oncall fired source-down page",
      "oncall resolved source-down page",
    ]);
    expect((await outbox()).filter((text) => text === "oncall fired burn page")).toHaveLength(1);
    expect((await alerts())[0]).toMatchObject({ kind: "burn", severity: "page", reason: "corrected" });
  });

  test("names the burn alerts that are blind, and says since when on them", async () => {
    source.answer("shop", between(100, 200, DEAD));
    await bench.ticks(START, START + 105);
    source.fail(UNREACHABLE);
    await bench.ticks(START + 105, START + 120);
    const { rows } = await pool.query("SELECT evidence FROM alert WHERE kind = 'source-down'");
    expect(rows[0].evidence).toMatchObject({
      reason: "connection refused",
      objectives: 1,
      blind: [{ severity: "page" }, { severity: "ticket" }],
    });
    expect((await alerts())[0]).toMatchObject({ severity: "page", closed: null, blind: 105 });
    source.fail(null);
    await bench.ticks(START + 120, START + 123);
    expect((await alerts())[0]).toMatchObject({ closed: null, blind: null });
  });

  test("an outage that only the refill shows becomes history: no page, one alert that is over", async () => {
    source.answer("shop", between(105, 112, DEAD));
    await bench.ticks(START, START + 100);
    source.fail(UNREACHABLE);
    await bench.ticks(START + 100, START + 115);
    source.fail(null);
    await bench.ticks(START + 115, START + 118);
    await bench.background();
    await bench.ticks(START + 118, START + 200);
    await bench.background();
    const pages = (await alerts()).filter(({ kind, severity }) => kind === "burn" && severity === "page");
    expect(pages).toEqual([
      {
        kind: "burn",
        severity: "page",
        origin: "refill",
        onset: null,
        opened: 106,
        closed: expect.any(Number),
        reason: "resolved",
        blind: null,
      },
    ]);
    expect((await outbox()).filter((text) => text.includes("burn page"))).toEqual([]);
    const { rows } = await pool.query("SELECT bill FROM alert WHERE origin = 'refill' AND severity = 'page'");
    expect(rows[0].bill.during).toMatchObject({ good: expect.any(String), counted: expect.any(Number) });
  });

  test("a page still comes for what goes on burning after the source is back", async () => {
    source.answer("shop", between(105, 400, DEAD));
    await bench.ticks(START, START + 100);
    source.fail(UNREACHABLE);
    await bench.ticks(START + 100, START + 115);
    source.fail(null);
    await bench.ticks(START + 115, START + 120);
    expect((await outbox()).filter((text) => text === "oncall fired burn page")).toHaveLength(1);
  });

  test("a source that fails for four minutes is no news", async () => {
    source.answer("shop", () => FINE);
    await bench.ticks(START, START + 20);
    source.fail(UNREACHABLE);
    await bench.ticks(START + 20, START + 24);
    source.fail(null);
    await bench.ticks(START + 24, START + 30);
    expect(await alerts()).toEqual([]);
  });

  test("when nothing reads from it any more its alert ends", async () => {
    source.answer("shop", () => FINE);
    await bench.ticks(START, START + 20);
    source.fail(UNREACHABLE);
    await bench.ticks(START + 20, START + 30);
    await pool.query("DELETE FROM objective WHERE id = $1", [objectiveId]);
    await bench.tickAt(START + 31);
    expect(await alerts()).toMatchObject([{ kind: "source-down", reason: "deleted" }]);
  });
});

describe("an objective without data", () => {
  test("is an alert of its own after ten missing minutes, and over after three known ones", async () => {
    source.answer("shop", between(50, 70, "no-series"));
    await bench.ticks(START, START + 90);
    expect(await alerts()).toMatchObject([{ kind: "no-data", severity: "ticket", onset: 50, opened: 60, reason: "resolved" }]);
    expect(await transitions()).toEqual(["no-data 1:firing@60", "no-data 2:resolved@73"]);
    expect(await outbox()).toEqual(["oncall fired no-data ticket", "oncall resolved no-data ticket"]);
    const { rows } = await pool.query("SELECT evidence FROM alert");
    expect(rows[0].evidence).toMatchObject({ reason: "no-series", since: START + 50, blind: [] });
  });

  test("that never had data raises none: its definition is being written", async () => {
    source.answer("shop", () => "no-series");
    await bench.ticks(START, START + 40);
    expect(await alerts()).toEqual([]);
  });

  test("holds its burn alert and says that it is blind", async () => {
    source.answer("shop", (minute) => {
      const at = minute - START;
      if (at >= 110 && at < 130) return "no-series";
      return at >= 100 && at < 110 ? DEAD : FINE;
    });
    await bench.ticks(START, START + 125);
    const { rows } = await pool.query("SELECT evidence FROM alert WHERE kind = 'no-data'");
    expect(rows[0].evidence.blind).toMatchObject([{ severity: "page" }, { severity: "ticket" }]);
    expect((await alerts())[0]).toMatchObject({ kind: "burn", closed: null, blind: 110 });
  });
});

describe("an evaluator that does not keep up", () => {
  const watchAfter = async (minutes: number): Promise<void> => {
    bench.clock.moveTo(bench.clock.wallMs() + minutes * 60_000);
    await bench.parts.watch();
  };

  test("is one alert while streams are minutes behind, and over when they have caught up", async () => {
    source.answer("shop", () => FINE);
    await bench.ticks(START, START + 5);
    const watermark = "UPDATE stream SET watermark = floor(extract(epoch FROM clock_timestamp()) / 60)::int - $1, first_minute = 0";
    await pool.query(watermark, [30]);
    await watchAfter(4);
    await watchAfter(1);
    expect(await alerts()).toMatchObject([{ kind: "evaluator-behind", severity: "page", closed: null }]);
    expect(await outbox()).toEqual(["oncall fired evaluator-behind page"]);
    await pool.query(watermark, [1]);
    await watchAfter(1);
    expect(await alerts()).toMatchObject([{ kind: "evaluator-behind", reason: "resolved" }]);
    expect(await outbox()).toEqual(["oncall fired evaluator-behind page", "oncall resolved evaluator-behind page"]);
    expect(await transitions()).toEqual([
      expect.stringMatching(/^evaluator-behind 1:firing/),
      expect.stringMatching(/^evaluator-behind 2:resolved/),
    ]);
  });

  test("two processes that notice it at once raise one alert", async () => {
    const other = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) });
    source.answer("shop", () => FINE);
    await bench.ticks(START, START + 5);
    await pool.query("UPDATE stream SET watermark = floor(extract(epoch FROM clock_timestamp()) / 60)::int - 30, first_minute = 0");
    for (const each of [bench, other]) each.clock.moveTo(each.clock.wallMs() + 4 * 60_000);
    await Promise.all([bench.parts.watch(), other.parts.watch()]);
    expect(await alerts()).toHaveLength(1);
    expect(await transitions()).toHaveLength(1);
  });
});
