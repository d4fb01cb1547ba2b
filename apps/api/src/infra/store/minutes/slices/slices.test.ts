import { type MinuteBlock, sliceKey } from "@solvent/domain";
import { expect, test } from "vitest";
import { toBlock } from "../test/minute-model.ts";
import { useMinuteStore } from "../test/store-fixture.ts";
import { pgClientOf } from "../transaction-scope.ts";
import { fillSlices } from "./fill-slices.ts";

const fixture = useMinuteStore();

/** 2026-03-01T00:00Z */
const START = Date.UTC(2026, 2, 1) / 60_000;
const KEY = sliceKey({ method: "timeslices", slices: { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" } });

const fine = { good: 100, total: 100 };
const block = (from: number, to: number, minute: { good: number; total: number } | null = fine): MinuteBlock =>
  toBlock(
    START + from,
    Array.from({ length: to - from }, () => minute),
  );

async function addFamily(): Promise<{ parentId: number; child: number }> {
  const [parentId = 0] = await fixture.addStreams(1, START);
  return { parentId, child: await fixture.addSlices({ parentId, sliceKey: KEY, firstMinute: START }) };
}

/** The tables that the statements of one write touch, in their order. */
async function statementsOf(streamId: number, written: MinuteBlock): Promise<string[]> {
  return fixture.store.inFence(fixture.fence, async (tx) => {
    const client = pgClientOf(tx.scope);
    const { query } = client;
    const texts: string[] = [];
    const noting = (...parameters: readonly unknown[]) => {
      texts.push(String(parameters[0]));
      return Reflect.apply(query, client, parameters);
    };
    Object.assign(client, { query: noting });
    try {
      await tx.writeMinutes([{ streamId, block: written }]);
    } finally {
      Object.assign(client, { query });
    }
    return texts.flatMap((text) => {
      const kind = /INSERT|UPDATE|SELECT/.exec(text.replace(/FOR UPDATE/g, ""))?.[0];
      const table = /(?:FROM|UPDATE|INTO) (stream\w*)/.exec(text)?.[1];
      return kind === undefined || table === undefined ? [] : [`${kind} ${table}`];
    });
  });
}

const write = (streamId: number, written: MinuteBlock) =>
  fixture.store.inFence(fixture.fence, (tx) => tx.writeMinutes([{ streamId, block: written }]));

test("a stream without slices is written with the statements it always was", async () => {
  const [streamId = 0] = await fixture.addStreams(1, START);
  await write(streamId, block(0, 7));
  // Streams are locked, the minutes read again are compared, the new one is appended, the watermark moves.
  expect(await statementsOf(streamId, block(5, 8))).toEqual(["SELECT stream", "SELECT stream_hour", "INSERT stream_hour", "UPDATE stream"]);
});

test("no minute of the stream is read for its slices while none of them closes", async () => {
  const { parentId } = await addFamily();
  await write(parentId, block(0, 7));
  const locked = "SELECT stream";
  const [own, slices] = [
    ["SELECT stream_hour", "INSERT stream_hour"],
    ["SELECT stream_hour", "INSERT stream_hour"],
  ];
  // Of the slices only the totals before the new minute are looked up.
  expect(await statementsOf(parentId, block(5, 8))).toEqual([locked, ...own, ...slices, "UPDATE stream"]);
  await write(parentId, block(8, 9));
  expect(await statementsOf(parentId, block(7, 10))).toEqual([locked, ...own, "SELECT stream_hour", ...slices, "UPDATE stream"]);
});

test("a correction that leaves the verdicts as they are writes no slices, and is not told of them", async () => {
  const { parentId, child } = await addFamily();
  await write(parentId, block(0, 10));
  const harmless = await write(parentId, block(2, 3, { good: 99, total: 100 }));
  expect(harmless).toEqual({
    corrected: [{ streamId: parentId, minutes: 1 }],
    heads: [{ streamId: parentId, firstMinute: START, watermark: START + 10 }],
  });
  const statements = await statementsOf(parentId, block(2, 3, { good: 98, total: 100 }));
  expect(statements.filter((statement) => statement.startsWith("INSERT stream_hour"))).toHaveLength(1);
  await write(parentId, block(2, 3, { good: 0, total: 100 }));
  const stored = await fixture.store.minutesBetween(child, START, START + 10);
  expect({ good: stored.good, total: stored.total }).toEqual({
    good: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1000],
    total: [0, 0, 0, 0, 1000, 0, 0, 0, 0, 1000],
  });
  expect(await fixture.store.gaps(child, START, START + 10)).toEqual([]);
});

test("a transaction reads back the minutes that it has written", async () => {
  const { parentId } = await addFamily();
  const seen = await fixture.store.inFence(fixture.fence, async (tx) => {
    await tx.writeMinutes([{ streamId: parentId, block: block(0, 3) }]);
    return tx.minutesBetween(parentId, START + 1, START + 9);
  });
  expect(seen).toEqual({ from: START + 1, good: [100, 100], total: [100, 100], missing: [null, null] });
});

test("two processes that write a stream and fill its slices at the same time lose nothing", async () => {
  const [parentId = 0] = await fixture.addStreams(1, START);
  await write(parentId, block(0, 3000, { good: 90, total: 100 }));
  const child = await fixture.addSlices({ parentId, sliceKey: KEY, firstMinute: START + 3000 });
  const fill = () => fixture.store.inFence(fixture.fence, (tx) => fillSlices(pgClientOf(tx.scope), [parentId], new Set([child])));
  const writes = Array.from(
    { length: 12 },
    (_, i) => () => write(parentId, block(2990 + i, 3001 + i, { good: i % 2 === 0 ? 100 : 90, total: 100 })),
  );
  for (const next of writes) await Promise.all([next(), fill()]);
  while ((await fill()) > 0);
  const [head] = await fixture.store.heads([child]);
  expect(head).toEqual({ streamId: child, firstMinute: START, watermark: START + 3012 });
  const table = await fixture.store.totalsAt([child], [START, START + 3012]);
  expect(table.at(0, 1)).toMatchObject({ known: (table.at(0, 0)?.known ?? 0) + 3012 });
  expect((table.at(0, 1)?.total ?? 0n) - (table.at(0, 0)?.total ?? 0n)).toBe(602n * 1000n);
});
