import { fractionToText } from "@solvent/domain";
import { expect, test } from "vitest";
import { entryOf, fakeBoard, NOTHING_ADJUSTED, rolling, START, steady } from "../../../test/fakes/board.ts";
import { memoryMinutes } from "../../../test/fakes/memory-minutes.ts";
import { makeStatusBoard } from "./status-board.ts";
import { toSummary } from "./to-summary.ts";

const WEEK = 7 * 1440;

test("a week of one bad event in a hundred uses up a 99 % budget exactly, and is still met", async () => {
  const { board } = fakeBoard([entryOf()], [{ streamId: 1, firstMinute: START, minutes: steady(WEEK, 1) }]);
  const judgement = await board.findJudgement("checkout");
  expect(judgement?.status.met).toBe(true);
  expect(judgement && fractionToText(judgement.status.budget.remainingFraction)).toBe("0/1");
  expect(judgement?.state).toBe("on-target");
});

test("one event more and the budget is exhausted", async () => {
  const minutes = [...steady(WEEK - 1, 1), [98_000, 100_000] as const];
  const { board } = fakeBoard([entryOf()], [{ streamId: 1, firstMinute: START, minutes }]);
  expect((await board.findJudgement("checkout"))?.state).toBe("exhausted");
});

test("ten missing minutes at the end are no data, whatever the budget says", async () => {
  const minutes = [...steady(WEEK - 11), ...Array.from({ length: 11 }, () => null)];
  const { board } = fakeBoard([entryOf()], [{ streamId: 1, firstMinute: START, minutes }]);
  const judgement = await board.findJudgement("checkout");
  expect(judgement?.state).toBe("no-data");
  expect(judgement?.counts.missing).toBe(11);
});

test("a stream that does not reach back over the window is provisional", async () => {
  const { board } = fakeBoard(
    [entryOf({ firstMinute: START + 60 })],
    [{ streamId: 1, firstMinute: START + 60, minutes: steady(WEEK - 60) }],
  );
  const judgement = await board.findJudgement("checkout");
  expect(judgement?.state).toBe("provisional");
  expect(judgement?.counts.missing).toBe(60);
});

test("a window that is mostly gaps is provisional and says how much of it is known, whatever its budget looks like", async () => {
  const withKnown = async (known: number) => {
    const minutes = [...Array.from({ length: WEEK - known }, () => null), ...steady(known, 100)];
    const judgement = await fakeBoard([entryOf()], [{ streamId: 1, firstMinute: START, minutes }]).board.findJudgement("checkout");
    return judgement && toSummary(judgement, 0);
  };
  expect(await withKnown(WEEK / 2 - 1)).toMatchObject({ state: "provisional", reason: "only 3\u202Fd 12\u202Fh of 7\u202Fd are known" });
  expect(await withKnown(WEEK / 2)).toMatchObject({ state: "exhausted", reason: null });
});

test("a new objective of which nothing is read yet is provisional, and no data once the first answer is overdue", async () => {
  const backfill = {
    id: "1",
    state: "queued",
    fromMinute: START,
    toMinute: START + WEEK,
    cursor: START + WEEK,
    message: null,
    startedAtMs: null,
  } as const;
  const fake = fakeBoard([entryOf({ firstMinute: START + WEEK, backfill })], [{ streamId: 1, firstMinute: START + WEEK, minutes: [] }]);
  const states: unknown[] = [];
  for (const age of [0, 59, 70, 71]) {
    fake.setNowMinute(START + WEEK + age);
    states.push((await fake.board.findJudgement("checkout"))?.state);
  }
  expect(states).toEqual(["provisional", "provisional", "provisional", "no-data"]);
});

test("an evaluator that stopped shows as no data once the watermark is old", async () => {
  const fake = fakeBoard([entryOf()], [{ streamId: 1, firstMinute: START, minutes: steady(WEEK) }]);
  expect((await fake.board.findJudgement("checkout"))?.state).toBe("on-target");
  fake.setNowMinute(START + WEEK + 11);
  expect((await fake.board.findJudgement("checkout"))?.state).toBe("no-data");
});

test("an outage that is going on is breached and at risk", async () => {
  const minutes = [...steady(WEEK - 20), ...steady(20, 100)];
  const { board } = fakeBoard([entryOf()], [{ streamId: 1, firstMinute: START, minutes }]);
  const judgement = await board.findJudgement("checkout");
  expect(judgement?.governing.word).toBe("breached");
  expect(judgement?.state).toBe("at-risk");
  expect(judgement?.burnHour && fractionToText(judgement.burnHour)).toBe("100/3");
});

