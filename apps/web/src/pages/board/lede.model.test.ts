import type { ListedObjective } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { BOARD_CLOCK as clock, summary } from "../../../test/board-summary.ts";
import { toLede } from "./lede.model.ts";

const NONE = { exhausted: 0, "at-risk": 0, "on-target": 0, "no-data": 0, provisional: 0, "low-evidence": 0 };
const ledeOf = (items: ListedObjective[], counts: Partial<typeof NONE>, firing = { page: 0, ticket: 0 }) =>
  toLede({ items, counts: { ...NONE, ...counts }, firing }, clock);

const PAGE = { rule: "page-1h-5m", severity: "page", since: "2026-11-24T18:00Z" } as const;

test("a firing page is the sentence of the board, with rate, budget and since when", () => {
  const lede = ledeOf(
    [summary({ state: "at-risk", burnWord: "breached", governingRule: PAGE.rule, firing: PAGE })],
    { "at-risk": 1, "on-target": 9 },
    { page: 1, ticket: 0 },
  );
  expect(lede).toEqual({
    title: "Checkout availability is burning 22.9×",
    detail: "41.1\u202f% of the 28-day budget is left: 16\u202fmin 35\u202fs of full outage. Page rule over its limit since 19:00.",
    open: "checkout",
  });
});

test("several firing pages are counted, and the first is named with its rate", () => {
  const burning = { firing: PAGE, burnWord: "breached" } as const;
  const lede = ledeOf([summary(burning), summary({ ...burning, name: "b" })], { "at-risk": 2 }, { page: 2, ticket: 0 });
  expect(lede.title).toBe("2 objectives burn too fast, first Checkout availability");
  expect(lede.detail).toMatch(/^Burning 22\.9×\./);
});

test.each([
  [summary({ state: "at-risk" }), { "at-risk": 1 }, "Checkout availability is at risk"],
  [
    summary({ state: "no-data", reason: "source refused the token" }),
    { "no-data": 3 },
    "3 objectives cannot be seen, first Checkout availability",
  ],
  [summary({ state: "exhausted" }), { exhausted: 1, "on-target": 2 }, "Checkout availability has spent its budget"],
  [summary(), { "on-target": 12 }, "All 12 objectives are on target"],
  [summary(), { "on-target": 1 }, "The one objective is on target"],
  [summary(), { "on-target": 3, provisional: 2 }, "3 objectives on target, 2 too early to say"],
  [summary({ state: "provisional" }), { provisional: 1 }, "Too early to say"],
])("what asks most of the reader is the sentence (%#)", (item, counts, title) => {
  expect(ledeOf([item], counts).title).toBe(title);
});

test("what cannot be seen is never called good", () => {
  expect(ledeOf([summary({ state: "no-data", reason: "source refused the token" })], { "no-data": 1 }).detail).toBe(
    "Source refused the token. Alerts are frozen, nothing is assumed good.",
  );
});

const fig = (num: number, den = 1) => ({ exact: `${num}/${den}`, value: num / den });
const TICKET = { rule: "ticket-3d-6h", severity: "ticket", since: "2026-11-24T18:00Z" } as const;
const BREACHED = { firing: TICKET, burnWord: "breached", governingRule: TICKET.rule } as const;
const OVERSPENT = { state: "exhausted", budgetLeft: fig(-177, 1000), budgetLeftMinutes: fig(-71) } as const;
const oneTicket = (item: ListedObjective) => ledeOf([item], { [item.state]: 1 }, { page: 0, ticket: 1 });

test("an exhausted budget with an open ticket and a quiet last hour is said so, without a rate", () => {
  expect(oneTicket(summary({ ...BREACHED, ...OVERSPENT, displayName: "Orders do not wait", burnHour: fig(0) }))).toEqual({
    title: "Orders do not wait has spent its budget and has a ticket open",
    detail: "The 28-day budget is at −17.7\u202f%: −1\u202fh 11\u202fmin of full outage. Ticket rule over its limit since 19:00.",
    open: "checkout",
  });
});

