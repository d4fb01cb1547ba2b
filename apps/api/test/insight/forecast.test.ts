import { addFractions, type Fraction, fraction, isoOfMinute } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { objective, SOURCE } from "../support/examples.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
const AT = Math.floor(Date.now() / 3_600_000) * 60;
const DAY = 1440;
const WINDOW = 7 * DAY;
const KEPT_DAYS = 30;
let api: TestApp;

type Burst = readonly [ago: number, minutes: number, bad: number];

/** 30 days of 100 events a minute, good but for the bursts, unless it says how many days or events there are. */
async function define(
  name: string,
  bursts: readonly Burst[],
  { total = 100, days = KEPT_DAYS, ...fields }: { total?: number; days?: number; [field: string]: unknown } = {},
) {
  const indicator = {
    kind: "ratio",
    counter: true,
    numerator: "bad",
    part: { source: "prom", spec: { query: `http_requests_total{code=~"5..",of="${name}"}` } },
    total: { source: "prom", spec: { query: `http_requests_total{of="${name}"}` } },
  };
  const body = objective({ name, indicator, targetPercent: "99", window: { kind: "rolling", minutes: WINDOW }, ...fields });
  const created = await api.call("POST", "/objectives", { body });
  expect(created.status, created.text).toBe(201);
  const run = (ago: number, minutes: number, bad: number) => ({
    from: isoOfMinute(AT - ago),
    minutes,
    good: String(total - bad),
    total: String(total),
  });
  const runs = [run(days * DAY, days * DAY, 0), ...bursts.map(([ago, minutes, bad]) => run(ago, minutes, bad))];
  const stored = await api.call("PUT", `/test/objectives/${name}/minutes`, { body: { at: isoOfMinute(AT), runs } });
  expect(stored.status, stored.text).toBe(204);
}

const forecast = async (name: string, search = "") => (await api.call("GET", `/objectives/${name}/forecast${search}`)).json;
const suggestion = async (name: string) => (await api.call("GET", `/objectives/${name}/target-suggestion`)).json;
const exact = (figure: Loose): Fraction => {
  const [num = "0", den = "1"] = String(figure.exact).split("/");
  return fraction(BigInt(num), BigInt(den));
};

beforeAll(async () => {
  api = await makeTestApp(database, { testImport: true, retentionDays: 762 });
  await api.call("POST", "/sources", { body: SOURCE });
  // Of 10,080 that may be bad, 6,000 five days ago, 30 yesterday, and 2 a minute in the last hour.
  await define("checkout", [
    [5 * DAY, 60, 100],
    [DAY + 60, 30, 1],
    [60, 60, 2],
  ]);
});
afterAll(() => api.close());

describe("at this rate", () => {
  test("says for the last hour, day and week when the budget is gone, and why", async () => {
    const { atRate, at } = await forecast("checkout");
    expect(at).toBe(isoOfMinute(AT));
    expect(atRate.map((rate: Loose) => [rate.lookbackMinutes, rate.outcome, rate.burn.exact])).toEqual([
      [60, "projected", "2/1"],
      [DAY, "not-at-this-rate", "1/12"],
      [WINDOW, "not-at-this-rate", "205/336"],
    ]);
    // The outage of five days ago leaves after two days; until then 2 a minute come: 6,150 + 2 × 1,966 are more than 10,080.
    expect(atRate[0]).toMatchObject({ minutes: 1966, exhaustsAt: isoOfMinute(AT + 1966) });
    expect(atRate.map((rate: Loose) => rate.reason)).toEqual([
      "It burns at 2.0× as in the last hour: at this rate the budget is gone in 1\u202Fd 9\u202Fh.",
      "It burns at <0.1× as in the last day: a budget lasts at 1× or less.",
      "It burns at 0.6× as in the last week: old failures leave the window as fast as new ones come.",
    ]);
  });

  test("answers one lookback that is asked for", async () => {
    const { atRate } = await forecast("checkout", "?lookbackMinutes=30");
    expect(atRate).toMatchObject([{ lookbackMinutes: 30, outcome: "projected", reason: expect.stringContaining("the last 30\u202Fmin") }]);
  });

  test("an exhausted budget says so, and when it is back if nothing else fails", async () => {
    await define("spent", [[5 * DAY, 200, 100]]);
    const { atRate, recoversAt } = await forecast("spent");
    expect(atRate).toMatchObject([{ outcome: "already-exhausted", minutes: null }, {}, {}]);
    expect((await forecast("checkout")).recoversAt).toBeNull();
    // 20,000 were bad, 100 a minute from two days on they leave: after 100 of them 10,000 are left of 10,080 that are allowed.
    expect(recoversAt).toBe(isoOfMinute(AT + 2 * DAY + 100));
  });

  test("nothing is said of a budget of which less than half is known, but how much is", async () => {
    await define("hardly-read", [[60, 60, 100]], { days: 3 });
    const { atRate, recoversAt } = await forecast("hardly-read");
    expect(atRate.map((rate: Loose) => [rate.outcome, rate.minutes, rate.exhaustsAt])).toEqual(new Array(3).fill(["unknown", null, null]));
    expect(atRate[0].reason).toBe("Too little is known to say what is left of the budget: 3\u202Fd of 7\u202Fd are known.");
    expect(recoversAt).toBeNull();
    await define("half-read", [[200, 60, 100]], { days: 3.5 });
    expect((await forecast("half-read")).atRate[0].outcome).toBe("already-exhausted");
  });

  test("of a calendar year the whole period is reckoned with", async () => {
    const window = { kind: "calendar", unit: "year", zone: "UTC", weekStart: "monday" };
    await define("calendar", [[120, 10, 1]], { window, sloStart: isoOfMinute(AT - KEPT_DAYS * DAY) });
    const { atRate, relief, recoversAt } = await forecast("calendar");
    expect(atRate).toMatchObject([
      { outcome: "not-before-period-end", reason: "Nothing failed in the last hour." },
      { outcome: "not-before-period-end", reason: expect.stringContaining("until the period ends.") },
      {},
    ]);
    expect(relief).toMatchObject([{ episode: null, leftAfter: { exact: "1/1" } }]);
    expect(recoversAt).toBeNull();
  });

  test("slices are reckoned in slices", async () => {
    const slices = { minutes: 60, targetPercent: "95", noTraffic: "good", missing: "exclude" };
    await define("sliced", [[5 * DAY, 60, 100]], { method: "timeslices", slices });
    const { atRate, relief } = await forecast("sliced");
    expect(atRate.map((rate: Loose) => rate.outcome)).toEqual(["not-at-this-rate", "not-at-this-rate", "not-at-this-rate"]);
    expect(relief).toMatchObject([{ from: isoOfMinute(AT + 2 * DAY), returns: { exact: "25/42" } }]);
  });
});

