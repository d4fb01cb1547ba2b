import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fence, StaleFenceError } from "../../../usecases/minutes/minute-store.ts";
import { makeLeaseStore } from "../lease/lease-store.ts";
import { makePool } from "../pool.ts";
import { makeMinuteStore } from "./minute-store.ts";
import { toBlock } from "./test/minute-model.ts";
import { useMinuteStore } from "./test/store-fixture.ts";
import { pgClientOf } from "./transaction-scope.ts";

const ORIGIN = 28_000_020;
const fixture = useMinuteStore();
const one = toBlock(ORIGIN, [{ good: 1, total: 1 }]);
const write = (fence: Fence, streamId: number) => fixture.store.inFence(fence, (tx) => tx.writeMinutes([{ streamId, block: one }]));
const headOf = async (id: number) => (await fixture.store.heads([id]))[0];
const empty = (streamId: number) => ({ streamId, firstMinute: ORIGIN, watermark: ORIGIN });

let streamId = 0;
beforeAll(async () => {
  [streamId = 0] = await fixture.addStreams(1, ORIGIN);
});
afterAll(async () => {
  const { rows } = await fixture.pool.query(
    "SELECT 1 FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database()",
  );
  expect(rows).toEqual([]);
});

test("a token that is not the lease's is refused and nothing is written", async () => {
  await expect(write({ ...fixture.fence, token: fixture.fence.token + 1n }, streamId)).rejects.toThrow(StaleFenceError);
  await expect(write({ ...fixture.fence, token: fixture.fence.token - 1n }, streamId)).rejects.toThrow(StaleFenceError);
  expect(await headOf(streamId)).toEqual(empty(streamId));
});

test("an owner that is not the lease's is refused", async () => {
  await expect(write({ ...fixture.fence, owner: randomUUID() }, streamId)).rejects.toThrow(StaleFenceError);
});

test("an expired lease is refused although nobody has taken it over", async () => {
  await fixture.pool.query("UPDATE lease SET expires_at = clock_timestamp() - interval '1 millisecond'");
  try {
    await expect(write(fixture.fence, streamId)).rejects.toThrow(StaleFenceError);
  } finally {
    await fixture.pool.query("UPDATE lease SET expires_at = clock_timestamp() + interval '1 hour'");
  }
  expect(await headOf(streamId)).toEqual(empty(streamId));
});

test("a takeover waits for the running transaction and refuses the next one of the old holder", async () => {
  const takeover = { owner: randomUUID(), done: false };
  let pending: Promise<unknown> = Promise.resolve();
  await fixture.store.inFence(fixture.fence, async (tx) => {
    pending = fixture.pool
      .query("UPDATE lease SET owner = $1, token = token + 1 WHERE name = 'writer'", [takeover.owner])
      .then(() => (takeover.done = true));
    await waitForLock();
    expect(takeover.done).toBe(false);
    await tx.writeMinutes([]);
  });
  await pending;
  await expect(write(fixture.fence, streamId)).rejects.toThrow(StaleFenceError);
  await fixture.pool.query("UPDATE lease SET owner = $1, token = $2::int8", [fixture.fence.owner, fixture.fence.token]);
});

/** Resolves when some statement of this database waits for a lock. */
async function waitForLock(): Promise<void> {
  for (;;) {
    const { rowCount } = await fixture.pool.query(
      "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
    );
    if (rowCount !== 0) return;
  }
}

test("work that throws leaves nothing behind and its error reaches the caller", async () => {
  const failure = new Error("judging failed");
  const failing = fixture.store.inFence(fixture.fence, async (tx) => {
    await tx.writeMinutes([{ streamId, block: one }]);
    throw failure;
  });
  await expect(failing).rejects.toBe(failure);
  expect(await headOf(streamId)).toEqual(empty(streamId));
});

test("a failed statement whose error the work swallows does not look like a commit", async () => {
  const swallowing = fixture.store.inFence(fixture.fence, async (tx) => {
    await tx.writeMinutes([{ streamId, block: one }]);
    await pgClientOf(tx.scope)
      .query("SELECT 1 / 0")
      .catch(() => undefined);
  });
  await expect(swallowing).rejects.toThrow("rolled back");
  expect(await headOf(streamId)).toEqual(empty(streamId));
});

test("another store's statements commit and roll back with the minutes", async () => {
  const insert = (fail: boolean) =>
    fixture.store.inFence(fixture.fence, async (tx) => {
      await pgClientOf(tx.scope).query("INSERT INTO team (name) VALUES ('infra')");
      if (fail) throw new Error("no");
    });
  await expect(insert(true)).rejects.toThrow("no");
  expect((await fixture.pool.query("SELECT name FROM team")).rows).toEqual([]);
  await insert(false);
  expect((await fixture.pool.query("SELECT name FROM team")).rows).toEqual([{ name: "infra" }]);
});

test("a transaction cannot be used when it is over", async () => {
  const tx = await fixture.store.inFence(fixture.fence, async (running) => running);
  expect(() => pgClientOf(tx.scope)).toThrow("over");
  await expect(async () => tx.totalsAt([streamId], [ORIGIN])).rejects.toThrow("over");
});

test("deadlocks and serialization failures run the work again, other errors do not", async () => {
  for (const [code, runs] of [
    ["40001", 4],
    ["40P01", 4],
    ["22012", 1],
  ] as const) {
    let seen = 0;
    const failing = fixture.store.inFence(fixture.fence, async () => {
      seen += 1;
      throw Object.assign(new Error("from the server"), { code });
    });
    await expect(failing).rejects.toThrow("from the server");
    expect(seen).toBe(runs);
  }
});

test("a connection goes back to the pool without settings or a transaction", async () => {
  const pool = makePool({ connectionString: fixture.url, size: 1, applicationName: "fence-test-single", onError: () => undefined });
  try {
    const show = async () =>
      (
        await pool.query(
          `SELECT current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle,
             current_setting('jit') AS jit, current_setting('enable_seqscan') AS seqscan, current_setting('enable_hashjoin') AS hashjoin,
             pg_current_xact_id_if_assigned() IS NULL AS free, (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory') AS advisory`,
        )
      ).rows;
    const before = await show();
    const store = makeMinuteStore(pool);
    await store.inFence(fixture.fence, (tx) => tx.totalsAt([streamId], [ORIGIN]));
    await store.inFence(fixture.fence, async () => Promise.reject(new Error("no"))).catch(() => undefined);
    await store.prepareAhead(ORIGIN + 200_000);
    await store.totalsAt([streamId], [ORIGIN]);
    expect(await show()).toEqual(before);
  } finally {
    await pool.end();
  }
});

test("a connection that the server closes inside a transaction fails that transaction only", async () => {
  const pool = makePool({ connectionString: fixture.url, size: 1, applicationName: "fence-test-cut", onError: () => undefined });
  try {
    const store = makeMinuteStore(pool);
    const cut = store.inFence(fixture.fence, async (tx) => {
      await fixture.pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fence-test-cut'");
      return tx.totalsAt([streamId], [ORIGIN]);
    });
    await expect(cut).rejects.toThrow();
    expect(await store.heads([streamId])).toHaveLength(1);
  } finally {
    await pool.end();
  }
});

test("the lease of a fenced transaction cannot be renewed past it: acquiring waits and then succeeds", async () => {
  let renewal: Promise<unknown> = Promise.resolve();
  await fixture.store.inFence(fixture.fence, async () => {
    renewal = makeLeaseStore(fixture.pool).acquire(fixture.fence.owner, 3_600_000);
    await waitForLock();
  });
  expect(await renewal).toMatchObject({ fence: fixture.fence });
});