test.each([
  ["nothing was lost in the last hour", { burnHour: fig(0) }],
  ["the last hour took less than its share, which is written 1.0×", { burnHour: fig(97, 100) }],
  ["nothing is known of the last hour", { burnHour: null }],
  ["only the long window is still over", { burnWord: "recovering" }],
  ["no rule is over, and another condition fires", { burnWord: "acceptable" }],
  ["nothing can be judged", { burnWord: "frozen" }],
] as const)("a ticket is open, and no rate is named, where %s", (_, changes) => {
  const item = summary({ ...BREACHED, ...changes });
  expect(oneTicket(item).title).toBe("Checkout availability has a ticket open");
  const two = ledeOf([item, summary({ ...BREACHED, name: "b" })], { "on-target": 2 }, { page: 0, ticket: 2 });
  expect(two.title).toBe("2 objectives have a ticket open, first Checkout availability");
  expect(two.detail).not.toMatch(/Burning/);
});

test("a rate is named from exactly 1× on, and while only a short window is over", () => {
  expect(oneTicket(summary({ ...BREACHED, burnHour: fig(1) })).title).toBe("Checkout availability is burning 1.0×");
  expect(oneTicket(summary({ ...BREACHED, burnWord: "increasing" })).title).toBe("Checkout availability is burning 22.9×");
});

test("over its limit is said of the rule that is breached, else the alert is open", () => {
  expect(oneTicket(summary(BREACHED)).detail).toMatch(/Ticket rule over its limit since 19:00\.$/);
  expect(oneTicket(summary({ ...BREACHED, burnWord: "recovering" })).detail).toMatch(/Ticket open since 19:00\.$/);
  expect(oneTicket(summary({ ...BREACHED, governingRule: "page-1h-5m" })).detail).toMatch(/Ticket open since 19:00\.$/);
});

test("an alert of what cannot be seen is open, whatever the last known rate", () => {
  const item = summary({ ...BREACHED, state: "no-data", burnWord: "frozen" });
  expect(oneTicket(item).title).toBe("Checkout availability has a ticket open and cannot be seen");
});

test("several burn too fast only if each of them does and is on the first page", () => {
  const burning = summary(BREACHED);
  expect(ledeOf([burning, burning], { "at-risk": 2 }, { page: 0, ticket: 2 }).title).toMatch(/^2 objectives burn too fast, /);
  expect(ledeOf([burning, burning], { "at-risk": 3 }, { page: 0, ticket: 3 }).title).toMatch(/^3 objectives have a ticket open, /);
  const spent = summary({ ...BREACHED, ...OVERSPENT, burnHour: fig(0) });
  expect(ledeOf([spent, spent], { exhausted: 2 }, { page: 0, ticket: 2 }).title).toBe(
    "2 objectives have spent their budgets and have a ticket open, first Checkout availability",
  );
});

test("without an alert the rate stands in the detail, and only where there is one", () => {
  const detailOf = (changes: Partial<ListedObjective>) =>
    ledeOf([summary({ state: "at-risk", burnWord: "breached", ...changes })], { "at-risk": 1 }).detail;
  expect(detailOf({})).toMatch(/^Burning 22\.9×\. 41\.1\u202f% of/);
  expect(detailOf({ burnHour: fig(1, 2) })).toMatch(/^41\.1\u202f% of/);
});

test("what burns on beyond its budget has spent it, and is not called at risk", () => {
  const worst = summary({ ...OVERSPENT, burnWord: "breached" });
  const lede = ledeOf([worst, summary({ name: "b", state: "at-risk", burnWord: "breached" })], { exhausted: 1, "at-risk": 1 });
  expect(lede.title).toBe("Checkout availability has spent its budget");
  expect(lede.detail).toMatch(/^Burning 22\.9×\. The 28-day budget is at −17\.7\u202f%: .*\. 1 other objective is at risk\.$/);
});

test("a spent budget rests only where the last hour is known to be slow", () => {
  const detailOf = (...rates: ListedObjective["burnHour"][]) =>
    ledeOf(
      rates.map((burnHour) => summary({ ...OVERSPENT, burnHour })),
      { exhausted: rates.length },
    ).detail;
  expect(detailOf(fig(0), fig(1, 2))).toMatch(/^Nothing is burning now\. /);
  expect(detailOf(fig(0), fig(3, 2))).toMatch(/^No rule is over its limit\. /);
  expect(detailOf(fig(0), null)).toMatch(/^No rule is over its limit\. /);
});