describe("relief", () => {
  test("is dated, names its episodes, and adds up to what is spent", async () => {
    const { relief } = await forecast("checkout");
    const ledger = (await api.call("GET", "/objectives/checkout/episodes")).json;
    const [newest, oldest] = ledger.episodes;
    expect(relief[0]).toMatchObject({
      from: isoOfMinute(AT + 2 * DAY),
      to: isoOfMinute(AT + 2 * DAY + 60),
      episode: oldest.id,
      returns: oldest.share,
    });
    expect(relief.map(({ episode }: Loose) => episode).filter(Boolean)).toEqual([oldest.id, newest.id]);
    expect(relief.map(({ returns }: Loose) => exact(returns)).reduce(addFractions)).toEqual(exact(ledger.spentShare));
    expect(relief.at(-1).leftAfter.exact).toBe("1/1");
  });
});

describe("typical weeks", () => {
  test("are drawn from the last four, and the same question gets the same answer", async () => {
    const first = await forecast("checkout");
    expect(first.chance).toMatchObject({ days: 7, paths: 1000, daysDrawnFrom: 28 });
    expect(first.chance.low.value).toBeLessThanOrEqual(first.chance.median.value);
    expect((await forecast("checkout")).chance).toEqual(first.chance);
  });

  test("need fourteen days", async () => {
    await define("young", []);
    const runs = [{ from: isoOfMinute(AT - 3 * DAY), minutes: 3 * DAY, good: "100", total: "100" }];
    await api.call("PUT", "/test/objectives/young/minutes", { body: { at: isoOfMinute(AT), runs } });
    const { chance, chanceReason, atRate, relief } = await forecast("young");
    expect([chance, chanceReason]).toEqual([null, "Enough is known of 3 of the last 28 days; it takes 14 to draw typical weeks from."]);
    expect(atRate[0].outcome).toBe("unknown");
    expect(relief).toEqual([]);
  });
});

test("an objective of which nothing is known has no rate", async () => {
  await api.call("POST", "/objectives", { body: objective({ name: "empty", service: "none" }) });
  const { atRate, chance, relief, recoversAt } = await forecast("empty");
  expect(atRate.map(({ outcome }: Loose) => outcome)).toEqual(["unknown", "unknown", "unknown"]);
  expect([chance, relief, recoversAt]).toEqual([null, [], null]);
  expect((await forecast("nobody")).code).toBe("objective.not-found");
});

describe("a target", () => {
  test("is suggested that history met and traffic can tell", async () => {
    const { sentence, ...rest } = await suggestion("checkout");
    expect(rest).toMatchObject({ objective: "checkout", suggested: "99", resolvable: "99.999", days: 30, windows: 24 });
    expect(sentence).toBe("History says 99\u202F%, and your traffic can tell 99.999\u202F%.");
    expect(rest.traffic).toMatchObject({ events: WINDOW * 100, allowedBad: { exact: "10080/1" }, warnings: [] });
    expect(rest.traffic.fastestPage).toMatchObject({ rule: expect.any(String), detectionMinutes: { value: expect.any(Number) } });
  });

  test("of few events is no more than they can tell, with what can be done about it", async () => {
    await define("quiet", [], { total: 1, targetPercent: "99.99" });
    const { achieved, resolvable, suggested, sentence, traffic } = await suggestion("quiet");
    expect([achieved, resolvable, suggested]).toEqual(["99.999", "99.9", "99.9"]);
    expect(sentence).toBe("History says 99.999\u202F%, your traffic can only tell 99.9\u202F%.");
    expect(traffic.events).toBe(WINDOW);
    expect(traffic.warnings.map(({ code }: Loose) => code)).toEqual([
      "low-traffic",
      "lengthen-window",
      "lower-target",
      "use-probes",
      "use-time-slices",
    ]);
  });

  test("needs one whole window", async () => {
    const { suggested, windows, sentence } = await suggestion("young");
    expect([suggested, windows]).toEqual([null, 0]);
    expect(sentence).toBe("There is no whole window yet: 3\u202Fdays of history, and the window has 7.");
  });

  test("of slices is told from slices", async () => {
    const { resolvable, sentence, traffic } = await suggestion("sliced");
    expect(resolvable).toBe("90");
    expect(sentence).toContain("your number of slices can only tell 90\u202F%");
    expect(traffic).toMatchObject({ events: 168, allowedBad: { exact: "42/25" } });
  });
});
