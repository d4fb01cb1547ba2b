import { MINUTE_MS, type MinuteSeries, type ObjectiveState, type Totals, totalsBetween } from "@solvent/domain";
import { expect, test } from "vitest";
import { makeRunningTotals } from "../src/history/running-totals.ts";
import { type Chronicle, decommissionedAtMs } from "../src/model/timetable.ts";
import { definedObjectives } from "./definitions.ts";
import { judge, readHistory } from "./judge.ts";

const objectives = definedObjectives();
const DAY = 1440;
const MIDNIGHT = Date.parse("2026-11-23T00:00Z") / MINUTE_MS;

const INTENDED: Readonly<Record<string, ObjectiveState>> = {
  "checkout-availability": "on-target",
  "checkout-latency": "on-target",
  "payment-availability": "on-target",
  "invoice-availability": "no-data",
  "home-page-availability": "on-target",
  "search-latency": "on-target",
  "slot-availability": "at-risk",
  "slot-latency": "on-target",
  "driver-position-availability": "exhausted",
  "driver-position-latency": "on-target",
  "route-plan-success": "low-evidence",
};

interface Look {
  /** First start of the demo. */
  readonly anchor: number;
  /** Last start of the demo. */
  readonly start: number;
  readonly at: number;
  /** Minutes before the last start that nobody knows: Solvent begins a stream at a whole hour. */
  readonly unknownBefore?: number;
}

/** The minutes in [from, to) become unknown. */
function withGap(series: MinuteSeries, from: number, to: number): MinuteSeries {
  const lost = totalsBetween(series.totalsAt(from), series.totalsAt(to));
  const capped = (minute: number): Totals => (minute > from && minute < to ? series.totalsAt(from) : series.totalsAt(minute));
  return { totalsAt: (minute) => (minute < to ? capped(minute) : totalsBetween(lost, series.totalsAt(minute))) };
}

/** Objectives as the board judges them. */
function board({ anchor, start, at, unknownBefore = 0 }: Look) {
  const chronicle: Chronicle = {
    anchorMs: anchor * MINUTE_MS,
    sessions: [anchor, start].map((minute) => ({ fromMs: minute * MINUTE_MS, lastSeenMs: minute * MINUTE_MS })),
    manual: [],
  };
  const origin = Math.floor((anchor - 31 * DAY) / 60) * 60;
  const totals = makeRunningTotals({ origin, chronicle: () => chronicle, nowMs: () => at * MINUTE_MS });
  const decommissioned = decommissionedAtMs(chronicle) / MINUTE_MS;
  const series = readHistory({ objectives, totals, from: at - 28 * DAY, to: at, decommissioned });
  return objectives.map((objective) => {
    const minutes = series.get(objective.name);
    if (minutes === undefined) throw new Error(objective.name);
    return { name: objective.name, ...judge(objective, withGap(minutes, start - unknownBefore, start), at) };
  });
}

const states = (rows: ReturnType<typeof board>) => Object.fromEntries(rows.map(({ name, state }) => [name, state]));

test.each(Array.from({ length: 24 }, (_, hour) => hour))(
  "started at %i:17 UTC, every objective is in the state it is there to show",
  (hour) => {
    const start = MIDNIGHT + hour * 60 + 17;
    expect(states(board({ anchor: start, start, at: start + 1 }))).toEqual(INTENDED);
  },
);

test("the board shows all five states from several teams", () => {
  expect(new Set(Object.values(INTENDED))).toEqual(new Set(["on-target", "at-risk", "exhausted", "no-data", "low-evidence"]));
});

test.each([0, 4, 8, 12, 16, 20])(
  "with the last hour before a start at %i:59 UTC unknown, the states are the same after one minute",
  (hour) => {
    const start = MIDNIGHT + hour * 60 + 59;
    expect(states(board({ anchor: start, start, at: start + 1, unknownBefore: 59 }))).toEqual(INTENDED);
  },
);

test("what burns at the start is breached, and its budget lasts through the four hours of the incident", () => {
  for (const minutes of [1, 60, 235]) {
    const start = MIDNIGHT + 9 * 60;
    const slots = board({ anchor: start, start, at: start + minutes }).find(({ name }) => name === "slot-availability");
    expect(slots?.burns.find(({ rule }) => rule.name === "page-1h")?.word).toBe("breached");
    expect(slots?.budgetLeft).toBeGreaterThan(0.4);
  }
});

test.each([1, 9, 20, 27])("started again %i days later, the board shows the same states", (days) => {
  const anchor = MIDNIGHT + 9 * 60;
  const start = anchor + days * DAY + 5 * 60;
  expect(states(board({ anchor, start, at: start + 1 }))).toEqual(INTENDED);
});
