import { COUNT_SCALE, fraction } from "@solvent/domain";
import { describe, expect, test } from "vitest";
import type { BurnBill, BurnEvidence } from "../../../usecases/alert/alert-record.ts";
import type { ClaimedItem, StoredAlert } from "../outbox-store.ts";
import { toItemMessage, toMessage, type WordedItem } from "./build-message.ts";
import type { MessageContext } from "./message-context.ts";

const MINUTE = 60_000;
const OPENED = 30_000_000;
const CONTEXT: MessageContext = { targetId: "t", publicUrl: "https://solvent.example.com", nowMs: (OPENED + 1) * MINUTE };
const UNKNOWN = { kind: "unknown" } as const;

const events = (good: number, total: number, counted: number) => ({
  good: String(good * COUNT_SCALE),
  total: String(total * COUNT_SCALE),
  counted,
});

const EVIDENCE: BurnEvidence = {
  kind: "burn",
  rule: "fast",
  longMinutes: 60,
  shortMinutes: 5,
  factor: "72/5",
  burnLong: "20/1",
  burnShort: "30/1",
  long: events(980, 1000, 58),
  short: events(70, 100, 5),
  // 0.1 % of 100,000 are allowed: 100; 40 are spent. All but 200 of its minutes are known.
  window: events(99_960, 100_000, 43_000),
  lastHour: events(980, 1000, 58),
  sinceOnset: null,
  spark: null,
  streamId: 7,
  revision: 1,
  ticketSince: null,
};

const BILL: BurnBill = {
  kind: "burn",
  from: OPENED - 5,
  to: OPENED + 30,
  during: events(450, 500, 33),
  window: events(99_950, 100_000, 43_000),
  missingMinutes: 2,
  ticketSince: OPENED - 100,
};

const ALERT: StoredAlert = {
  id: 12n,
  kind: "burn",
  severity: "page",
  objectiveId: "objective-1",
  subject: {
    objective: { name: "checkout", displayName: "Checkout", service: "shop", team: "pay", targetPercent: "99.9", windowMinutes: 43_200 },
    source: "prom",
  },
  evidence: EVIDENCE,
  bill: null,
  onset: null,
  openedAt: OPENED,
  closedAt: null,
  closeReason: null,
  objectiveExists: true,
  generatedUntil: null,
};

function claimed(change: { alert?: Partial<StoredAlert>; item?: Partial<ClaimedItem["item"]>; queuedAtMs?: number } = {}): ClaimedItem {
  const alert = { ...ALERT, ...change.alert };
  const says = change.item?.says ?? "fired";
  const notice = {
    id: 3n,
    alertId: alert.id,
    event: says,
    page: true,
    alertOpen: says === "fired",
    muted: null,
    overshadowed: null,
    fired: null,
    lastAttempt: null,
  };
  const item = { notice, carries: [3n], says, firstNotice: false, repeated: false, attempt: 1, group: null, ...change.item };
  return { item, alert, queuedAtMs: change.queuedAtMs ?? CONTEXT.nowMs };
}

const over = { closedAt: OPENED + 30, closeReason: "resolved", bill: BILL } as const;

