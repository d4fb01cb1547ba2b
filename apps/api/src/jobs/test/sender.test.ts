import { describe, expect, test } from "vitest";
import { accepted, makeTargets, namesIn, refused, START_MS, useSenderBench } from "./sender-bench.ts";
import { addAlert, addMute, addNotices, addPromise, addTarget, noticesIn } from "./sender-seed.ts";
import { makeSenderSteps } from "./sender-steps.ts";

const MINUTE = 60_000;
const bench = useSenderBench();
const { fire, resolve, states, queueOf } = makeSenderSteps(bench);

describe("a notification", () => {
  test("is told within a second of being queued, and at once when the sender is woken", async () => {
    const { handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    const sender = bench.start({ targets: handles });
    await bench.quiet();
    await fire(target, "a");
    await bench.pass(1_000);
    expect(told.map(({ atMs, message }) => [atMs - START_MS, namesIn(message)])).toEqual([[1_000, ["a fired"]]]);
    await fire(target, "b");
    sender.wake();
    await bench.quiet();
    expect(told.map(({ atMs }) => atMs - START_MS)).toEqual([1_000, 1_000]);
    expect(await states()).toEqual(["fired sent", "fired sent"]);
    expect(await queueOf(target)).toMatchObject({ claim: null, locked_until: null, attempts: 0, ok_at: new Date(START_MS + 1_000) });
    expect(bench.errors).toEqual([]);
  });

  test("carries a stable key, links, and how late it is", async () => {
    const { answer, handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    const seen: string[] = [];
    answer(target, async ({ id }) => {
      seen.push(id);
      return seen.length < 20 ? refused() : accepted;
    });
    const [alertId] = await fire(target, "a");
    bench.start({ targets: handles });
    await bench.pass(10 * MINUTE, 1_000);
    expect(new Set(seen)).toEqual(new Set([`${target}-1`]));
    expect(told[0]?.message).toMatchObject({ alertUrl: `https://solvent.example.com/alerts/${alertId}`, repeated: false });
    const late = Math.floor(((told[0]?.atMs ?? 0) - START_MS) / MINUTE);
    expect(late).toBeGreaterThanOrEqual(2);
    expect(told[0]?.message.delayedMinutes).toBe(late);
  });

  test("that cannot be worded is given up and keeps nobody else waiting", async () => {
    const { handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    const [bad] = await fire(target, "bad", "good");
    await bench.pool.query(`UPDATE alert SET evidence = '{"kind":"burn"}' WHERE id = $1`, [bad]);
    bench.start({ targets: handles });
    await bench.pass(2_000);
    expect(told.flatMap(({ message }) => namesIn(message))).toEqual(["good fired"]);
    expect((await noticesIn(bench.pool))[0]).toMatchObject({ state: "dead", reason: "the message could not be put together" });
    expect(bench.errors).toHaveLength(1);
  });

  test("waits where the target was deleted meanwhile, and is then suppressed", async () => {
    const { handles } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    await fire(target, "a");
    await bench.pool.query("DELETE FROM notification_target");
    bench.start({ targets: handles });
    await bench.pass(6_000);
    expect(await noticesIn(bench.pool)).toMatchObject([{ state: "suppressed", reason: "its target was deleted" }]);
  });
});

describe("a receiver that fails", () => {
  test("is tried again after longer and longer waits, in order, and healthy again with the first success", async () => {
    const { answer, handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    const tries: number[] = [];
    answer(target, async () => {
      tries.push(bench.clock.wallMs() - START_MS);
      return tries.length <= 4 ? refused() : accepted;
    });
    await fire(target, "a", "b");
    bench.start({ targets: handles });
    await bench.quiet();
    expect(await queueOf(target)).toMatchObject({
      attempts: 1,
      failing_since: new Date(START_MS),
      failure_class: "server-error",
      message: "oops",
    });
    await bench.pass(20_000, 100);
    // With random 0.5: half of 1, 2, 4 and 8 s.
    expect(tries.slice(0, 5).map((ms) => Math.round(ms / 500) * 500)).toEqual([0, 500, 1_500, 3_500, 7_500]);
    expect(told.map(({ message }) => namesIn(message))).toEqual([["a fired"], ["b fired"]]);
    expect(await queueOf(target)).toMatchObject({ attempts: 0, failing_since: null, failure_class: null, message: null });
  });

  test("that asks to wait is left alone for so long, and no attempt is counted", async () => {
    const { answer, handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    let calls = 0;
    answer(target, async () => {
      calls += 1;
      return calls === 1 ? refused({ class: "rate-limited", status: 429, retryAfterSeconds: 30 }) : accepted;
    });
    await fire(target, "a");
    bench.start({ targets: handles });
    await bench.pass(29_000);
    expect([calls, (await queueOf(target)).attempts]).toEqual([1, 0]);
    await bench.pass(3_000);
    expect(told).toHaveLength(1);
    expect((await bench.pool.query("SELECT attempt FROM delivery ORDER BY id")).rows).toEqual([{ attempt: 1 }, { attempt: 1 }]);
  });

  test("for good loses that message with the reason, and gets the next", async () => {
    const { answer, handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    answer(target, async (message) =>
      namesIn(message)[0] === "a fired" ? refused({ class: "refused", permanent: true, message: "invalid_blocks" }) : accepted,
    );
    const [a] = await fire(target, "a", "b");
    bench.start({ targets: handles });
    await bench.pass(2_000);
    expect(await noticesIn(bench.pool)).toMatchObject([{ state: "dead", reason: "invalid_blocks" }, { state: "sent" }]);
    await resolve(target, a ?? 0n);
    await bench.pass(2_000);
    expect(told.map(({ message }) => namesIn(message))).toEqual([["b fired"], ["a resolved first"]]);
  });

  test("for 24 h is not told what is older", async () => {
    const { answer, handles } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    answer(target, async () => refused());
    const alertIds = [await addAlert(bench.pool, { name: "old" }), await addAlert(bench.pool, { name: "new" })];
    await addNotices(bench.pool, { alertIds: alertIds.slice(0, 1), targetId: target, event: "fired", atMs: START_MS - 24 * 60 * MINUTE });
    await addNotices(bench.pool, { alertIds: alertIds.slice(1), targetId: target, event: "fired", atMs: START_MS });
    bench.start({ targets: handles });
    await bench.pass(3_000);
    expect(await noticesIn(bench.pool)).toMatchObject([{ state: "dead", reason: "not delivered within 24 h" }, { state: "pending" }]);
  });

  test("to answer in time makes it a repetition under the same key, and blocks no other target", async () => {
    const { answer, handles, told } = makeTargets(bench);
    const [silent, well] = [await addTarget(bench.pool, "silent"), await addTarget(bench.pool, "well")];
    let hanging = 0;
    let silentFor = 1;
    const keys: string[] = [];
    answer(silent, ({ id }, signal) => {
      keys.push(id);
      if (silentFor === 0) return Promise.resolve(accepted);
      silentFor -= 1;
      hanging += 1;
      return new Promise((settle) => {
        signal.addEventListener("abort", () => {
          hanging -= 1;
          settle(refused({ class: "aborted" }));
        });
      });
    });
    await fire(silent, "a");
    bench.start({ targets: handles, hanging: () => hanging });
    await bench.pass(5_000);
    await fire(well, "b");
    await bench.pass(1_000);
    expect(told.map(({ target }) => target)).toEqual([well]);
    await bench.pass(40_000);
    expect(told[1]).toMatchObject({ target: silent, message: { repeated: true } });
    expect(new Set(keys).size).toBe(1);
    const { rows } = await bench.pool.query("SELECT attempt, accepted, failure_class FROM delivery WHERE target_id = $1 ORDER BY id", [
      silent,
    ]);
    expect(rows).toEqual([
      { attempt: 1, accepted: null, failure_class: "timeout" },
      { attempt: 2, accepted: true, failure_class: null },
    ]);
  });
});

describe("an alert that is over before it was told", () => {
  test("is told once, as over", async () => {
    const { answer, handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    let well = false;
    answer(target, async () => (well ? accepted : refused()));
    bench.start({ targets: handles });
    const [a] = await fire(target, "a", "b");
    await bench.pass(5_000);
    await resolve(target, a ?? 0n);
    well = true;
    await bench.pass(20_000);
    expect(told.map(({ message }) => namesIn(message))).toEqual([["a resolved first"], ["b fired"]]);
    expect(await states()).toEqual(["fired sent", "fired sent", "resolved sent"]);
  });
});

describe("a mute", () => {
  const muteFor = (minutes: number) => addMute(bench.pool, { scope: "all", fromMs: START_MS, toMs: START_MS + minutes * MINUTE });

  test("keeps an opening waiting and tells it late if it still burns", async () => {
    const { handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    await muteFor(10);
    await fire(target, "a");
    bench.start({ targets: handles });
    await bench.pass(9 * MINUTE, 2_000);
    expect([told.length, await states()]).toEqual([0, ["fired pending"]]);
    await bench.pass(2 * MINUTE, 2_000);
    expect(told[0]?.message).toMatchObject({ kind: "burn-fired", delayedMinutes: 10 });
  });

  test("suppresses an alert that opens and closes within it, and the end of one that was told", async () => {
    const { handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    bench.start({ targets: handles });
    const [before] = await fire(target, "before");
    await bench.pass(1_000);
    await addMute(bench.pool, { scope: "all", fromMs: bench.clock.wallMs(), toMs: START_MS + 10 * MINUTE });
    const [within] = await fire(target, "within");
    await bench.pass(6_000);
    await resolve(target, before ?? 0n, within ?? 0n);
    await bench.pass(6_000);
    expect(told.map(({ message }) => namesIn(message))).toEqual([["before fired"]]);
    expect(await noticesIn(bench.pool)).toMatchObject([
      { state: "sent" },
      { state: "suppressed", reason: "muted: deploy" },
      { state: "suppressed", reason: "muted: deploy" },
      { state: "suppressed", reason: "muted: deploy" },
    ]);
  });

  test.each(["objective", "service"] as const)("of one %s keeps nobody else waiting", async (scope) => {
    const { handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    const objective = await addPromise(bench.pool);
    await addMute(bench.pool, { scope, objective, fromMs: START_MS, toMs: START_MS + 10 * MINUTE });
    const alertIds = [
      await addAlert(bench.pool, { name: "muted", objective }),
      await addAlert(bench.pool, { name: "source", kind: "source-down" }),
    ];
    await addNotices(bench.pool, { alertIds, targetId: target, event: "fired", atMs: START_MS });
    bench.start({ targets: handles });
    await bench.pass(2_000);
    expect(told.map(({ message }) => message.kind)).toEqual(["source-down"]);
  });
});

describe("a condition beyond burn rules", () => {
  const KINDS = ["budget-consumed", "budget-drop", "time-to-exhaustion", "no-traffic"] as const;

  test.each(KINDS)("%s is told with its own message, and so is its end", async (kind) => {
    const { handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    const id = await addAlert(bench.pool, { name: "checkout", kind, objective: await addPromise(bench.pool) });
    await addNotices(bench.pool, { alertIds: [id], targetId: target, event: "fired", atMs: START_MS });
    bench.start({ targets: handles });
    await bench.pass(2_000);
    await resolve(target, id);
    await bench.pass(6_000);
    expect(told.map(({ message }) => message)).toMatchObject([
      { kind: "condition-fired", severity: "page", condition: { kind, name: "budget/marks" }, budget: { left: { num: 9n, den: 10n } } },
      { kind: "condition-resolved", condition: { kind }, reason: "resolved", budget: null },
    ]);
  });

  test("is muted like every other alert, and no page covers its ticket", async () => {
    const { handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    const [muted, other] = [await addPromise(bench.pool), await addPromise(bench.pool)];
    await addMute(bench.pool, { scope: "objective", objective: muted, fromMs: START_MS, toMs: START_MS + 10 * MINUTE });
    await addAlert(bench.pool, { name: "page", objective: other });
    const alertIds = [
      await addAlert(bench.pool, { name: "muted", kind: "budget-consumed", objective: muted }),
      await addAlert(bench.pool, { name: "other", kind: "budget-drop", severity: "ticket", objective: other }),
    ];
    await addNotices(bench.pool, { alertIds, targetId: target, event: "fired", atMs: START_MS });
    bench.start({ targets: handles });
    await bench.pass(2_000);
    expect(told.map(({ message }) => message)).toMatchObject([{ kind: "condition-fired", objective: { name: "other" } }]);
  });
});

describe("what another alert says better", () => {
  test("a ticket is not told while the page of its objective is open, and neither is its end", async () => {
    const { handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    const objective = await addPromise(bench.pool);
    const page = await addAlert(bench.pool, { name: "page", objective });
    const ticket = await addAlert(bench.pool, { name: "ticket", objective, severity: "ticket" });
    await addNotices(bench.pool, { alertIds: [page, ticket], targetId: target, event: "fired", atMs: START_MS });
    bench.start({ targets: handles });
    await bench.pass(1_000);
    await resolve(target, page, ticket);
    await bench.pass(2_000);
    expect(told.map(({ message }) => namesIn(message))).toEqual([["page fired"], ["page resolved"]]);
    expect((await noticesIn(bench.pool)).map(({ reason }) => reason)).toEqual([
      null,
      "a page of the same objective is open",
      null,
      "its opening was not told",
    ]);
  });

  test("the end of a ticket that was told before the page is told", async () => {
    const { handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    const objective = await addPromise(bench.pool);
    const ticket = await addAlert(bench.pool, { name: "ticket", objective, severity: "ticket" });
    await addNotices(bench.pool, { alertIds: [ticket], targetId: target, event: "fired", atMs: START_MS });
    bench.start({ targets: handles });
    await bench.pass(1_000);
    await addAlert(bench.pool, { name: "page", objective });
    await resolve(target, ticket);
    await bench.pass(1_000);
    expect(told.map(({ message }) => namesIn(message))).toEqual([["ticket fired"], ["ticket resolved"]]);
  });

  test("missing data is not told of an objective whose source is down", async () => {
    const { handles, told } = makeTargets(bench);
    const target = await addTarget(bench.pool, "slack");
    const objective = await addPromise(bench.pool);
    const down = await addAlert(bench.pool, { name: "s", kind: "source-down", sourceId: objective.sourceId });
    const blind = await addAlert(bench.pool, { name: "o", kind: "no-data", severity: "ticket", objective });
    await addNotices(bench.pool, { alertIds: [down, blind], targetId: target, event: "fired", atMs: START_MS });
    bench.start({ targets: handles });
    await bench.pass(1_000);
    expect(told.map(({ message }) => message.kind)).toEqual(["source-down"]);
    expect((await noticesIn(bench.pool))[1]).toMatchObject({ state: "suppressed", reason: "its data source is down" });
  });
});

describe("a stand-in", () => {
  async function pair() {
    const standIn = await addTarget(bench.pool, "stand-in");
    return { standIn, main: await addTarget(bench.pool, "main", standIn) };
  }

  test("is told of a page that could not be delivered for 15 minutes, once, and of its end", async () => {
    const { answer, handles, told } = makeTargets(bench);
    const { main, standIn } = await pair();
    answer(main, async () => refused());
    bench.start({ targets: handles });
    const [a] = await fire(main, "a");
    await bench.pass(14 * MINUTE, 2_000);
    expect(told).toEqual([]);
    await bench.pass(2 * MINUTE, 2_000);
    await resolve(main, a ?? 0n);
    await bench.pass(MINUTE, 2_000);
    expect(told.map(({ target, message }) => [target, ...namesIn(message)])).toEqual([
      [standIn, "a fired"],
      [standIn, "a resolved"],
    ]);
    expect(told[0]?.message.delayedMinutes).toBe(15);
    expect((await noticesIn(bench.pool)).filter(({ target }) => target === "stand-in")).toMatchObject([
      { event: "fired", reason: "stands in for main", state: "sent" },
      { event: "resolved", reason: "stands in for main", state: "sent" },
    ]);
  });

  test("is told at once of a page that was given up, and never of a ticket", async () => {
    const { answer, handles, told } = makeTargets(bench);
    const { main, standIn } = await pair();
    answer(main, async () => refused({ class: "revoked", permanent: true, message: "no_service" }));
    const alertIds = [await addAlert(bench.pool, { name: "page" }), await addAlert(bench.pool, { name: "ticket", severity: "ticket" })];
    await addNotices(bench.pool, { alertIds, targetId: main, event: "fired", atMs: START_MS });
    bench.start({ targets: handles });
    await bench.pass(8_000);
    expect(told.map(({ target, message }) => [target, ...namesIn(message)])).toEqual([[standIn, "page fired"]]);
  });

  test("is not told of what only waits for the end of a mute", async () => {
    const { handles, told } = makeTargets(bench);
    const { main } = await pair();
    await addMute(bench.pool, { scope: "all", fromMs: START_MS, toMs: START_MS + 60 * MINUTE });
    await fire(main, "a");
    bench.start({ targets: handles });
    await bench.pass(20 * MINUTE, 5_000);
    expect(told).toEqual([]);
    expect(await noticesIn(bench.pool)).toHaveLength(1);
  });
});
