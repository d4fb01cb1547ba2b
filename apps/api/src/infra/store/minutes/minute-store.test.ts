import { type Minute, type Totals, totalsBetween } from "@solvent/domain";
import { expect, test } from "vitest";
import type { StreamMinutes, WriteReceipt } from "../../../usecases/minutes/minute-store.ts";
import { MinuteStoreCorruptError, MinuteWriteError } from "./errors.ts";
import { MinuteModel, type ModelMinute, toBlock } from "./test/minute-model.ts";
import { useMinuteStore } from "./test/store-fixture.ts";

/** 2026-03-31T22:00Z. */
const ORIGIN = Date.UTC(2026, 2, 31, 22) / 60_000;
const fixture = useMinuteStore();

const write = (writes: readonly StreamMinutes[]): Promise<WriteReceipt> =>
  fixture.store.inFence(fixture.fence, (tx) => tx.writeMinutes(writes));
const run = (length: number, minute: (i: number) => ModelMinute): ModelMinute[] => Array.from({ length }, (_, i) => minute(i));
const counted = (i: number): ModelMinute => (i % 17 === 3 ? null : { good: i * 10, total: i * 10 + (i % 5) });
const addStream = async (firstMinute: Minute = ORIGIN) => (await fixture.addStreams(1, firstMinute))[0] ?? 0;

async function windowOf(id: number, from: Minute, to: Minute): Promise<Totals> {
  const table = await fixture.store.totalsAt([id], [from, to]);
  const [start, end] = [table.at(0, 0), table.at(0, 1)];
  if (start === null || end === null) throw new Error("the stream exists");
  return totalsBetween(start, end);
}

/** Rows of a stream with the transactions that wrote them. */
async function rowVersions(id: number) {
  const { rows } = await fixture.pool.query(
    `SELECT 'hour' AS kind, hour AS at, xmin::text FROM stream_hour WHERE stream = $1
     UNION ALL SELECT 'anchor', minute, xmin::text FROM stream_anchor WHERE stream = $1
     UNION ALL SELECT 'head', watermark, xmin::text FROM stream WHERE id = $1 ORDER BY 1, 2`,
    [id],
  );
  return rows;
}

test("the first block of a stream is its coverage, from the whole hour on", async () => {
  const id = await addStream(ORIGIN + 60);
  const receipt = await write([{ streamId: id, block: toBlock(ORIGIN + 50, run(15, counted)) }]);
  expect(receipt).toEqual({ corrected: [], heads: [{ streamId: id, firstMinute: ORIGIN, watermark: ORIGIN + 65 }] });
  expect(await windowOf(id, ORIGIN, ORIGIN + 65)).toMatchObject({ known: 14 });
  expect((await fixture.store.minutesBetween(id, ORIGIN, ORIGIN + 51)).missing.slice(-2)).toEqual(["not-read", null]);
});

test("appending minute by minute across hours, a day and a month answers like one block", async () => {
  const [slow, fast] = await fixture.addStreams(2, ORIGIN);
  const minutes = run(200, counted);
  for (const [i, minute] of minutes.entries()) await write([{ streamId: slow ?? 0, block: toBlock(ORIGIN + i, [minute]) }]);
  await write([{ streamId: fast ?? 0, block: toBlock(ORIGIN, minutes) }]);
  const [a, b] = await Promise.all([slow, fast].map((id) => fixture.store.series(id ?? 0, ORIGIN, ORIGIN + 200, 1)));
  expect(a).toEqual(b);
  expect(a).toHaveLength(201);
});

test("back-filled history has negative anchors and exact windows", async () => {
  const id = await addStream();
  await write([{ streamId: id, block: toBlock(ORIGIN, run(90, counted)) }]);
  await write([{ streamId: id, block: toBlock(ORIGIN - 1440, run(1440, counted)) }]);
  const { rows } = await fixture.pool.query("SELECT good < 0 AS negative FROM stream_anchor WHERE stream = $1 AND minute = $2", [
    id,
    ORIGIN - 1440,
  ]);
  expect(rows).toEqual([{ negative: true }]);
  const model = new MinuteModel(ORIGIN);
  model.write(toBlock(ORIGIN, run(90, counted)));
  model.write(toBlock(ORIGIN - 1440, run(1440, counted)));
  expect(await windowOf(id, ORIGIN - 700, ORIGIN + 33)).toEqual(model.sum(ORIGIN - 700, ORIGIN + 33));
});

