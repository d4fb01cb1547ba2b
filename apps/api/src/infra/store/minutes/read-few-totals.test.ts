import type { Minute } from "@solvent/domain";
import type pg from "pg";
import { expect, test } from "vitest";
import type { TotalsTable } from "../../../usecases/minutes/minute-store.ts";
import { partitionsFor } from "./calendar-partitions.ts";
import { type MinuteStore, makeMinuteStore } from "./minute-store.ts";
import { makePartitionKeeper } from "./partition-keeper.ts";
import { useMinuteStore } from "./test/store-fixture.ts";

const fixture = useMinuteStore();
const START = 29_600_640;
const LENGTH = 3000;
const KEPT_FROM = START + 1440;
/** An instant inside an hour that is not kept, whose totals are. */
const OWN = START + 615;

const block = (streamId: number) => ({
  from: START,
  good: Array.from({ length: LENGTH }, (_, i) => (i % 7) * 1000 * streamId),
  total: Array.from({ length: LENGTH }, (_, i) => (i % 7) * 1000 * streamId + (i % 3)),
  missing: Array.from({ length: LENGTH }, (_, i) => (i % 11 === 0 ? ("no-sample" as const) : null)),
});

/** Both answers, cell by cell: the few at a time, and any number within a transaction. */
async function answers(streamIds: readonly number[], instants: readonly Minute[]) {
  const cells = (table: TotalsTable) =>
    streamIds.flatMap((_, row) => [
      table.beyond?.minutesFrom(row) ?? null,
      ...instants.map((_, column) => [table.at(row, column), table.beyond?.floorOf(row, column) ?? null]),
    ]);
  const few = await fixture.store.totalsAt(streamIds, instants);
  const any = await fixture.store.inFence(fixture.fence, (tx) => tx.totalsAt(streamIds, instants));
  return [cells(few), cells(any)];
}

const INSTANTS = [
  START - 500,
  START,
  START + 7,
  START + 60,
  OWN,
  OWN + 1,
  KEPT_FROM - 1,
  KEPT_FROM,
  KEPT_FROM + 61,
  START + LENGTH,
  START + LENGTH + 99,
];

test("few totals are those of a question of any size, with and without minutes", async () => {
  const [one = 0, two = 0, empty = 0] = await fixture.addStreams(3, START);
  await fixture.store.inFence(fixture.fence, (tx) => tx.writeMinutes([one, two].map((streamId) => ({ streamId, block: block(streamId) }))));
  const streams = [two, one, two];
  const all = await answers(streams, INSTANTS);
  expect(all[0]).toEqual(all[1]);
  expect(await answers([one, empty, 4711], INSTANTS)).toEqual([expect.anything(), (await answers([one, empty, 4711], INSTANTS))[0]]);
  const before = await fixture.store.totalsAt([one], INSTANTS);

  await fixture.pool.query("UPDATE stream SET minutes_from = $1 WHERE id = $2", [KEPT_FROM, one]);
  await fixture.pool.query(
    `INSERT INTO stream_anchor SELECT a.stream, $1, a.good + h.good[15], a.total + h.total[15], a.known + h.known[15], a.active + h.active[15]
     FROM stream_anchor a JOIN stream_hour h ON h.stream = a.stream AND h.hour * 60 = a.minute WHERE a.stream = $2 AND a.minute = $1 - 15`,
    [OWN, one],
  );
  await fixture.pool.query("DELETE FROM stream_hour WHERE stream = $1 AND hour < $2", [one, KEPT_FROM / 60]);
  const [few, any] = await answers(streams, INSTANTS);
  expect(few).toEqual(any);
  const after = await fixture.store.totalsAt([one], INSTANTS);
  const at = (table: TotalsTable, instant: number) => table.at(0, INSTANTS.indexOf(instant));
  for (const instant of [START, START + 60, OWN, KEPT_FROM, KEPT_FROM + 61, START + LENGTH])
    expect(at(after, instant)).toEqual(at(before, instant));
  expect(INSTANTS.map((_, column) => after.beyond?.floorOf(0, column))).toEqual([
    null,
    null,
    START,
    null,
    null,
    START + 600,
    KEPT_FROM - 60,
    null,
    null,
    null,
    null,
  ]);
  expect([after.beyond?.minutesFrom(0), before.beyond]).toEqual([KEPT_FROM, undefined]);
  const series = await fixture.store.series(one, START, KEPT_FROM + 60, 30);
  expect(series[1]).toEqual(series[0]);
});

const DAY = 1440;

/** The store of a process that knows nothing yet, and what the statements were that it asked outside of transactions. */
function anotherProcess() {
  const asked: string[] = [];
  const pool = new Proxy(fixture.pool, {
    get(target, key) {
      if (key !== "query") return Reflect.get(target, key, target);
      return (first: string | pg.QueryConfig, values?: unknown[]) => {
        asked.push(typeof first === "string" ? first : first.text);
        return target.query(first as string, values);
      };
    },
  });
  const kindOf = (text: string): string =>
    text.includes("pg_inherits")
      ? "catalogue"
      : / FROM stream_anchor_\d/.test(text)
        ? "some"
        : text.includes("FROM stream_hour")
          ? "all"
          : "other";
  return { store: makeMinuteStore(pool), takeKinds: () => asked.splice(0).map(kindOf) };
}