describe("the message of a burn alert", () => {
  test("says what was true when it fired, with the budget of the objective's window", () => {
    expect(toItemMessage(claimed(), CONTEXT, { kind: "at", minute: OPENED + 90 })).toEqual({
      id: "t-3",
      kind: "burn-fired",
      atMs: OPENED * MINUTE,
      alertUrl: "https://solvent.example.com/alerts/12",
      delayedMinutes: 0,
      repeated: false,
      severity: "page",
      objective: {
        name: "checkout",
        title: "Checkout",
        service: "shop",
        team: "pay",
        targetPercent: "99.9",
        windowMinutes: 43_200,
        window: { kind: "rolling", minutes: 43_200 },
        unit: "events",
        url: "https://solvent.example.com/objectives/checkout",
      },
      rule: {
        name: "fast",
        longMinutes: 60,
        shortMinutes: 5,
        factor: fraction(72n, 5n),
        burnLong: fraction(20n),
        burnShort: fraction(30n),
      },
      budget: { left: fraction(3n, 5n), leftMinutes: fraction(648n, 25n) },
      coverage: { minutes: 43_200, counted: 43_000, excluded: 0 },
      spent: fraction(1n, 5n),
      exhaustion: { kind: "at", minute: OPENED + 90 },
      onset: null,
      since: OPENED,
      bad: fraction(20n),
      total: fraction(1000n),
      spark: null,
      knownOfLastHour: 58,
      escalatedFromTicketSince: null,
      generatedUntil: null,
    });
  });

  test("counts from the onset when that is known, and names the ticket before it", () => {
    const evidence = { ...EVIDENCE, sinceOnset: events(90, 100, 10), ticketSince: OPENED - 60 };
    const message = toItemMessage(claimed({ alert: { evidence, onset: OPENED - 10 } }), CONTEXT, UNKNOWN);
    expect(message).toMatchObject({ onset: OPENED - 10, bad: fraction(10n), total: fraction(100n), escalatedFromTicketSince: OPENED - 60 });
  });

  test("counts slices in slices, against all of those that a calendar month is going to have", () => {
    const terms = {
      window: { kind: "calendar", unit: "month", zone: "Europe/Stockholm", weekStart: "monday" },
      method: "ratio_timeslices",
      slices: { minutes: 5, targetPercent: null, noTraffic: "good", missing: "exclude" },
      sloStart: null,
    } as const;
    const { objective } = ALERT.subject;
    const subject = { source: null, objective: objective === null ? null : { ...objective, terms } };
    const slices = (bad: bigint, total: bigint, counted: number) => ({
      good: String(total * 10n ** 12n - bad * 10n ** 9n),
      total: String(total * 10n ** 12n),
      counted,
    });
    // Half of 0.1 % of the 8928 slices of January 2027; 4140 of them are over.
    const evidence = { ...EVIDENCE, long: slices(4464n, 12n, 60), window: slices(4464n, 4140n, 20_700) };
    const message = toItemMessage(claimed({ alert: { subject, evidence } }), CONTEXT, UNKNOWN);
    expect(message).toMatchObject({
      objective: { window: terms.window, unit: "slices" },
      bad: fraction(4464n, 1000n),
      total: fraction(12n),
      spent: fraction(1n, 2n),
      budget: { left: fraction(1n, 2n), leftMinutes: fraction(2232n, 100n) },
    });
    // A day of maintenance that is still to come takes 288 slices with it.
    const window = { ...evidence.window, excludedAhead: [{ start: OPENED + 1440, end: OPENED + 2880 }] };
    const withMaintenance = toItemMessage(claimed({ alert: { subject, evidence: { ...evidence, window } } }), CONTEXT, UNKNOWN);
    expect(withMaintenance).toMatchObject({ spent: fraction(4464n, 8640n) });
  });

  test("has no budget while no event of the window is known", () => {
    const evidence = { ...EVIDENCE, window: events(0, 0, 0) };
    expect(toItemMessage(claimed({ alert: { evidence } }), CONTEXT, UNKNOWN)).toMatchObject({ budget: null });
  });

  test("has none while less than half of its minutes are known, and no date on which it is gone, whatever is known by now", () => {
    const at = { kind: "at", minute: OPENED + 90 } as const;
    const evidence = { ...EVIDENCE, window: events(50, 1000, 58) };
    expect(toItemMessage(claimed({ alert: { evidence } }), CONTEXT, at)).toMatchObject({
      budget: null,
      spent: null,
      coverage: { minutes: 43_200, counted: 58, excluded: 0 },
      exhaustion: UNKNOWN,
      bad: fraction(20n),
    });
    const half = { ...EVIDENCE, window: { ...events(99_960, 100_000, 21_500), excluded: 100 } };
    expect(toItemMessage(claimed({ alert: { evidence: half } }), CONTEXT, at)).toMatchObject({
      budget: { left: fraction(3n, 5n) },
      exhaustion: at,
    });
    const bill = { ...BILL, window: events(950, 1000, 93) };
    const message = toItemMessage(claimed({ alert: { ...over, bill }, item: { says: "resolved" } }), CONTEXT, UNKNOWN);
    expect(message).toMatchObject({ spent: null, budget: null, coverage: { counted: 93 }, bad: fraction(50n) });
  });

  test("says what it cost when it is over", () => {
    const message = toItemMessage(claimed({ alert: over, item: { says: "resolved", firstNotice: true } }), CONTEXT, UNKNOWN);
    expect(message).toMatchObject({
      kind: "burn-resolved",
      atMs: (OPENED + 30) * MINUTE,
      from: OPENED - 5,
      to: OPENED + 30,
      reason: "resolved",
      spent: fraction(1n, 2n),
      bad: fraction(50n),
      total: fraction(500n),
      budget: { left: fraction(1n, 2n) },
      missingMinutes: 2,
      firstNotice: true,
      ticketOpenSince: OPENED - 100,
    });
  });

  test("says nothing about a cost that is not known, and links to no objective that is gone", () => {
    const alert = { closedAt: OPENED + 9, closeReason: "deleted", objectiveExists: false } as const;
    const message = toItemMessage(claimed({ alert, item: { says: "resolved" } }), CONTEXT, UNKNOWN);
    expect(message).toMatchObject({ from: OPENED, to: OPENED + 9, reason: "deleted", spent: null, bad: null, total: null, budget: null });
    expect(message).toMatchObject({ objective: { url: null } });
  });

  test("holds no links when Solvent does not know its own address", () => {
    const message = toItemMessage(claimed(), { ...CONTEXT, publicUrl: null }, UNKNOWN);
    expect(message).toMatchObject({ alertUrl: null, objective: { url: null } });
  });

  test.each([
    [0, 0],
    [119_999, 0],
    [120_000, 2],
    [725_000, 12],
  ])("queued %s ms ago says that it is %s minutes late", (ms, minutes) => {
    expect(toItemMessage(claimed({ queuedAtMs: CONTEXT.nowMs - ms }), CONTEXT, UNKNOWN).delayedMinutes).toBe(minutes);
  });

  test("of an opening that is told as its end has another key than the opening", () => {
    const told = claimed({ alert: over, item: { says: "resolved" } });
    const asEnd = { ...told, item: { ...told.item, notice: { ...told.item.notice, event: "fired" as const } } };
    expect(toItemMessage(asEnd, CONTEXT, UNKNOWN).id).toBe("t-3-resolved");
  });
});

