import { describe, expect, test } from "vitest";
import { anHour, brief, corrections, except, goodAt, HOUR, pages, refills, rested, useCorrectionBench } from "./corrections-bench.ts";
import { fakeIndicator, UNREACHABLE } from "./fake-source.ts";
import { START } from "./job-bench.ts";
import { addObjective } from "./seed.ts";
import { bench, DEAD, FINE, pool, source, startBench, streamId } from "./shop-bench.ts";

useCorrectionBench();

describe("the reconciliation", () => {
  test("late data of the last day is found after an hour, and only once an hour", async () => {
    await anHour();
    except({ 10: { good: 90, total: 110 }, 11: { good: 1, total: 1 } });
    expect(refills()).toEqual([]);
    await bench.background();
    expect(refills().map(({ from, to }) => [from - START, to - START])).toEqual([[0, HOUR + 3]]);
    await rested();
    await rested();
    expect(refills()).toHaveLength(1);
    expect(await brief()).toEqual([
      [
        "reconcile",
        [
          [10, 100_000, 90_000],
          [11, 100_000, 1_000],
        ],
      ],
    ]);
    expect(await goodAt(9, 13)).toEqual([100, 90, 1, 100]);
    const { rows } = await pool.query("SELECT day_read_at, week_read_at FROM reconciliation");
    expect(rows[0].day_read_at).toBeGreaterThanOrEqual(START + HOUR + 5);
    expect(rows[0].week_read_at).toBeLessThan(START + 10);
    expect(bench.counted.corrections).toBe(2);
  });

  test("a day later the last week is read, in stretches as long as the source allows, newest first, with a rest between them", async () => {
    await anHour();
    await bench.background();
    await rested();
    source.chunkMinutes = 600;
    await bench.tickAt(START + 1440 + 100);
    await bench.background();
    const before = refills().length;
    for (let i = 0; i < 8; i++) await rested();
    const week = refills().slice(before - 1);
    const reconciled = week.filter(({ to, from }) => to - from === 600 || from === START);
    expect(reconciled.map(({ to }) => to)).toEqual(reconciled.map(({ to }) => to).toSorted((a, b) => b - a));
    expect(reconciled.at(-1)?.from).toBe(START);
    const { rows } = await pool.query<{ week_read_at: number }>("SELECT week_read_at FROM reconciliation");
    expect(rows[0]?.week_read_at).toBeGreaterThan(START + 1440);
  });

  test("a failing source is not asked, and one that fails at it changes nothing and is left in peace", async () => {
    await anHour();
    source.fail(UNREACHABLE);
    await bench.background();
    expect(refills()).toHaveLength(1);
    expect(await corrections()).toEqual([]);
    await rested();
    expect(refills()).toHaveLength(1);
    source.fail(null);
    await rested(11);
    expect(refills()).toHaveLength(2);
  });

  test("a source whose past never changes is not read again", async () => {
    await anHour();
    startBench({ settleMinutes: 0 });
    bench.clock.moveTo((START + 2 * HOUR) * 60_000);
    await bench.background();
    await rested(HOUR);
    expect(refills()).toEqual([]);
  });

  test("what the source has forgotten stays, what it takes back becomes missing with a gap", async () => {
    await anHour();
    source.answer("shop", (minute) => (minute < START + 20 || minute === START + 30 ? "no-sample" : FINE));
    await bench.background();
    expect(await brief()).toEqual([["reconcile", [[30, 100_000, null]]]]);
    expect(await goodAt(0, 3)).toEqual([100, 100, 100]);
    const { rows } = await pool.query("SELECT from_minute, to_minute, reason FROM gap WHERE filled_at IS NULL");
    expect(rows).toEqual([{ from_minute: START + 30, to_minute: START + 31, reason: "no-sample" }]);
  });

  test("an outage that is found out later moves the budget and pages nobody", async () => {
    await anHour();
    const outage = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [HOUR - 6 + i, DEAD]));
    except(outage);
    await bench.background();
    expect(await corrections()).not.toEqual([]);
    await bench.ticks(START + HOUR + 5, START + HOUR + 8);
    expect((await pages()).filter(({ severity, origin }) => severity === "page" && origin === "live")).toEqual([]);
    // What goes on burning shows in the minutes that are read live, and pages.
    source.answer("shop", (minute) => (minute >= START + HOUR + 8 ? DEAD : (outage[minute - START] ?? FINE)));
    await bench.ticks(START + HOUR + 8, START + HOUR + 14);
    expect(await pages()).toContainEqual({ severity: "page", origin: "live" });
  });

  test("a gap that is filled by it counts as filled after the fact", async () => {
    await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), windowMinutes: 1440 });
    except({ 5: "no-sample" });
    await bench.ticks(START, START + 3);
    await bench.background();
    await bench.ticks(START + 3, START + HOUR + 5);
    await bench.background();
    // Settled: the source has nothing, nobody asks any more.
    await pool.query("UPDATE gap SET retry_at = NULL");
    except({});
    await rested(HOUR);
    await rested();
    expect(await brief({ cause: "reconcile" })).toEqual([["reconcile", [[5, null, 100_000]]]]);
    const { rows } = await pool.query("SELECT from_minute - $1::int AS at, refilled FROM gap", [START]);
    expect(rows).toEqual([{ at: 5, refilled: true }]);
  });
});