/** A stream that covers `length` minutes, and its totals as a transaction reads them. */
async function addCovered(first: Minute, length: number) {
  const [id = 0] = await fixture.addStreams(1, first);
  const day = (from: Minute) => ({
    from,
    good: new Array<number>(DAY).fill(2000),
    total: Array.from({ length: DAY }, (_, i) => 2000 + ((from + i) % 5)),
    missing: new Array<null>(DAY).fill(null),
  });
  for (let from = first; from < first + length; from += DAY)
    await fixture.store.inFence(fixture.fence, (tx) => tx.writeMinutes([{ streamId: id, block: day(from) }]));
  return { id, totalsAt: (instants: readonly Minute[]) => fixture.store.inFence(fixture.fence, (tx) => tx.totalsAt([id], instants)) };
}

const cellsOf = (table: TotalsTable, instants: readonly Minute[]) => instants.map((_, column) => table.at(0, column));

/** Asks until these partitions have a statement of their own. */
async function askOften(store: MinuteStore, id: number, instants: readonly Minute[]) {
  for (let times = 0; times < 16; times += 1) await store.totalsAt([id], instants);
}

test("of a window that is asked often only the partitions that hold its instants are asked, and the catalogue once", async () => {
  const { id, totalsAt } = await addCovered(START, 12 * DAY);
  const { store, takeKinds } = anotherProcess();
  const window = [START + 90, START + 9 * DAY + 30, START + 12 * DAY - 7];
  const expected = cellsOf(await totalsAt(window), window);
  expect(cellsOf(await store.totalsAt([id], window), window)).toEqual(expected);
  expect(takeKinds()).toEqual(["catalogue", "all"]);
  await askOften(store, id, window);
  takeKinds();
  expect(cellsOf(await store.totalsAt([id], window), window)).toEqual(expected);
  expect(takeKinds()).toEqual(["some"]);
  const everyDay = Array.from({ length: 12 }, (_, day) => START + day * DAY + 77);
  expect(cellsOf(await store.totalsAt([id], everyDay), everyDay)).toEqual(cellsOf(await totalsAt(everyDay), everyDay));
  expect(takeKinds()).toEqual(["all"]);
});

test("a coverage that begins inside the window and ends before it is answered like any other", async () => {
  const { id, totalsAt } = await addCovered(START + 3 * DAY + 17, DAY);
  const { store, takeKinds } = anotherProcess();
  const window = [START - 20 * DAY + 5, START + 4 * DAY, START + 4 * DAY + 16, START + 5 * DAY];
  await askOften(store, id, window);
  takeKinds();
  expect(cellsOf(await store.totalsAt([id], window), window)).toEqual(cellsOf(await totalsAt(window), window));
  expect(takeKinds()).toEqual(["some"]);
});

test("a partition that is dropped after it was asked is no error, and its minutes are floored to the hour", async () => {
  const first = START + 400 * DAY;
  const { id, totalsAt } = await addCovered(first, 2 * DAY);
  const { store, takeKinds } = anotherProcess();
  const window = [first + 90, first + DAY + 30];
  await askOften(store, id, window);
  const before = await store.totalsAt([id], window);
  const [day = { name: "" }] = partitionsFor(first, first + 1);
  await fixture.pool.query("UPDATE stream SET minutes_from = $1 WHERE id = $2", [first + DAY, id]);
  await fixture.pool.query(`ALTER TABLE stream_hour DETACH PARTITION ${day.name}; DROP TABLE ${day.name}`);
  takeKinds();
  const after = await store.totalsAt([id], window);
  expect(after.beyond?.floorOf(0, 0)).toBe(first + 60);
  expect(after.at(0, 1)).toEqual(before.at(0, 1));
  expect(cellsOf(after, window)).toEqual(cellsOf(await totalsAt(window), window));
  expect(takeKinds()).toEqual(["some", "all"]);
  await store.totalsAt([id], window);
  expect(takeKinds()).toEqual(["catalogue", "all"]);
});

test("minutes that another process writes into a new partition are found", async () => {
  const day = START + 500 * DAY;
  const [id = 0] = await fixture.addStreams(1, day);
  const { store } = anotherProcess();
  const window = [day, day + DAY - 30];
  expect((await store.totalsAt([id], window)).at(0, 1)).toEqual({ good: 0n, total: 0n, known: 0, active: 0 });
  await askOften(store, id, window);
  await makePartitionKeeper(fixture.pool).make(partitionsFor(day, day + DAY));
  const block = {
    from: day,
    good: new Array<number>(DAY).fill(1000),
    total: new Array<number>(DAY).fill(1000),
    missing: new Array<null>(DAY).fill(null),
  };
  await fixture.store.inFence(fixture.fence, (tx) => tx.writeMinutes([{ streamId: id, block }]));
  expect((await store.totalsAt([id], window)).at(0, 1)).toMatchObject({ good: BigInt(DAY - 30) * 1000n, known: DAY - 30 });
});