describe("messages of what Solvent cannot see", () => {
  const blind = [{ objective: "a b", title: "A", severity: "page" as const }];
  const down = { kind: "source-down", sinceMs: 1_000_000, reason: "refused", objectives: 4, blind } as const;

  test("name a source that is down, the alerts that are blind meanwhile, and its return", () => {
    const alert = { kind: "source-down", evidence: down } as const;
    expect(toItemMessage(claimed({ alert }), CONTEXT, UNKNOWN)).toMatchObject({
      kind: "source-down",
      source: "prom",
      sinceMs: 1_000_000,
      reason: "refused",
      objectives: 4,
      blindAlerts: [{ title: "A", severity: "page", url: "https://solvent.example.com/objectives/a%20b" }],
    });
    const bill = { kind: "plain", fromMs: 5, toMs: 9 } as const;
    const back = claimed({ alert: { ...alert, ...over, bill }, item: { says: "resolved" } });
    expect(toItemMessage(back, CONTEXT, UNKNOWN)).toMatchObject({ kind: "source-back", fromMs: 5, toMs: 9, firstNotice: false });
  });

  test("say in words why an objective has no data, and between which minutes it had none", () => {
    const alert = { kind: "no-data", evidence: { kind: "no-data", since: OPENED - 10, reason: "no-series", blind } } as const;
    expect(toItemMessage(claimed({ alert }), CONTEXT, UNKNOWN)).toMatchObject({
      kind: "no-data-fired",
      since: OPENED - 10,
      reason: "the query matches no series",
      blindAlerts: ["page"],
    });
    const back = claimed({ alert: { ...alert, ...over, bill: null }, item: { says: "resolved" } });
    expect(toItemMessage(back, CONTEXT, UNKNOWN)).toMatchObject({ kind: "no-data-resolved", from: OPENED - 10, to: OPENED + 30 });
  });

  test("a reason of a newer Solvent is said as it is", () => {
    const alert = { kind: "no-data", evidence: { kind: "no-data", since: 1, reason: "moon-phase", blind: [] } } as const;
    expect(toItemMessage(claimed({ alert }), CONTEXT, UNKNOWN)).toMatchObject({ reason: "moon-phase" });
  });

  test("say that the evaluator is behind, and that it has caught up", () => {
    const alert = { kind: "evaluator-behind", evidence: { kind: "evaluator-behind", sinceMs: 7, objectives: 2 } } as const;
    expect(toItemMessage(claimed({ alert }), CONTEXT, UNKNOWN)).toMatchObject({ kind: "evaluator-behind", sinceMs: 7, objectives: 2 });
    const back = claimed({ alert: { ...alert, ...over, bill: null }, item: { says: "resolved" } });
    expect(toItemMessage(back, CONTEXT, UNKNOWN)).toMatchObject({ kind: "evaluator-caught-up", fromMs: 7, toMs: (OPENED + 30) * MINUTE });
  });
});