test("nothing is judged twice until something is written or the minute passes", async () => {
  const fake = fakeBoard([entryOf()], [{ streamId: 1, firstMinute: START, minutes: steady(WEEK) }]);
  await Promise.all([fake.board.snapshot(), fake.board.snapshot()]);
  await fake.board.snapshot();
  const afterFirst = fake.readings();
  fake.touch();
  await fake.board.snapshot();
  const afterWrite = fake.readings();
  fake.setNowMinute(START + WEEK + 2);
  await fake.board.snapshot();
  expect([afterFirst, afterWrite - afterFirst, fake.readings() - afterWrite]).toEqual([1, 1, 1]);
});

test("two objectives of one stream are judged by their own targets", async () => {
  const entries = [entryOf(), entryOf({ name: "strict", terms: { targetPercent: "99.9" } })];
  const { board } = fakeBoard(entries, [{ streamId: 1, firstMinute: START, minutes: steady(WEEK, 1) }]);
  const { judgements } = await board.snapshot();
  expect(judgements.map(({ state }) => state)).toEqual(["on-target", "exhausted"]);
});

test("streams at different watermarks are each read at their own", async () => {
  const entries = [entryOf(), entryOf({ name: "late", streamId: 2, watermark: START + WEEK - 3, firstMinute: START - 3 })];
  const streams = [
    { streamId: 1, firstMinute: START, minutes: steady(WEEK) },
    { streamId: 2, firstMinute: START - 3, minutes: steady(WEEK, 2) },
  ];
  const { judgements } = await fakeBoard(entries, streams).board.snapshot();
  expect(judgements.map(({ counts }) => [counts.counted, counts.good])).toEqual([
    [WEEK, BigInt(WEEK) * 100_000n],
    [WEEK, BigInt(WEEK) * 98_000n],
  ]);
});

const MANY = 1_001;
const short = { terms: rolling(30), firstMinute: START, watermark: START + 60 };
const largeBoard = () =>
  fakeBoard(
    Array.from({ length: MANY }, (_, number) => entryOf({ ...short, name: `o${number}` })),
    [{ streamId: 1, firstMinute: START, minutes: steady(60) }],
  );

test("a large board is shown as it was while it is judged anew, and one reading at a time is made", async () => {
  const fake = largeBoard();
  const first = await fake.board.snapshot();
  fake.touch();
  expect(await fake.board.snapshot()).toBe(first);
  fake.touch();
  expect(await fake.board.snapshot()).toBe(first);
  await expect.poll(async () => (await fake.board.snapshot()) === first, { interval: 5 }).toBe(false);
  expect(fake.readings()).toBeLessThanOrEqual(3);
});

test("a large board that is older than a minute, or from before a change of a definition, is not shown", async () => {
  const fake = largeBoard();
  const first = await fake.board.snapshot();
  fake.define();
  const second = await fake.board.snapshot();
  expect(second).not.toBe(first);
  fake.setNowMinute(START + 63);
  expect(await fake.board.snapshot()).not.toBe(second);
});

test("a reading that failed is made again", async () => {
  const fake = fakeBoard([entryOf(short)], [{ streamId: 1, firstMinute: START, minutes: steady(60) }]);
  let failures = 1;
  const board = makeStatusBoard({
    directory: {
      ...fake.directory,
      entries: async () => {
        if (failures-- > 0) throw new Error("the database is gone");
        return fake.directory.entries();
      },
    },
    minutes: memoryMinutes([{ streamId: 1, firstMinute: START, minutes: steady(60) }]),
    adjustments: NOTHING_ADJUSTED,
    now: fake.now,
  });
  await expect(board.snapshot()).rejects.toThrow("the database is gone");
  expect((await board.snapshot()).judgements).toHaveLength(1);
});

test("a stream that has not been read yet says so", async () => {
  const entry = entryOf({ firstMinute: START, watermark: START });
  const fake = fakeBoard([entry], [{ streamId: 1, firstMinute: START, minutes: [] }]);
  fake.setNowMinute(START + 45);
  const judgement = await fake.board.findJudgement("checkout");
  expect(judgement && toSummary(judgement, fake.now())).toMatchObject({ state: "no-data", reason: "not read yet" });
});
