import type { Minute } from "@solvent/domain";
import { expect, test } from "vitest";
import type { TotalsTable } from "../../../usecases/minutes/minute-store.ts";
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