describe("what cannot be worded", () => {
  test.each<[string, Partial<StoredAlert>]>([
    ["a figure that is no fraction", { evidence: { ...EVIDENCE, factor: "14.4" } }],
    ["an objective that is not named", { subject: { objective: null, source: null } }],
    ["evidence of an unknown kind", { evidence: JSON.parse('{"kind":"weather"}') }],
  ])("%s is a mistake, not a message with holes", (_name, alert) => {
    expect(() => toItemMessage(claimed({ alert }), CONTEXT, UNKNOWN)).toThrow();
  });
});

describe("several messages at once", () => {
  const word = (id: bigint, change: Parameters<typeof claimed>[0] = {}): WordedItem => {
    const one = claimed({ ...change, item: { ...change.item, carries: [id] } });
    return { claimed: one, message: toItemMessage(one, CONTEXT, UNKNOWN) };
  };

  test("are a summary that is as late as the latest and a repetition if one of them is", () => {
    const message = toMessage(
      [word(1n, { queuedAtMs: CONTEXT.nowMs - 300_000 }), word(2n, { item: { repeated: true } }), word(3n)],
      CONTEXT,
    );
    expect(message).toMatchObject({ kind: "summary", delayedMinutes: 5, repeated: true, alertUrl: "https://solvent.example.com/alerts" });
    expect(message?.kind === "summary" && message.items.map(({ id }) => id)).toEqual(["t-1", "t-2", "t-3"]);
  });

  test("have a key that depends on what they carry and on nothing else", () => {
    const keyOf = (...ids: bigint[]) =>
      toMessage(
        ids.map((id) => word(id)),
        CONTEXT,
      )?.id;
    expect(keyOf(1n, 2n, 3n)).toBe(keyOf(3n, 2n, 1n));
    expect(keyOf(1n, 2n, 3n)).not.toBe(keyOf(1n, 2n, 4n));
    expect(keyOf(1n, 2n, 3n)?.length).toBeLessThan(64);
  });

  test("of one are that one, and of none are nothing", () => {
    expect(toMessage([word(1n)], CONTEXT)).toMatchObject({ kind: "burn-fired", id: "t-1" });
    expect(toMessage([], CONTEXT)).toBeNull();
  });
});
