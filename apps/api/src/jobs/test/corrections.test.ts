import { describe, expect, test } from "vitest";
import { brief, corrections, except, HOUR, requests, useCorrectionBench } from "./corrections-bench.ts";
import { fakeIndicator } from "./fake-source.ts";
import { START } from "./job-bench.ts";
import { addObjective } from "./seed.ts";
import { bench, DEAD, pool, streamId } from "./shop-bench.ts";

useCorrectionBench();

describe("the log of corrections", () => {
  test("what the settle window changes is logged with what it was, and what it repeats is not", async () => {
    await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
    await bench.ticks(START, START + 3);
    expect(await brief()).toEqual([]);
    except({ 2: { good: 40, total: 100 } });
    await bench.tickAt(START + 4);
    expect(await brief()).toEqual([["settle", [[2, 100_000, 40_000]]]]);
    await bench.tickAt(START + 5);
    expect(await corrections()).toHaveLength(1);
  });

  test("a minute that is taken back, and a gap that is filled, are changes from and to missing", async () => {
    await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
    await bench.ticks(START, START + 3);
    except({ 2: "no-sample" });
    await bench.ticks(START + 3, START + 6);
    except({});
    await bench.background();
    expect((await brief()).toReversed()).toEqual([
      ["settle", [[2, 100_000, null]]],
      ["refill", [[2, null, 100_000]]],
    ]);
  });

  test("a gap of hours is a row per hour, and can be asked for by minutes and cause", async () => {
    await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
    await bench.ticks(START, START + 3);
    await bench.tickAt(START + 3 * HOUR);
    await bench.background();
    const rows = await corrections();
    expect(rows.every(({ cause }) => cause === "refill")).toBe(true);
    expect(rows.flatMap(({ changes }) => changes)).toHaveLength(3 * HOUR - 10 - 3);
    expect(new Set(rows.map(({ changes }) => Math.floor((changes[0]?.minute ?? 0) / HOUR))).size).toBe(3);
    const [asked] = await corrections({ from: START + 70, to: START + 72 });
    expect(asked?.changes.map(({ minute }) => minute - START)).toEqual([70, 71]);
    expect(await corrections({ cause: "reconcile" })).toEqual([]);
  });

  test("back-fill writes history and corrects nothing", async () => {
    await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
    await bench.ticks(START, START + 3);
    await pool.query("INSERT INTO backfill (stream_id, from_minute, to_minute, cursor) VALUES ($1, $2, $3, $3)", [
      streamId,
      START - 1440,
      START,
    ]);
    await bench.background();
    expect(await bench.minutes.heads([streamId])).toMatchObject([{ firstMinute: START - 1440 }]);
    expect(await corrections()).toEqual([]);
  });
});

test("what is no longer kept by the minute has no corrections and no receipts either", async () => {
  await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
  await bench.ticks(START, START + 3);
  except({ 2: DEAD });
  await bench.tickAt(START + 4);
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO refill_request (stream_id, from_minute, to_minute, cursor, author, state) VALUES ($1, $2, $3, $3, 'ada', 'done') RETURNING id`,
    [streamId, START, START + 2],
  );
  expect(await corrections()).toHaveLength(1);
  await bench.tickAt(START + 102 * 1440);
  await bench.parts.upkeep();
  expect(await corrections()).toEqual([]);
  expect(await requests().find(rows[0]?.id ?? "")).toBeNull();
});
