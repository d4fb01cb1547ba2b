import { beforeEach, describe, expect, test } from "vitest";
import { ask, except, HOUR, receipt, useCorrectionBench, value } from "./corrections-bench.ts";
import { fakeIndicator, UNREACHABLE } from "./fake-source.ts";
import { makeJobBench, START } from "./job-bench.ts";
import { addBackfill, addComposite, addObjective, addSource, addStream } from "./seed.ts";
import { bench, DEAD, FINE, pool, source, sourceId, startBench, streamId } from "./shop-bench.ts";

useCorrectionBench();

const DAY = 1440;
const slices = { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" } as const;
const termsOf = (windowMinutes: number) => ({ window: { kind: "rolling", minutes: windowMinutes }, method: "timeslices", slices }) as const;

let cartId: number;
let shop: string;
let inner: { readonly streamId: number; readonly objectiveId: string };
let outer: typeof inner;

/** "outer" is put together from "inner", and that from the shop and its cart; half of the slices may be bad. */
async function seed(windowMinutes = HOUR, cartSource = sourceId): Promise<void> {
  source.answer("cart", () => FINE);
  cartId = await addStream(pool, { sourceId: cartSource, query: "cart", firstMinute: START });
  shop = await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), windowMinutes, targetPercent: "50" });
  const cart = await addObjective(pool, { streamId: cartId, indicator: fakeIndicator("cart") });
  const seeded = { how: "allSlices", firstMinute: START, terms: termsOf(windowMinutes), targetPercent: "50" } as const;
  inner = await addComposite(pool, { ...seeded, parts: [shop, cart] });
  outer = await addComposite(pool, { ...seeded, parts: [inner.objectiveId] });
}

/** An hour and five minutes; the window at the instant of the receipt holds eleven slices. */
async function anHour(jobs = bench): Promise<void> {
  await jobs.ticks(START, START + 3);
  await jobs.background();
  await jobs.ticks(START + 3, START + HOUR + 5);
}

/** By the id of the objective: what is left before and after, and the difference. */
async function effects(id: string): Promise<Record<string, readonly unknown[]>> {
  const { rows } = await pool.query<{ id: string; name: string }>("SELECT id, name FROM objective");
  const idOf = new Map(rows.map(({ id: objectiveId, name }) => [name, objectiveId]));
  const { objectives } = await receipt(id);
  return Object.fromEntries(
    objectives.map((one) => [idOf.get(one.name), [one.remainingBefore, one.remainingAfter, one.difference]] as const),
  );
}

const effect = (before: string, after: string, difference: string) => [value(before), value(after), value(difference)];

/** Behind the back of everybody who puts composites together. */
async function storeDead(stream: number, minute: number): Promise<void> {
  await bench.parts.keeper.renew();
  const fence = bench.parts.keeper.fence();
  if (fence === null) throw new Error("the bench does not lead");
  const block = { from: START + minute, good: [0], total: [100_000], missing: [null] };
  await bench.minutes.inFence(fence, (tx) => tx.writeMinutes([{ streamId: stream, block }], "reconcile"));
}

