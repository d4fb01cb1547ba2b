import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { partitionsFor } from "./calendar-partitions.ts";
import { makePartitionKeeper } from "./partition-keeper.ts";
import { toBlock } from "./test/minute-model.ts";
import { useMinuteStore } from "./test/store-fixture.ts";

const fixture = useMinuteStore();
const minute = (iso: string) => Date.parse(iso) / 60_000;

const attached = async () => {
  const { rows } = await fixture.pool.query<{ name: string; bound: string }>(
    `SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent IN ('stream_hour'::regclass, 'stream_anchor'::regclass) ORDER BY c.relname`,
  );
  return rows;
};
const namesLike = async (part: string) => (await attached()).map((p) => p.name).filter((name) => name.includes(part));

test("preparing ahead makes today and the three days after it, and the month in which they end", async () => {
  await fixture.store.prepareAhead(minute("2031-01-29T23:59Z"));
  expect(await namesLike("2031")).toEqual([
    "stream_anchor_203101",
    "stream_anchor_203102",
    "stream_hour_20310129",
    "stream_hour_20310130",
    "stream_hour_20310131",
    "stream_hour_20310201",
  ]);
});

test("partitions of hours leave room in their pages and have the key and the checks of their parent", async () => {
  await fixture.store.prepareAhead(minute("2031-05-01T00:00Z"));
  const { rows } = await fixture.pool.query(
    `SELECT c.reloptions, (SELECT array_agg(contype::text ORDER BY contype) FROM pg_constraint WHERE conrelid = c.oid AND contype IN ('p', 'c')) AS constraints
     FROM pg_class c WHERE relname = 'stream_hour_20310501'`,
  );
  expect(rows).toEqual([{ reloptions: ["fillfactor=75"], constraints: ["c", "c", "p"] }]);
});

test("a write makes the partitions that it lacks, days and months ago as well", async () => {
  const [id = 0] = await fixture.addStreams(1, minute("2019-03-01T01:00Z"));
  const block = toBlock(
    minute("2019-02-27T23:00Z"),
    Array.from({ length: 26 * 60 }, () => ({ good: 1, total: 2 })),
  );
  await fixture.store.inFence(fixture.fence, (tx) =>
    tx.writeMinutes([{ streamId: id, block: { ...block, from: minute("2019-02-28T23:00Z") } }]),
  );
  expect(await namesLike("2019")).toEqual([
    "stream_anchor_201902",
    "stream_anchor_201903",
    "stream_hour_20190228",
    "stream_hour_20190301",
    "stream_hour_20190302",
  ]);
});

test("blocks that lie years apart in one write make their own partitions and none between", async () => {
  const [old = 0, recent = 0] = [
    ...(await fixture.addStreams(1, minute("2015-01-05T00:00Z"))),
    ...(await fixture.addStreams(1, minute("2016-07-01T00:00Z"))),
  ];
  const block = (from: number) => toBlock(from, [{ good: 1, total: 1 }]);
  await fixture.store.inFence(fixture.fence, (tx) =>
    tx.writeMinutes([
      { streamId: old, block: block(minute("2015-01-05T00:00Z")) },
      { streamId: recent, block: block(minute("2016-07-01T00:00Z")) },
    ]),
  );
  expect([...(await namesLike("_2015")), ...(await namesLike("_2016"))]).toEqual([
    "stream_anchor_201501",
    "stream_hour_20150105",
    "stream_anchor_201607",
    "stream_hour_20160701",
  ]);
});

test("a partition that somebody dropped is made again", async () => {
  const from = minute("2018-06-01T00:00Z");
  const [id = 0] = await fixture.addStreams(1, from);
  const write = (at: number) =>
    fixture.store.inFence(fixture.fence, (tx) =>
      tx.writeMinutes([
        {
          streamId: id,
          block: toBlock(
            at,
            Array.from({ length: 1440 }, () => null),
          ),
        },
      ]),
    );
  await write(from);
  await fixture.store.prepareAhead(from + 1440);
  await fixture.pool.query("DROP TABLE stream_hour_20180602");
  await write(from + 1440);
  expect(await namesLike("stream_hour_20180602")).toHaveLength(1);
  expect(await fixture.store.heads([id])).toEqual([{ streamId: id, firstMinute: from, watermark: from + 2880 }]);
});

test("many makers in one process and a second process make each partition once", async () => {
  const [from, to] = [minute("2033-01-01T00:00Z"), minute("2033-01-20T00:00Z")];
  const other = makeInOtherProcess(from, to);
  await Promise.all(Array.from({ length: 5 }, () => makePartitionKeeper(fixture.pool).make(partitionsFor(from, to))));
  expect(await other).toBe(0);
  expect(await namesLike("stream_hour_2033")).toHaveLength(19);
});

async function makeInOtherProcess(from: number, to: number): Promise<number> {
  const program = fileURLToPath(new URL("./test/make-partitions.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", program, fixture.url, String(from), String(to)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "exit");
  return code;
}

test("partitions are attached while a reader holds its transaction open, and readers go on meanwhile", async () => {
  const reader = await fixture.pool.connect();
  try {
    await reader.query("BEGIN; SELECT count(*) FROM stream_hour; SELECT count(*) FROM stream_anchor");
    await fixture.store.prepareAhead(minute("2034-01-01T00:00Z"));
    expect(await namesLike("stream_hour_2034")).toHaveLength(4);
    await reader.query("SELECT count(*) FROM stream_hour");
  } finally {
    await reader.query("ROLLBACK");
    reader.release();
  }
});

test("a reader is not kept waiting by a maker that has attached and not committed", async () => {
  const maker = await fixture.pool.connect();
  try {
    await maker.query(
      "BEGIN; CREATE TABLE pending (LIKE stream_hour INCLUDING ALL); ALTER TABLE stream_hour ATTACH PARTITION pending FOR VALUES FROM (900000) TO (900024)",
    );
    await fixture.pool.query("BEGIN; SET LOCAL statement_timeout = '5s'; SELECT count(*) FROM stream_hour; COMMIT");
  } finally {
    await maker.query("ROLLBACK");
    maker.release();
  }
});

test("which partitions exist is asked once, and again after it was said that somebody changed them", async () => {
  const keeper = makePartitionKeeper(fixture.pool);
  const wanted = partitionsFor(minute("2033-03-05T00:00Z"), minute("2033-03-07T00:00Z"));
  await keeper.make(wanted.slice(1));
  expect(await keeper.existing(wanted)).toEqual(wanted.slice(1));
  await makePartitionKeeper(fixture.pool).make(wanted);
  expect(await keeper.existing(wanted)).toEqual(wanted.slice(1));
  keeper.forget();
  expect(await keeper.existing(wanted)).toEqual(wanted);
});
