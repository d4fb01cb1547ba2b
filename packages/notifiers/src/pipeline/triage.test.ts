import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FiredFate, type QueuedNotice, triage } from "./index.ts";
import { attempt, fired, resolved } from "./test/make-notice.ts";

/** What is said, in order: "fired 1", "resolved 1+2 (first)". */
const said = (...notices: QueuedNotice[]): string[] =>
  triage(notices).items.map(({ says, carries, firstNotice }) => `${says} ${carries.join("+")}${firstNotice ? " (first)" : ""}`);
const suppressed = (...notices: QueuedNotice[]): string[] => triage(notices).suppress.map(({ id, reason }) => `${id} ${reason}`);

describe("what waits for a target", () => {
  test("is said in the order of the queue", () => {
    expect(said(fired(1), resolved(2, 90), fired(3))).toEqual(["fired 1", "resolved 2", "fired 3"]);
  });

  test("fired and resolved of one alert become one message that says it was over before it was told", () => {
    expect(said(fired(1, { alertOpen: false }), fired(2), resolved(3, 1))).toEqual(["resolved 1+3 (first)", "fired 2"]);
  });

  test("an alert that is over is never said to burn, even when its end is not to be told", () => {
    expect(said(fired(1, { alertOpen: false }))).toEqual(["resolved 1 (first)"]);
  });

  test.each<[FiredFate, string[]]>([
    ["told", ["resolved 2"]],
    ["dead-unsure", ["resolved 2"]],
    ["dead", ["resolved 2 (first)"]],
    ["none", ["resolved 2 (first)"]],
    ["suppressed", []],
  ])("the end of an alert whose opening is %s is said as %j", (fate, expected) => {
    expect(said(resolved(2, 1, { fired: fate }))).toEqual(expected);
  });

  test("the end of an alert whose opening was suppressed is suppressed, too", () => {
    expect(suppressed(resolved(2, 1, { fired: "suppressed" }))).toEqual(["2 its opening was not told"]);
  });
});

describe("while a mute holds", () => {
  test("openings wait and keep nobody else waiting", () => {
    const { items, held, suppress } = triage([fired(1, { muted: "deploy" }), fired(2)]);
    expect([items.map(({ carries }) => carries), held, suppress]).toEqual([[[2n]], 1, []]);
  });

  test("an alert that ends is suppressed with its opening", () => {
    expect(suppressed(fired(1, { muted: "deploy", alertOpen: false }), resolved(2, 1, { muted: "deploy" }))).toEqual([
      "1 muted: deploy",
      "2 muted: deploy",
    ]);
    expect(suppressed(fired(1, { muted: "deploy", alertOpen: false }))).toEqual(["1 muted: deploy"]);
  });

  test("the end of an alert that was told is suppressed", () => {
    expect(suppressed(resolved(2, 1, { muted: "deploy" }))).toEqual(["2 muted: deploy"]);
  });
});

describe("what another open alert says better", () => {
  const page = "a page of the same objective is open";

  test("is suppressed, with its end when that waits as well", () => {
    expect(suppressed(fired(1, { overshadowed: page }))).toEqual([`1 ${page}`]);
    expect(suppressed(fired(1, { overshadowed: page, alertOpen: false }), resolved(2, 1))).toEqual([`1 ${page}`, `2 ${page}`]);
  });

  test("waits for the end of a mute first: the page may be over by then", () => {
    expect(triage([fired(1, { overshadowed: page, muted: "deploy" })])).toMatchObject({ suppress: [], items: [], held: 1 });
  });

  test("is said all the same when an attempt may have been accepted: its end will be told", () => {
    expect(said(fired(1, { overshadowed: page, lastAttempt: attempt(7, { unsure: true }) }))).toEqual(["fired 1"]);
  });
});

describe("an attempt before", () => {
  test("that may have been accepted makes it a repetition under the same key", () => {
    const [item] = triage([fired(1, { lastAttempt: attempt(7, { unsure: true, attempt: 3 }) })]).items;
    expect(item).toMatchObject({ repeated: true, attempt: 4, group: 7n });
  });

  test("that was refused makes it no repetition", () => {
    const [item] = triage([fired(1, { lastAttempt: attempt(7) })]).items;
    expect(item).toMatchObject({ repeated: false, attempt: 2, group: null });
  });

  test("that the receiver put off has the same number again", () => {
    expect(triage([fired(1, { lastAttempt: attempt(7, { counts: false, attempt: 3 }) })]).items[0]?.attempt).toBe(3);
  });

  const together = { lastAttempt: attempt(7, { unsure: true, carried: 2, form: "summary" }) };

  test("keeps together what it carried, if all of it is still to be said as it was", () => {
    const groups = (...notices: QueuedNotice[]) => triage(notices).items.map(({ group }) => group);
    expect(groups(fired(1, together), fired(2, together), fired(3))).toEqual([7n, 7n, null]);
    expect(groups(fired(1, { ...together, muted: "deploy" }), fired(2, together))).toEqual([null]);
    expect(groups(fired(1, { ...together, alertOpen: false }), fired(2, together), resolved(3, 1))).toEqual([null, null]);
  });

  test("of an opening and its end together is repeated together", () => {
    const items = triage([fired(1, { ...together, alertOpen: false }), resolved(2, 1, together)]).items;
    expect(items).toMatchObject([{ carries: [1n, 2n], group: 7n, repeated: true }]);
  });
});

describe("whatever waits", () => {
  const notice = fc.record({
    alert: fc.integer({ min: 1, max: 6 }),
    event: fc.constantFrom("fired" as const, "resolved" as const),
    muted: fc.constantFrom(null, "deploy"),
    overshadowed: fc.constantFrom(null, "page"),
    fate: fc.constantFrom<FiredFate>("none", "told", "suppressed", "dead", "dead-unsure"),
    lastAttempt: fc.constantFrom(null, attempt(7), attempt(8, { unsure: true, carried: 2 })),
  });
  type Drawn = typeof notice extends fc.Arbitrary<infer T> ? T : never;

  /** At most one of each event per alert, the opening first, as the unique key and the judge make it. */
  function toQueue(drawn: readonly Drawn[]): QueuedNotice[] {
    const queue: QueuedNotice[] = [];
    for (const { alert, event, fate, ...rest } of drawn) {
      const alertId = BigInt(1000 + alert);
      const before = queue.filter((one) => one.alertId === alertId);
      if (before.some((one) => one.event === "resolved" || one.event === event)) continue;
      const id = queue.length + 1;
      if (event === "fired") queue.push(fired(id, { ...rest, alertId }));
      else queue.push(resolved(id, alert, { ...rest, overshadowed: null, fired: before.length > 0 ? "queued" : fate }));
    }
    const over = new Set(queue.filter(({ event }) => event === "resolved").map(({ alertId }) => alertId));
    return queue.map((one) => ({ ...one, alertOpen: !over.has(one.alertId) }));
  }

  test("each notice is said once, suppressed once or held, and nothing is said twice or out of order within an alert", () => {
    fc.assert(
      fc.property(fc.array(notice, { maxLength: 20 }), (drawn) => {
        const queue = toQueue(drawn);
        const { held, items, suppress } = triage(queue);
        const ids = [...items.flatMap(({ carries }) => carries), ...suppress.map(({ id }) => id)];
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length + held).toBe(queue.length);
        const byAlert = new Map<bigint, number>();
        for (const { notice: about } of items) byAlert.set(about.alertId, (byAlert.get(about.alertId) ?? 0) + 1);
        expect([...byAlert.values()].every((count) => count === 1)).toBe(true);
      }),
    );
  });
});
