import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MOST_CARRIED, planDelivery, type RecentDelivery, type SendItem } from "./index.ts";
import { attempt, fired, itemOf } from "./test/make-notice.ts";

const NOW = 1_000_000;
const items = (count: number): SendItem[] => Array.from({ length: count }, (_, i) => itemOf(fired(i + 1)));
const ago = (seconds: number, form: RecentDelivery["form"] = "single"): RecentDelivery => ({ form, startedAtMs: NOW - 1000 * seconds });

/** "single 1", "summary 300", "wait 12", "nothing". */
function planned(pending: readonly SendItem[], ...recent: RecentDelivery[]): string {
  const plan = planDelivery(pending, recent, NOW);
  if (plan.kind === "wait") return `wait ${(plan.untilMs - NOW) / 1000}`;
  return plan.kind === "nothing" ? "nothing" : `${plan.form} ${plan.items.length}`;
}

describe("what is sent next", () => {
  test("is nothing when nothing waits", () => {
    expect(planned([])).toBe("nothing");
  });

  test("is the first of a few, at once and alone", () => {
    expect(planned(items(1))).toBe("single 1");
    expect(planned(items(5))).toBe("single 1");
    expect(planDelivery(items(5), [], NOW)).toMatchObject({ items: [{ carries: [1n] }] });
  });

  test("is one summary of all when more than five wait", () => {
    expect(planned(items(6))).toBe("summary 6");
    expect(planned(items(300))).toBe("summary 300");
  });

  test("is a summary of what comes on top of three single messages within a minute", () => {
    expect(planned(items(1), ago(59), ago(30), ago(1))).toBe("summary 1");
    expect(planned(items(1), ago(60), ago(30), ago(1))).toBe("single 1");
  });

  test("waits until half a minute after the last summary", () => {
    expect(planned(items(1), ago(12, "summary"))).toBe("wait 18");
    expect(planned(items(50), ago(12, "summary"), ago(45, "summary"))).toBe("wait 18");
    expect(planned(items(1), ago(30, "summary"))).toBe("summary 1");
  });

  test("is single again a minute after the last summary", () => {
    expect(planned(items(1), ago(59, "summary"))).toBe("summary 1");
    expect(planned(items(1), ago(60, "summary"))).toBe("single 1");
  });

  test("carries no more notices than a message may, also when items carry two", () => {
    expect(planned(items(MOST_CARRIED + 1))).toBe(`summary ${MOST_CARRIED}`);
    const pairs = items(300).map((item, i) => ({ ...item, carries: [BigInt(2 * i), BigInt(2 * i + 1)] }));
    expect(planned(pairs)).toBe("summary 200");
  });

  test("is first of all what may have been accepted, whole, alone and without waiting for its turn", () => {
    const last = attempt(7, { form: "summary", carried: 2, unsure: true });
    const again = [1, 2].map((id) => itemOf(fired(id, { lastAttempt: last }), { group: 7n, repeated: true }));
    const pending = [itemOf(fired(0)), ...again, ...items(9).slice(2)];
    expect(planDelivery(pending, [ago(1, "summary")], NOW)).toEqual({ kind: "send", form: "summary", items: again });
  });
});

/** Sends whatever the plan says, as soon as it says so, with at least `intervalMs` between two messages. Arrival times ascend. */
function play(arrivals: readonly number[], intervalMs: number, before: readonly RecentDelivery[] = []) {
  const sent: (RecentDelivery & { readonly ids: readonly bigint[] })[] = [];
  const left = arrivals.map((atMs, i) => ({ atMs, item: itemOf(fired(i + 1)) }));
  let nowMs = 0;
  while (left.length > 0) {
    const pending = left.filter(({ atMs }) => atMs <= nowMs).map(({ item }) => item);
    const plan = planDelivery(pending, [...before, ...sent], nowMs);
    const next = Math.min(...left.map(({ atMs }) => (atMs > nowMs ? atMs : Number.POSITIVE_INFINITY)));
    if (plan.kind === "nothing") nowMs = next;
    else if (plan.kind === "wait") nowMs = plan.untilMs;
    else {
      const ids = plan.items.flatMap(({ carries }) => carries);
      sent.push({ form: plan.form, startedAtMs: nowMs, ids });
      left.splice(0, left.length, ...left.filter(({ item }) => !ids.includes(item.notice.id)));
      nowMs += intervalMs;
    }
  }
  return sent;
}

const inAMinute = fc.integer({ min: 0, max: 59_999 });
/** A few are the harder case: they do not fill a summary. */
const arrivals = fc
  .oneof(fc.array(inAMinute, { minLength: 1, maxLength: 20 }), fc.array(inAMinute, { minLength: 100, maxLength: 300, size: "max" }))
  .map((times) => times.sort((a, b) => a - b));

describe("whatever comes within a minute, however it trickles in", () => {
  test("is at most six messages, each notice in one of them, in order", () => {
    fc.assert(
      fc.property(arrivals, fc.constantFrom(0, 1, 200, 1_000, 3_000), (times, intervalMs) => {
        const sent = play(times, intervalMs);
        expect(sent.length).toBeLessThanOrEqual(6);
        expect(sent.flatMap(({ ids }) => ids)).toEqual(times.map((_, i) => BigInt(i + 1)));
      }),
      { numRuns: 500 },
    );
  });

  test("is at most six messages also when the target was told other things before", () => {
    const before = fc.array(
      fc.record({ form: fc.constantFrom("single" as const, "summary" as const), startedAtMs: fc.integer({ min: -90_000, max: -1 }) }),
      {
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(arrivals, before, (times, recent) => {
        expect(play(times, 0, recent).length).toBeLessThanOrEqual(6);
      }),
      { numRuns: 500 },
    );
  });

  test("is told first at once, and last within half a minute", () => {
    fc.assert(
      fc.property(arrivals, (times) => {
        const sent = play(times, 0);
        expect(sent[0]?.startedAtMs).toBe(times[0]);
        const lateness = sent.flatMap(({ ids, startedAtMs }) => ids.map((id) => startedAtMs - (times[Number(id) - 1] ?? 0)));
        expect(Math.max(...lateness)).toBeLessThanOrEqual(30_000);
      }),
    );
  });
});