describe("the receipt of a part", () => {
  beforeEach(() => seed());

  test("shows every composite that it moved, one that is put together from composites too", async () => {
    await anHour();
    except({ 10: DEAD, 27: DEAD });
    const id = await ask(5, 30);
    await bench.background();
    expect(await receipt(id)).toMatchObject({ state: "done", minutesChanged: 2 });
    expect(await effects(id)).toEqual({
      [shop]: effect("1/1", "14/15", "-1/15"),
      [inner.objectiveId]: effect("1/1", "7/11", "-4/11"),
      [outer.objectiveId]: effect("1/1", "7/11", "-4/11"),
    });
  });

  test("counts what is out of date as it was before, not as what the refill has done", async () => {
    await anHour();
    await storeDead(cartId, 40);
    except({ 10: DEAD });
    const id = await ask(5, 30);
    await bench.background();
    expect(await effects(id)).toMatchObject({
      [inner.objectiveId]: effect("9/11", "7/11", "-2/11"),
      [outer.objectiveId]: effect("9/11", "7/11", "-2/11"),
    });
  });

  test("is the same as what is put together afterwards, and moves no watermark", async () => {
    await anHour();
    except({ 10: DEAD });
    const heads = async () => (await bench.minutes.heads([inner.streamId, outer.streamId])).map(({ watermark }) => watermark - START);
    const before = await heads();
    await ask(5, 30);
    await bench.background();
    expect(await heads()).toEqual(before);
    expect((await pool.query("SELECT 1 FROM composite_stale")).rowCount).toBe(0);
    const { good } = await bench.stored(outer.streamId, START + 5, START + 20);
    expect(good.filter((_, i) => i % 5 === 4)).toEqual([1000, 0, 1000]);
  });

  test("leaves out what is no part of anything", async () => {
    await addComposite(pool, {
      how: "min",
      parts: [outer.objectiveId],
      firstMinute: START,
      terms: { ...termsOf(HOUR), method: "ratio_timeslices", slices: { ...slices, targetPercent: null } },
    });
    const alone = await addStream(pool, { sourceId, query: "alone", firstMinute: START });
    source.answer("alone", () => FINE);
    const objectiveId = await addObjective(pool, { streamId: alone, indicator: fakeIndicator("alone") });
    const apart = await addComposite(pool, { how: "allSlices", parts: [objectiveId], firstMinute: START, terms: termsOf(HOUR) });
    await anHour();
    const id = await ask(5, 30);
    await bench.background();
    const shown = Object.keys(await effects(id));
    expect(shown).toHaveLength(4);
    expect(shown).not.toContain(apart.objectiveId);
  });

  test("is closed by the next leader once all is read, whether or not the source answers then", async () => {
    await anHour();
    const id = await ask(5, 15);
    const controller = new AbortController();
    source.before(() => controller.abort());
    await bench.parts.keeper.renew();
    await Promise.all(await bench.parts.background.pump(controller.signal));
    expect(await receipt(id)).toMatchObject({ state: "running", after: null });
    // What the last stretch leaves behind when the process ends after it.
    await storeDead(streamId, 10);
    await pool.query("UPDATE refill_request SET cursor = to_minute, minutes_changed = 1 WHERE id = $1", [id]);
    await bench.parts.keeper.release();
    source.before(() => undefined);
    source.fail(UNREACHABLE);
    const next = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) });
    next.clock.moveTo(bench.clock.wallMs());
    await next.background();
    expect(next.errors).toEqual([]);
    expect(await receipt(id)).toMatchObject({ state: "done", minutesChanged: 1 });
    expect(await effects(id)).toMatchObject({ [outer.objectiveId]: effect("1/1", "9/11", "-2/11") });
  });

  test("fails, and says so, when a composite cannot be put together", async () => {
    await anHour();
    await pool.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$;
      CREATE TRIGGER broken BEFORE DELETE ON composite_stale FOR EACH ROW EXECUTE FUNCTION refuse()`);
    except({ 10: DEAD });
    const id = await ask(5, 15);
    await bench.background();
    expect(bench.errors.length).toBeGreaterThan(0);
    expect(await receipt(id)).toMatchObject({
      state: "failed",
      message: "The budgets that these minutes move cannot be worked out",
    });
    startBench();
  });
});

test("a refill of more days than are put together at once is closed when all of them are", { timeout: 60_000 }, async () => {
  await seed(5 * DAY);
  await addBackfill(pool, streamId, { from: START - 6 * DAY, to: START });
  await addBackfill(pool, cartId, { from: START - 6 * DAY, to: START });
  await bench.ticks(START, START + 3);
  await bench.background();
  await bench.ticks(START + 3, START + 10);
  await bench.background();
  const dead = [-4 * DAY + 20, -3 * DAY + 20, -2 * DAY + 20, -DAY + 20];
  except(Object.fromEntries(dead.map((minute) => [minute, DEAD])));
  const id = await ask(-4 * DAY, 0);
  await bench.background();
  // 1 439 whole slices lie in the window: it begins within one.
  expect(await effects(id)).toMatchObject({ [outer.objectiveId]: effect("1/1", "1431/1439", "-8/1439") });
});

test("minutes that the source of another part still settles are not in the receipt", async () => {
  const slow = await addSource(pool, "slow");
  await seed(HOUR, slow);
  const handleOf = (id: string) => (id === slow ? { ...source.handle, settleMinutes: 10 } : source.handle);
  const jobs = makeJobBench(pool, { get: async (id) => ({ ok: true, value: handleOf(id) }) });
  await anHour(jobs);
  except({ 10: DEAD });
  source.before(async ({ purpose }) => {
    if (purpose !== "refill") return;
    source.before(() => undefined);
    source.answer("cart", (minute) => (minute >= START + HOUR - 2 ? DEAD : FINE));
    await jobs.ticks(START + HOUR + 5, START + HOUR + 6);
  });
  const id = await ask(10, 11);
  await jobs.background();
  expect(jobs.errors).toEqual([]);
  // At minute 55 there are eleven slices, and one of them is bad.
  expect(await effects(id)).toMatchObject({ [outer.objectiveId]: effect("1/1", "9/11", "-2/11") });
});
