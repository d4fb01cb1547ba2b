import type { EpisodeLedger } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { fakeAlerts } from "../../../test/fake-alerts.ts";
import { CHECKOUT } from "../../../test/fake-board.ts";
import { ledgerOf } from "../../../test/fake-insight.ts";
import { letterOf, toEpisodeSpans, toLedger, toLedgerTable, toNoteInput } from "./episodes.model.ts";

const view = { nowMs: Date.parse("2026-11-24T18:12:40Z"), zone: "Europe/Paris" };
const LEDGER = ledgerOf(CHECKOUT, fakeAlerts("told"), new Map());
const fig = (num: number, den = 1) => ({ exact: `${num}/${den}`, value: num / den });
const shared = (share: number): EpisodeLedger["episodes"][number] => ({
  id: `e${share}`,
  from: "2026-11-24T10:00Z",
  to: "2026-11-24T10:42Z",
  open: false,
  bad: fig(share),
  total: fig(1000),
  share: fig(share, 10_000),
  peakBurn: null,
  alerts: [],
  note: null,
  annotations: [],
});
const tenths = (text: string): number => Math.round(Number(text.replace("\u202f%", "")) * 10);

test("the oldest episode is A, and its letter stands in the chart too", () => {
  const rows = toLedger(LEDGER, view).rows;
  expect(rows.map(({ letter }) => letter)).toEqual(["E", "D", "C", "B", "A"]);
  expect(toEpisodeSpans(LEDGER).map(({ letter }) => letter)).toEqual(["E", "D", "C", "B", "A"]);
  expect([0, 25, 26, 27, 51, 52, 701, 702].map(letterOf)).toEqual(["A", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]);
});

test("a row says when, how long, what it cost, and which alerts it had", () => {
  const [open, past] = toLedger(LEDGER, view).rows;
  expect(open).toMatchObject({
    started: "24 Nov 18:38",
    lasted: "34\u202fmin so far",
    open: true,
    alerts: [{ id: "42", text: "page 19:00" }],
  });
  expect(past).toMatchObject({ lasted: "1\u202fh 35\u202fmin", open: false, cause: null });
  expect(open?.peak.detail).toMatch(/^over 5\u202fmin until Tue 24 Nov /);
});

test("rows and background add up on screen to what is spent", () => {
  const { rows, background, total } = toLedger(LEDGER, view);
  expect(rows.reduce((sum, { share }) => sum + tenths(share), tenths(background.share))).toBe(tenths(total.share));
});

test("rounding residue goes to the background, unless it would say nothing where something is", () => {
  const residue = (shares: readonly number[], backgroundBad: number) => {
    const spentShare = fig(
      shares.reduce((a, b) => a + b, backgroundBad),
      10_000,
    );
    return toLedger({ ...LEDGER, episodes: shares.map(shared), backgroundShare: fig(backgroundBad, 10_000), spentShare }, view).background
      .share;
  };
  expect(residue([1204, 1304], 104)).toBe("1.1\u202f%");
  expect(residue([1206, 1306], 2)).toBe("0.02\u202f%");
});

test("a share that nobody knows is a dash and has no bar", () => {
  const ledger = { ...LEDGER, episodes: [{ ...shared(10), share: null }], backgroundShare: null, spentShare: null };
  expect(toLedger(ledger, view)).toMatchObject({ rows: [{ share: "–", bar: 0 }], background: { share: "–" }, total: { share: "–" } });
});

test("the table for a spreadsheet has exact figures, the background and the sum", () => {
  const { header, rows } = toLedgerTable({ ...LEDGER, unit: "slices" });
  expect(header[5]).toBe("Bad slices");
  expect(rows.slice(-2).map(([first]) => first)).toEqual(["background", "total"]);
  const bad = rows.map((row) => Number(row[5]));
  expect(bad.slice(0, -1).reduce((a, b) => a + b, 0)).toBe(bad.at(-1));
});

test("an emptied note is forgotten", () => {
  expect(toNoteInput({ cause: " INC-7 ", owner: "  " })).toEqual({ cause: "INC-7", owner: null });
});

test("costs of a calendar period say that they are of its projected budget", () => {
  const month = { kind: "calendar", unit: "month", zone: "Europe/Paris", weekStart: "monday" } as const;
  const ledger = toLedger(LEDGER, view, month);
  expect(ledger.shareOf.head).toBe("Cost, share of the projected budget");
  expect(ledger.shareOf.meaning).toContain("Of the budget of the whole month as projected");
  expect(ledger.total.detail).toMatch(/ allowed in the whole month as projected$/);
  expect(toLedger(LEDGER, view).shareOf).toEqual({ head: "Cost, share of the budget", meaning: "" });
});
