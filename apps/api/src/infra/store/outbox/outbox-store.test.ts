import type { SendItem } from "@solvent/notifiers";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Claim, ClaimDecision, OutboxStore, QueueView, Settlement } from "../../../jobs/sender/outbox-store.ts";
import { decide } from "../../../jobs/sender/send-once.ts";
import { addAlert, addMute, addNotices, addPromise, addTarget, noticesIn } from "../../../jobs/test/sender-seed.ts";
import { makePool } from "../pool.ts";
import { makeOutboxStore } from "./outbox-store.ts";

const LOCK_MS = 30_000;
const database = useTestDatabase("test");
let pool: pg.Pool;
let outbox: OutboxStore;
let nowMs: number;
let target: string;

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "outbox-test", onError: () => undefined });
  nowMs = Date.UTC(2026, 10, 28);
  outbox = makeOutboxStore(pool, () => nowMs);
  target = await addTarget(pool, "slack");
});
afterEach(() => pool.end());

async function queue(count: number): Promise<void> {
  const alertIds: bigint[] = [];
  for (let i = 0; i < count; i++) alertIds.push(await addAlert(pool, { name: `o-${i}` }));
  await addNotices(pool, { alertIds, targetId: target, event: "fired", atMs: nowMs });
}

async function claimOf(store: OutboxStore = outbox): Promise<Claim> {
  const outcome = await store.claim(target, LOCK_MS, decide);
  if (outcome.kind !== "claimed") throw new Error(`not claimed: ${outcome.kind}`);
  return outcome.claim;
}
const kindOf = async (store: OutboxStore = outbox): Promise<string> => (await store.claim(target, LOCK_MS, decide)).kind;
const carried = ({ items }: Claim): bigint[] => items.flatMap(({ item }: { item: SendItem }) => [...item.carries]);
const states = async (): Promise<string[]> => (await noticesIn(pool)).map(({ state }) => state);

const sent = (claim: Claim, pauseMs = 0): Settlement => ({
  claim,
  verdict: { kind: "sent", status: 200, answer: "ok", pauseMs },
  unsayable: [],
});

describe("a claim", () => {
  test("is given to one of many who ask at the same time", async () => {
    await queue(3);
    const asked = await Promise.all(Array.from({ length: 6 }, () => kindOf()));
    expect(asked.toSorted()).toEqual(["busy", "busy", "busy", "busy", "busy", "claimed"]);
  });

  test("keeps everybody else away until it is settled, and its notices are then told", async () => {
    await queue(2);
    const claim = await claimOf();
    expect([carried(claim), await states(), await kindOf(), await outbox.dueTargets()]).toEqual([[1n], ["sending", "pending"], "busy", []]);
    expect(await outbox.settle(sent(claim))).toEqual({ held: true, sent: 1, again: 0, dead: 0 });
    expect(await states()).toEqual(["sent", "pending"]);
    expect(carried(await claimOf())).toEqual([2n]);
  });

  test("of a process that died runs out, and the same notices are claimed again as a repetition", async () => {
    await queue(7);
    const lost = await claimOf();
    nowMs += LOCK_MS - 1;
    expect(await kindOf()).toBe("busy");
    nowMs += 1;
    await queue(2);
    expect(await outbox.dueTargets()).toEqual([{ targetId: target, newest: 9n }]);
    const again = await claimOf();
    expect([lost.form, again.form, carried(again)]).toEqual(["summary", "summary", carried(lost)]);
    expect(again.items.every(({ item }) => item.repeated && item.attempt === 2)).toBe(true);
  });

  test("that ran out and was taken over changes nothing any more, but says what became of its own attempt", async () => {
    await queue(1);
    const late = await claimOf();
    nowMs += LOCK_MS;
    const other = await claimOf();
    expect(await outbox.settle(sent(late))).toMatchObject({ held: false, sent: 0 });
    expect(await states()).toEqual(["sending"]);
    expect((await pool.query("SELECT accepted FROM delivery ORDER BY id")).rows).toEqual([{ accepted: true }, { accepted: null }]);
    expect(await outbox.settle(sent(other))).toMatchObject({ held: true, sent: 1 });
  });

  test("that ran out and was not taken over is still good for the outcome", async () => {
    await queue(1);
    const late = await claimOf();
    nowMs += 10 * LOCK_MS;
    expect(await outbox.settle(sent(late))).toMatchObject({ held: true, sent: 1 });
  });

  test("that fails inside its transaction leaves everything as it was", async () => {
    await queue(1);
    const failing = (_view: QueueView): ClaimDecision => {
      throw new Error("no");
    };
    await expect(outbox.claim(target, LOCK_MS, failing)).rejects.toThrow("no");
    expect([await states(), await kindOf()]).toEqual([["pending"], "claimed"]);
  });

  test("on a target that does not exist finds nobody to send to", async () => {
    expect((await outbox.claim("00000000-0000-4000-8000-000000000000", LOCK_MS, decide)).kind).toBe("busy");
  });

  test("takes its time from the database's clock when nobody plays another", async () => {
    nowMs = Date.now();
    await queue(1);
    const real = makeOutboxStore(pool);
    expect((await real.dueTargets()).length).toBe(1);
    expect(Math.abs((await claimOf(real)).nowMs - Date.now())).toBeLessThan(60_000);
  });
});

