import {
  COUNT_SCALE,
  compileRule,
  defaultPolicy,
  errorBudgetRatio,
  INACTIVE,
  MINUTE_MS,
  type MinuteSeries,
  nextRuleState,
  type RuleState,
  type Totals,
  totalsBetween,
  windowCounts,
} from "@solvent/domain";
import { beforeAll, describe, expect, test } from "vitest";
import { makeRunningTotals } from "../src/history/running-totals.ts";
import { DEFAULT_INCIDENT } from "../src/incident-command/default-incident.ts";
import { makePacer } from "../src/model/pacer.ts";
import { type Chronicle, decommissionedAtMs } from "../src/model/timetable.ts";
import { definedObjectives } from "./definitions.ts";
import { readHistory } from "./judge.ts";

const MIDNIGHT = Date.parse("2026-11-23T00:00Z") / MINUTE_MS;
const DAY = 1440;
const STEP_MS = 200;
const SCRAPE_MS = 5000;
/** What is left of three minutes for the scrape after a minute's end, for judging and for sending. */
const ON_ITS_WAY_MS = 15_000;
/** Minutes after the start that are played. */
const PLAYED = 40;

const found = definedObjectives().find(({ name }) => name === "checkout-availability");
if (found === undefined) throw new Error("checkout-availability is not defined");
const checkout = found;
const rules = defaultPolicy(checkout.terms).map((rule) => compileRule(rule, errorBudgetRatio(checkout.terms), COUNT_SCALE));

/** The hours before a demo that starts at `start`, and the instants of the orders after it. */
function prepare(start: number) {
  const chronicle: Chronicle = {
    anchorMs: start * MINUTE_MS,
    sessions: [{ fromMs: start * MINUTE_MS, lastSeenMs: start * MINUTE_MS }],
    manual: [],
  };
  const origin = Math.floor((start - 31 * DAY) / 60) * 60;
  const totals = makeRunningTotals({ origin, chronicle: () => chronicle, nowMs: () => start * MINUTE_MS });
  const decommissioned = decommissionedAtMs(chronicle) / MINUTE_MS;
  const history = readHistory({ objectives: [checkout], totals, from: start - 3 * DAY, to: start, decommissioned });
  const series = history.get(checkout.name);
  if (series === undefined) throw new Error("nothing was read");
  return { start, series, orders: orderTimes(start) };
}

function orderTimes(start: number): readonly number[] {
  const pacer = makePacer();
  const times: number[] = [];
  for (let at = start * MINUTE_MS; at < (start + PLAYED + 1) * MINUTE_MS; at += STEP_MS)
    for (const route of pacer.due(at, at + STEP_MS, [])) if (route === "storefront:/order") times.push(at);
  return times;
}

type Day = ReturnType<typeof prepare>;
interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Played {
  readonly rule: string;
  readonly to: "firing" | "resolved";
  /** End of the minute at which it was decided. */
  readonly atMs: number;
}

/** Minutes of the demo as a scraper that comes every five seconds, `scrapeOffsetMs` after the whole minute, counts them. */
function liveSeries(day: Day, outage: Outage, scrapeOffsetMs: number): MinuteSeries {
  const { start, series } = day;
  const base = series.totalsAt(start);
  const totals: Totals[] = Array.from({ length: PLAYED + 1 }, () => base);
  const seen = (minute: number) => {
    const boundary = (start + minute) * MINUTE_MS;
    return minute === 0 ? boundary : boundary - ((boundary - scrapeOffsetMs) % SCRAPE_MS);
  };
  for (let minute = 1, index = 0, good = 0n, total = 0n; minute <= PLAYED; minute++) {
    for (; (day.orders[index] ?? Number.POSITIVE_INFINITY) < seen(minute); index++) {
      const at = day.orders[index] ?? 0;
      total += BigInt(COUNT_SCALE);
      if (at < outage.fromMs || at >= outage.toMs) good += BigInt(COUNT_SCALE);
    }
    totals[minute] = { good: base.good + good, total: base.total + total, known: base.known + minute, active: base.active + minute };
  }
  return { totalsAt: (minute) => (minute <= start ? series.totalsAt(minute) : (totals[minute - start] ?? base)) };
}

