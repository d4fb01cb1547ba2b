import { describe, expect, test } from "vitest";
import {
  ask,
  brief,
  corrections,
  except,
  goodAt,
  HOUR,
  receipt,
  refills,
  requests,
  useCorrectionBench,
  value,
} from "./corrections-bench.ts";
import { fakeIndicator, UNREACHABLE } from "./fake-source.ts";
import { makeJobBench, START } from "./job-bench.ts";
import { addObjective } from "./seed.ts";
import { bench, DEAD, FINE, pool, source, sourceId, streamId } from "./shop-bench.ts";

useCorrectionBench();

describe("a refill on request", () => {
  /** 99 % of 6 300 requests: 63 may fail. */
  async function stored(): Promise<void> {
    await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), windowMinutes: HOUR + 3, targetPercent: "99" });
    await bench.ticks(START, START + HOUR + 5);
  }

  test("reads the interval again, chunk by chunk, and says what that changed, of every budget exactly", async () => {
    await stored();
    except({ 10: { good: 79, total: 100 }, 25: { good: 79, total: 100 } });
    source.chunkMinutes = 10;
    const id = await ask(5, 30);
    await bench.background();
    expect(refills().map(({ from, to }) => [from - START, to - START])).toEqual([
      [5, 15],
      [15, 25],
      [25, 30],
    ]);
    const { objectives, ...rest } = await receipt(id);
    expect(rest).toMatchObject({
      stream: streamId,
      source: "prom",
      state: "done",
      message: null,
      minutesChanged: 2,
      before: { good: 2500, total: 2500, known: 25, minutes: 25 },
      after: { good: 2458, total: 2500, known: 25, minutes: 25 },
      author: "ada",
    });
    // 42 of 63 failures are spent by what was found.
    expect(objectives).toEqual([
      { name: expect.any(String), remainingBefore: value("1/1"), remainingAfter: value("1/3"), difference: value("-2/3") },
    ]);
    expect(await brief({ cause: "request" })).toEqual([
      ["request", [[25, 100_000, 79_000]]],
      ["request", [[10, 100_000, 79_000]]],
    ]);
  });

  test("what happens meanwhile elsewhere is not in the receipt", async () => {
    await stored();
    except({ 10: { good: 0, total: 100 } });
    source.before(async ({ purpose }) => {
      if (purpose !== "refill") return;
      source.before(() => undefined);
      source.answer("shop", (minute) => (minute === START + 10 || minute >= START + HOUR + 3 ? DEAD : FINE));
      await bench.ticks(START + HOUR + 5, START + HOUR + 7);
    });
    const id = await ask(10, 11);
    await bench.background();
    expect((await receipt(id)).objectives[0]).toMatchObject({ remainingBefore: { exact: "1/1" }, difference: { exact: "-100/63" } });
  });

  test("a source that fails leaves its own words and what is stored", async () => {
    await stored();
    const id = await ask(5, 30);
    source.fail(UNREACHABLE);
    await bench.background();
    expect(await receipt(id)).toMatchObject({
      state: "failed",
      message: "connection refused",
      minutesChanged: 0,
      after: null,
      readTo: expect.any(String),
    });
    expect((await receipt(id)).objectives[0]).toMatchObject({ remainingBefore: { exact: "1/1" }, remainingAfter: null, difference: null });
    expect(await corrections()).toEqual([]);
  });

  test("a source that was not even asked has said before why", async () => {
    await stored();
    source.fail({ class: "circuit-open", retryable: true, message: "not asked: the source failed 5 times in a row" });
    await pool.query(
      `INSERT INTO source_health (source_id, failing_since, message) VALUES ($1, now(), 'connection refused')
       ON CONFLICT (source_id) DO UPDATE SET failing_since = now(), message = 'connection refused'`,
      [sourceId],
    );
    const id = await ask(5, 30);
    await bench.background();
    expect(await receipt(id)).toMatchObject({ state: "failed", message: "connection refused" });
  });

  test("what the source no longer has is kept, and the receipt says so", async () => {
    await stored();
    source.answer("shop", () => "no-series");
    const id = await ask(5, 15);
    await bench.background();
    expect(await receipt(id)).toMatchObject({
      state: "done",
      minutesChanged: 0,
      message: "The data source has nothing for 10 minutes any more; what is stored of them was kept",
    });
    expect(await goodAt(5, 7)).toEqual([100, 100]);
  });

  test("after a crash the next leader goes on from the cursor, and the receipt counts both halves", async () => {
    await stored();
    except({ 7: DEAD, 22: DEAD });
    source.chunkMinutes = 10;
    const id = await ask(5, 25);
    const { signal, abort } = stoppable();
    source.before(({ from, purpose }) => {
      if (purpose === "refill" && from === START + 15) abort();
    });
    await bench.parts.keeper.renew();
    await Promise.all(await bench.parts.background.pump(signal));
    expect(await receipt(id)).toMatchObject({ state: "running", minutesChanged: 1, before: { good: 2000 }, after: null });
    await bench.parts.keeper.release();
    source.before(() => undefined);
    const next = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) });
    next.clock.moveTo(bench.clock.wallMs());
    await next.background();
    expect(next.errors).toEqual([]);
    expect(await receipt(id)).toMatchObject({ state: "done", minutesChanged: 2, before: { good: 2000 }, after: { good: 1800 } });
    expect(refills().map(({ from }) => from - START)).toEqual([5, 15, 15]);
  });

  test("the newest minutes are left to the tick", async () => {
    await stored();
    const id = await ask(HOUR, HOUR + 5);
    await bench.background();
    expect(refills().map(({ from, to }) => [from - START, to - START])).toEqual([[HOUR, HOUR + 3]]);
    expect(await receipt(id)).toMatchObject({ state: "done", readTo: "2030-01-01T01:05Z" });
  });

  test("a second request for some of the same minutes waits for the first; one beside it does not", async () => {
    await stored();
    const id = await ask(5, 30);
    const again = { streamId, interval: { start: START + 29, end: START + 40 }, author: "bob" };
    expect(await requests().queue(again)).toEqual({ overlapping: id });
    await ask(30, 31);
    await bench.background();
    expect(await requests().queue(again)).toHaveProperty("id");
  });

  test("two requests at the same moment for the same minutes are one", async () => {
    await stored();
    const interval = { start: START + 5, end: START + 10 };
    const queued = await Promise.all(["ada", "bob"].map((author) => requests().queue({ streamId, interval, author })));
    expect(queued.filter((each) => "id" in each)).toHaveLength(1);
  });
});

function stoppable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
