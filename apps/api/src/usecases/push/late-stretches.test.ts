import { MINUTES_PER_DAY } from "@solvent/domain";
import { expect, test } from "vitest";
import { joinStretches, lateStretches } from "./late-stretches.ts";

const HOUR = 60;
const DAY = MINUTES_PER_DAY;
const FROM = 10 * DAY;
const stream = { streamId: 1, minutesFrom: FROM, watermark: FROM + 5 * DAY + 30 };
const late = (changed: readonly number[], settleMinutes = 10) => lateStretches(changed, stream, settleMinutes);

test("a late minute is read again with its hour", () => {
  expect(late([FROM + DAY + 61])).toEqual([{ start: FROM + DAY + 60, end: FROM + DAY + 120 }]);
});

test("minutes less than a day apart are one stretch, others are their own", () => {
  expect(late([FROM + 5, FROM + DAY + 59, FROM + 2 * DAY + 3 * HOUR])).toEqual([
    { start: FROM, end: FROM + DAY + HOUR },
    { start: FROM + 2 * DAY + 3 * HOUR, end: FROM + 2 * DAY + 4 * HOUR },
  ]);
});

test("what the next read looks at anyway is not late, but for two minutes that a read under way may have passed", () => {
  const { watermark } = stream;
  expect(late([watermark - 8, watermark - 1, watermark, watermark + 3])).toEqual([]);
  expect(late([watermark - 9])).toEqual([{ start: watermark - 30, end: watermark }]);
  expect(late([watermark - 1], 1)).toEqual([{ start: watermark - 30, end: watermark }]);
});

test("minutes that a stream does not hold are left out, and no stretch reaches beyond what it holds", () => {
  const uneven = { ...stream, minutesFrom: FROM + 20 };
  expect(lateStretches([FROM, FROM + 19], uneven, 10)).toEqual([]);
  expect(lateStretches([FROM + 20], uneven, 10)).toEqual([{ start: FROM + 20, end: FROM + HOUR }]);
  expect(lateStretches([FROM], { ...stream, watermark: FROM }, 10)).toEqual([]);
});

test("stretches that are joined cover what each of them covered, in whatever order they come", () => {
  const stretches = [
    { start: 5 * DAY, end: 6 * DAY },
    { start: 0, end: 4 * DAY },
    { start: HOUR, end: 2 * HOUR },
    { start: 7 * DAY, end: 8 * DAY },
  ];
  expect(joinStretches(stretches)).toEqual([
    { start: 0, end: 4 * DAY },
    { start: 5 * DAY, end: 6 * DAY },
    { start: 7 * DAY, end: 8 * DAY },
  ]);
  expect(joinStretches([...stretches, { start: 6 * DAY + 1, end: 6 * DAY + 2 }])).toEqual([
    { start: 0, end: 4 * DAY },
    { start: 5 * DAY, end: 8 * DAY },
  ]);
});