/**
 * The same for somebody to whom the time before the demo is unknown: Solvent lets a page begin only if it would also begin without
 * what it has found out later, and takes the last minutes before a start for that.
 */
const withoutHistory = (series: MinuteSeries, start: number): MinuteSeries => ({
  totalsAt: (minute) => series.totalsAt(Math.max(minute, start)),
});

/** Every transition of every rule of checkout-availability. */
function play(
  day: Day,
  outage: Outage,
  { scrapeOffsetMs, history = true }: { scrapeOffsetMs: number; history?: boolean },
): readonly Played[] {
  const everything = liveSeries(day, outage, scrapeOffsetMs);
  const series = history ? everything : withoutHistory(everything, day.start);
  const states = new Map<string, RuleState>();
  const played: Played[] = [];
  for (let at = day.start + 1; at <= day.start + PLAYED; at++) {
    const countsOf = (minutes: number) => windowCounts(totalsBetween(series.totalsAt(at - minutes), series.totalsAt(at)), minutes);
    for (const { rule, condition } of rules) {
      const verdict = condition(countsOf(rule.longMinutes), countsOf(rule.shortMinutes));
      const state = states.get(rule.name) ?? INACTIVE;
      const step = nextRuleState({ state, verdict, at, resolveAfter: rule.resolveAfter });
      states.set(rule.name, step.state);
      if (step.transition !== null) played.push({ rule: rule.name, to: step.transition, atMs: at * MINUTE_MS });
    }
  }
  return played;
}

describe.each([0, 3, 6, 9, 12, 15, 18, 21])("a demo started at %i:07 UTC", (hour) => {
  const start = MIDNIGHT + hour * 60 + 7;
  let day: Day;
  beforeAll(() => {
    day = prepare(start);
  });
  const phases = Array.from({ length: 60 }, (_, second) => second);
  const seen = [0, 10, 2500].flatMap((scrapeOffsetMs) => [true, false].map((history) => ({ scrapeOffsetMs, history })));
  const all = phases.flatMap((second) => seen.map((how) => ({ second, how })));
  const outageAt = (second: number) => {
    const fromMs = (start + 10) * MINUTE_MS + second * 1000;
    return { fromMs, toMs: fromMs + DEFAULT_INCIDENT.minutes * MINUTE_MS };
  };

  test("pages within three minutes of the start of the outage, whatever the second, with and without its history", () => {
    const waits = all.map(({ second, how }) => {
      const outage = outageAt(second);
      const firing = play(day, outage, how).find(({ to }) => to === "firing");
      return firing === undefined ? Number.POSITIVE_INFINITY : firing.atMs - outage.fromMs;
    });
    expect(Math.min(...waits)).toBeGreaterThan(0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(3 * MINUTE_MS - ON_ITS_WAY_MS);
  });

  test("fires the 1 h rule and no other, once", () => {
    for (const { second, how } of all) {
      const transitions = play(day, outageAt(second), how).map(({ rule, to }) => `${rule} ${to}`);
      expect(transitions).toEqual(["page-1h firing", "page-1h resolved"]);
    }
  });

  test("resolves nine to ten minutes after the end of the outage: its last minute leaves the short window, then five quiet ones", () => {
    const waits = all.map(({ second, how }) => {
      const outage = outageAt(second);
      const resolved = play(day, outage, how).find(({ to }) => to === "resolved");
      return ((resolved?.atMs ?? Number.POSITIVE_INFINITY) - outage.toMs) / MINUTE_MS;
    });
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...waits)).toBeLessThanOrEqual(10.1);
  });
});