test("reading minutes again that have not changed writes nothing", async () => {
  const id = await addStream();
  const block = toBlock(ORIGIN, run(150, counted));
  await write([{ streamId: id, block }]);
  const before = await rowVersions(id);
  const receipt = await write([{ streamId: id, block }]);
  expect(receipt).toEqual({ corrected: [], heads: [{ streamId: id, firstMinute: ORIGIN, watermark: ORIGIN + 150 }] });
  expect(await rowVersions(id)).toEqual(before);
});

test("a live minute with a settle window that has not changed touches only the newest hour and the head", async () => {
  const id = await addStream();
  await write([{ streamId: id, block: toBlock(ORIGIN, run(130, counted)) }]);
  const before = await rowVersions(id);
  await write([{ streamId: id, block: toBlock(ORIGIN + 128, run(130, counted).slice(128).concat({ good: 1, total: 1 })) }]);
  const changed = (await rowVersions(id)).filter((row, i) => row.xmin !== before[i]?.xmin);
  expect(changed.map((row) => [row.kind, row.at])).toEqual([
    ["head", ORIGIN + 131],
    ["hour", ORIGIN / 60 + 2],
  ]);
});

test("a correction counts the minutes that differ and moves later anchors only", async () => {
  const id = await addStream();
  const minutes = run(400, counted);
  await write([{ streamId: id, block: toBlock(ORIGIN, minutes) }]);
  const before = await rowVersions(id);
  const corrected = minutes.map((minute, i) => (i === 130 ? { good: 5, total: 9_999 } : i === 131 ? null : minute));
  const receipt = await write([{ streamId: id, block: toBlock(ORIGIN + 125, corrected.slice(125, 140)) }]);
  expect(receipt.corrected).toEqual([{ streamId: id, minutes: 2 }]);
  const changed = (await rowVersions(id)).filter((row, i) => row.xmin !== before[i]?.xmin);
  expect(changed.map((row) => [row.kind, row.at])).toEqual([
    ["anchor", ORIGIN + 180],
    ["anchor", ORIGIN + 240],
    ["anchor", ORIGIN + 300],
    ["anchor", ORIGIN + 360],
    ["hour", ORIGIN / 60 + 2],
  ]);
  const model = new MinuteModel(ORIGIN);
  model.write(toBlock(ORIGIN, corrected));
  expect(await windowOf(id, ORIGIN + 100, ORIGIN + 400)).toEqual(model.sum(ORIGIN + 100, ORIGIN + 400));
});

test("a correction that keeps the sum of its hour moves no anchor", async () => {
  const id = await addStream();
  await write([
    {
      streamId: id,
      block: toBlock(
        ORIGIN,
        run(120, () => ({ good: 5, total: 5 })),
      ),
    },
  ]);
  const before = await rowVersions(id);
  await write([
    {
      streamId: id,
      block: toBlock(ORIGIN + 10, [
        { good: 4, total: 4 },
        { good: 6, total: 6 },
      ]),
    },
  ]);
  const changed = (await rowVersions(id)).filter((row, i) => row.xmin !== before[i]?.xmin);
  expect(changed.map((row) => row.kind)).toEqual(["hour"]);
});

test("one write may append, correct and back-fill different streams, of which some cover nothing", async () => {
  const [append = 0, correct = 0, prepend = 0, fresh = 0] = await fixture.addStreams(4, ORIGIN);
  await write([append, correct, prepend].map((streamId) => ({ streamId, block: toBlock(ORIGIN, run(70, counted)) })));
  const receipt = await write([
    { streamId: fresh, block: toBlock(ORIGIN, run(61, counted)) },
    { streamId: prepend, block: toBlock(ORIGIN - 60, run(60, counted)) },
    { streamId: correct, block: toBlock(ORIGIN + 60, [{ good: 0, total: 1 }]) },
    { streamId: append, block: toBlock(ORIGIN + 70, run(60, counted)) },
  ]);
  expect(receipt).toEqual({
    corrected: [{ streamId: correct, minutes: 1 }],
    heads: [
      { streamId: fresh, firstMinute: ORIGIN, watermark: ORIGIN + 61 },
      { streamId: prepend, firstMinute: ORIGIN - 60, watermark: ORIGIN + 70 },
      { streamId: correct, firstMinute: ORIGIN, watermark: ORIGIN + 70 },
      { streamId: append, firstMinute: ORIGIN, watermark: ORIGIN + 130 },
    ],
  });
});