describe("a settlement", () => {
  const failure = {
    class: "server-error",
    permanent: false,
    maybeAccepted: false,
    status: 503,
    message: "busy",
    retryAfterSeconds: null,
  } as const;

  test("keeps the receiver's pace for every process", async () => {
    await queue(2);
    await outbox.settle(sent(await claimOf(), 1_000));
    expect([await kindOf(), await outbox.dueTargets()]).toEqual(["busy", []]);
    nowMs += 1_000;
    expect(await kindOf()).toBe("claimed");
  });

  test("of a message that was not tried counts as no attempt", async () => {
    await queue(1);
    await outbox.settle({ claim: await claimOf(), verdict: { kind: "not-tried" }, unsayable: [] });
    expect((await claimOf()).items[0]?.item).toMatchObject({ repeated: false, attempt: 1 });
  });

  test("of a refusal after an attempt that may have been accepted does not forget that one", async () => {
    await queue(1);
    const again = { kind: "again", afterMs: 0, attempt: true } as const;
    await outbox.settle({ claim: await claimOf(), verdict: { ...again, failure: { ...failure, maybeAccepted: true } }, unsayable: [] });
    await outbox.settle({ claim: await claimOf(), verdict: { ...again, failure }, unsayable: [] });
    await outbox.settle({ claim: await claimOf(), verdict: { kind: "not-tried" }, unsayable: [] });
    expect((await claimOf()).items[0]?.item).toMatchObject({ repeated: true, attempt: 3 });
  });

  test("counts failures in a row and since when, and forgets them with a success", async () => {
    await queue(1);
    const since = new Date(nowMs);
    const again = { kind: "again", afterMs: 2_000, attempt: true, failure } as const;
    await outbox.settle({ claim: await claimOf(), verdict: again, unsayable: [] });
    nowMs += 2_000;
    await outbox.settle({ claim: await claimOf(), verdict: again, unsayable: [] });
    const health = () => pool.query("SELECT attempts, failing_since, failure_class, message, ok_at FROM notification_queue");
    expect((await health()).rows).toEqual([
      { attempts: 2, failing_since: since, failure_class: "server-error", message: "busy", ok_at: null },
    ]);
    nowMs += 2_000;
    await outbox.settle(sent(await claimOf()));
    expect((await health()).rows).toEqual([
      { attempts: 0, failing_since: null, failure_class: null, message: null, ok_at: new Date(nowMs) },
    ]);
  });

  test("of a target that was deleted meanwhile still says that it was sent", async () => {
    await queue(2);
    const claim = await claimOf();
    await pool.query("DELETE FROM notification_target");
    expect(await outbox.settle(sent(claim))).toMatchObject({ held: true, sent: 1 });
    expect(await outbox.sweep()).toMatchObject({ suppressed: 1 });
    expect(await states()).toEqual(["sent", "suppressed"]);
  });
});

describe("a sweep", () => {
  test("says how old the oldest is that waits, muted ones left out", async () => {
    expect((await outbox.sweep()).oldestSeconds).toBe(0);
    const objective = await addPromise(pool);
    const alertIds = [await addAlert(pool, { name: "muted", objective })];
    await addNotices(pool, { alertIds, targetId: target, event: "fired", atMs: nowMs - 90_000 });
    expect((await outbox.sweep()).oldestSeconds).toBe(90);
    await addMute(pool, { scope: "objective", objective, fromMs: nowMs, toMs: nowMs + 1_000 });
    expect((await outbox.sweep()).oldestSeconds).toBe(0);
  });

  test("by many at once tells a stand-in once", async () => {
    const standIn = await addTarget(pool, "stand-in");
    await pool.query("UPDATE notification_target SET failover_id = $1 WHERE name = 'slack'", [standIn]);
    await queue(20);
    await pool.query("UPDATE notification SET state = 'dead', settled_at = $1", [new Date(nowMs).toISOString()]);
    const swept = await Promise.all(Array.from({ length: 5 }, () => outbox.sweep()));
    expect(swept.reduce((sum, { failedOver }) => sum + failedOver, 0)).toBe(20);
    expect(await noticesIn(pool)).toHaveLength(40);
  });
});