test("a transaction sees its own writes", async () => {
  const id = await addStream();
  const known = await fixture.store.inFence(fixture.fence, async (tx) => {
    await tx.writeMinutes([
      {
        streamId: id,
        block: toBlock(
          ORIGIN,
          run(5, () => ({ good: 1, total: 1 })),
        ),
      },
    ]);
    const table = await tx.totalsAt([id], [ORIGIN, ORIGIN + 5]);
    return (table.at(0, 1)?.known ?? 0) - (table.at(0, 0)?.known ?? 0);
  });
  expect(known).toBe(5);
});

test("an empty block and no blocks change nothing", async () => {
  const id = await addStream();
  expect(await write([])).toEqual({ corrected: [], heads: [] });
  expect(await write([{ streamId: id, block: toBlock(ORIGIN + 7, []) }])).toEqual({
    corrected: [],
    heads: [{ streamId: id, firstMinute: ORIGIN, watermark: ORIGIN }],
  });
});

test("blocks that leave a hole are refused by name and bounds", async () => {
  const id = await addStream();
  await expect(write([{ streamId: id, block: toBlock(ORIGIN + 1, [null]) }])).rejects.toThrow(MinuteWriteError);
  await write([{ streamId: id, block: toBlock(ORIGIN, [null]) }]);
  await expect(write([{ streamId: id, block: toBlock(ORIGIN + 2, [null]) }])).rejects.toThrow(
    `stream ${id}: the block [${ORIGIN + 2}, ${ORIGIN + 3}) leaves a hole beside the minutes [${ORIGIN}, ${ORIGIN + 1}) that are stored`,
  );
  await expect(write([{ streamId: id, block: toBlock(ORIGIN - 2, [null]) }])).rejects.toThrow("hole");
});

test("what is no block is refused with the field that is wrong, and nothing of the write is stored", async () => {
  const [a = 0, b = 0] = await fixture.addStreams(2, ORIGIN);
  const fine: StreamMinutes = { streamId: a, block: toBlock(ORIGIN, [null]) };
  const cases: [StreamMinutes, string][] = [
    [fine, `stream ${a} has two blocks`],
    [{ streamId: b, block: toBlock(ORIGIN, [{ good: 2, total: 1 }]) }, "good[0] 2, total[0] 1"],
    [{ streamId: b, block: toBlock(ORIGIN, [{ good: 0.5, total: 1 }]) }, "good[0] 0.5"],
    [{ streamId: b, block: toBlock(ORIGIN, [{ good: -1, total: 1 }]) }, "good[0] -1"],
    [{ streamId: b, block: toBlock(ORIGIN, [{ good: 1, total: 2 ** 53 }]) }, "total[0] 9007199254740992"],
    [{ streamId: b, block: toBlock(-1, [null]) }, "from -1"],
    [{ streamId: b, block: toBlock(2 ** 31, [null]) }, "from 2147483648"],
    [{ streamId: b, block: { ...toBlock(ORIGIN, [null]), total: [] } }, "have 1, 0 and 1 elements"],
    [{ streamId: 999_999_999, block: toBlock(ORIGIN, [null]) }, "stream 999999999 does not exist"],
  ];
  for (const [wrong, message] of cases) await expect(write([fine, wrong])).rejects.toThrow(message);
  expect(await fixture.store.heads([a])).toEqual([{ streamId: a, firstMinute: ORIGIN, watermark: ORIGIN }]);
});

test("running totals that need more than 64 bits are refused, not wrapped", async () => {
  const id = await addStream();
  const largest = { good: Number.MAX_SAFE_INTEGER, total: Number.MAX_SAFE_INTEGER };
  await expect(
    write([
      {
        streamId: id,
        block: toBlock(
          ORIGIN,
          run(1080, () => largest),
        ),
      },
    ]),
  ).rejects.toThrow("64 bits");
});

test("totals of many streams with different coverage match their minutes, in the order asked for", async () => {
  const ids = await fixture.addStreams(150, ORIGIN);
  const models = ids.map(() => new MinuteModel(ORIGIN));
  // A hundred share their coverage; each of the others begins and ends elsewhere.
  const writes = ids.map((streamId, i) => ({
    streamId,
    block:
      i < 100
        ? toBlock(
            ORIGIN,
            run(300, (n) => counted(n + i)),
          )
        : toBlock(ORIGIN - (i % 13) * 60, run(200 + i + (i % 13) * 60, counted)),
  }));
  await write(writes.map(({ streamId, block }, i) => ({ streamId, block: i % 10 === 9 ? toBlock(ORIGIN, []) : block })));
  for (const [i, model] of models.entries()) if (i % 10 !== 9) model.write(writes[i]?.block ?? toBlock(ORIGIN, []));
  const instants = [ORIGIN + 299, ORIGIN + 240, ORIGIN + 61, ORIGIN - 200, ORIGIN - 2000, ORIGIN + 5000, ORIGIN];
  const order = [...ids.keys()].sort((a, b) => ((a * 7) % 150) - ((b * 7) % 150));
  const asked = [...order.map((i) => ids[i] ?? 0), 999_999_999, ids[3] ?? 0];
  const table = await fixture.store.totalsAt(asked, instants);
  for (const [row, i] of order.entries()) {
    const windows = instants.map((_, n) => totalsBetween(table.at(row, 4) ?? never(), table.at(row, n) ?? never()));
    expect(windows).toEqual(instants.map((to) => models[i]?.sum(ORIGIN - 2000, to)));
  }
  expect(table.at(150, 0)).toBeNull();
  expect(table.at(151, 2)).toEqual(table.at(order.indexOf(3), 2));
  expect(() => table.at(152, 0)).toThrow(RangeError);
  expect(() => table.at(0, 7)).toThrow(RangeError);
});

function never(): never {
  throw new Error("the stream exists");
}

test("streams that do not exist have no head, no minutes and no totals", async () => {
  expect(await fixture.store.heads([999_999_999])).toEqual([]);
  expect(await fixture.store.minutesBetween(999_999_999, ORIGIN, ORIGIN + 5)).toEqual(toBlock(ORIGIN, []));
  expect((await fixture.store.totalsAt([999_999_999], [ORIGIN])).at(0, 0)).toBeNull();
  expect((await fixture.store.series(999_999_999, ORIGIN, ORIGIN + 10, 5)).map((t) => t.known)).toEqual([0, 0, 0]);
});

test("a series has a point per step from its start to its end inclusive", async () => {
  const id = await addStream();
  await write([{ streamId: id, block: toBlock(ORIGIN, run(600, counted)) }]);
  expect(await fixture.store.series(id, ORIGIN, ORIGIN + 600, 60)).toHaveLength(11);
  expect(await fixture.store.series(id, ORIGIN, ORIGIN + 599, 60)).toHaveLength(10);
  await expect(fixture.store.series(id, ORIGIN, ORIGIN + 10, 0)).rejects.toThrow("stepMinutes 0");
});

test("a row that the coverage promises and that is not there is an error, never a wrong number", async () => {
  const id = await addStream();
  await write([{ streamId: id, block: toBlock(ORIGIN, run(130, counted)) }]);
  await fixture.pool.query("DELETE FROM stream_hour WHERE stream = $1 AND hour = $2", [id, ORIGIN / 60 + 1]);
  await expect(fixture.store.totalsAt([id], [ORIGIN + 70])).rejects.toThrow(MinuteStoreCorruptError);
  await expect(fixture.store.series(id, ORIGIN, ORIGIN + 120, 30)).rejects.toThrow(MinuteStoreCorruptError);
  await expect(fixture.store.minutesBetween(id, ORIGIN, ORIGIN + 120)).rejects.toThrow(MinuteStoreCorruptError);
  await expect(write([{ streamId: id, block: toBlock(ORIGIN + 70, [null]) }])).rejects.toThrow(MinuteStoreCorruptError);
  await fixture.pool.query("DELETE FROM stream_anchor WHERE stream = $1 AND minute = $2", [id, ORIGIN + 120]);
  await expect(fixture.store.totalsAt([id], [ORIGIN + 120])).rejects.toThrow(MinuteStoreCorruptError);
});

test("writers of overlapping streams in opposite orders finish without an error and lose nothing", async () => {
  const ids = await fixture.addStreams(40, ORIGIN);
  await write(
    ids.map((streamId) => ({
      streamId,
      block: toBlock(
        ORIGIN,
        run(60, () => ({ good: 0, total: 0 })),
      ),
    })),
  );
  const writer = (n: number) => {
    const order = n % 2 === 0 ? ids : [...ids].reverse();
    return write(order.map((streamId) => ({ streamId, block: toBlock(ORIGIN + n, [{ good: n, total: n }]) })));
  };
  const receipts = await Promise.all(Array.from({ length: 24 }, (_, n) => writer(n)));
  expect(receipts.flatMap((r) => r.corrected).length).toBe(23 * 40);
  const table = await fixture.store.totalsAt(ids, [ORIGIN, ORIGIN + 60]);
  const sums = ids.map((_, i) => totalsBetween(table.at(i, 0) ?? never(), table.at(i, 1) ?? never()).total);
  expect(sums).toEqual(ids.map(() => BigInt((23 * 24) / 2)));
});
