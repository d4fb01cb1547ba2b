import { Backtest } from "@solvent/api-contract";
import { beforeAll, describe, expect, test } from "vitest";
import { objective } from "../support/examples.ts";
import { iso, START, useShop, withOutages } from "./backtest-shop.ts";

const DAY = 1440;
const PAGE = { name: "page-1h", severity: "page", longMinutes: 60, shortMinutes: 5, factor: "14.4" };
const TERMS = { targetPercent: "99", window: { kind: "rolling", minutes: DAY } };

const shop = useShop();
const ask = async (body: object): Promise<Backtest> => Backtest.parse((await shop.ask("backtest", body)).json);
const refusal = async (body: object) => {
  const { status, json } = await shop.ask("backtest", body);
  return [status, json.code, json.errors];
};

/** Of 100 events a minute 1440 may fail in a day. All fail for 30 minutes of the second day. */
const OUTAGE = START + DAY + 600;
const defineWithOutage = () => shop.define(TERMS, withOutages(3 * DAY, [[DAY + 600, 30]]));

describe("a backtest", () => {
  test("tells what the rules would have told, worked out by hand", async () => {
    await defineWithOutage();
    const answer = await ask({ policies: [{ name: "as it is", rules: [PAGE] }] });
    // n bad minutes of 60: n/60 ÷ 0.01 ≥ 14.4 from n = 9 on, and 900 ≥ 0.144 × 6000 + 5. Quiet from the end + 5 on: resolved at the 5th of these.
    expect(answer).toMatchObject({
      objective: "checkout",
      from: iso(START),
      to: iso(START + 3 * DAY),
      coverage: { minutes: 3 * DAY, counted: 3 * DAY, missing: 0, excluded: 0 },
      episodes: [{ from: iso(OUTAGE), to: iso(OUTAGE + 30), bad: { exact: "3000/1" }, share: { exact: "25/12" } }],
    });
    expect(answer.policies).toEqual([
      {
        name: "as it is",
        warnings: [],
        notices: [
          {
            rule: "page-1h",
            severity: "page",
            firedAt: iso(OUTAGE + 9),
            resolvedAt: iso(OUTAGE + 39),
            suppressed: false,
            episode: iso(OUTAGE),
          },
        ],
        noticeCount: 1,
        pages: 1,
        tickets: 0,
        pagesPerMonth: { exact: "10/1", value: 10 },
        detected: 1,
        missed: 0,
        unmatchedPages: 0,
        medianDetectionMinutes: 9,
        medianResetMinutes: 9,
        episodes: [
          {
            from: iso(OUTAGE),
            detectedAt: iso(OUTAGE + 9),
            detectionMinutes: 9,
            spentAtDetection: { exact: "5/8", value: 0.625 },
            resetMinutes: 9,
            rule: "page-1h",
          },
        ],
      },
    ]);
  });

  test("shows policies side by side, and a ticket that nobody is told of during a page", async () => {
    await defineWithOutage();
    const ticket = { ...PAGE, name: "slow", severity: "ticket", longMinutes: 360, shortMinutes: 30, factor: "2" };
    const { policies } = await ask({
      policies: [
        { name: "both", rules: [PAGE, ticket] },
        { name: "ticket only", rules: [ticket] },
        { name: "deaf", rules: [] },
        { name: "present", rules: null },
      ],
    });
    const shown = policies.map(({ name, pages, tickets, missed, notices }) => [
      name,
      pages,
      tickets,
      missed,
      notices.map((n) => n.suppressed),
    ]);
    // The ticket fires at the 8th bad minute of 360: 8/360 ÷ 0.01 ≥ 2, before the page at the 9th.
    expect(shown.slice(0, 3)).toEqual([
      ["both", 1, 1, 0, [false, false]],
      ["ticket only", 0, 1, 0, [false]],
      ["deaf", 0, 0, 1, []],
    ]);
    expect(policies[3]?.pages).toBeGreaterThan(0);
  });

  test("sees neither what is excluded nor what is forgiven", async () => {
    await defineWithOutage();
    const adjust = (mode: string, from: number, to: number) =>
      shop.api.call("POST", "/adjustments", {
        body: {
          scope: "objective",
          name: "checkout",
          mode,
          from: instant(from),
          to: instant(to),
          category: "maintenance",
          reason: "planned",
        },
      });
    const instant = (minute: number) => new Date(minute * 60_000).toISOString();
    expect((await adjust("exclude", OUTAGE, OUTAGE + 10)).status).toBe(201);
    expect((await adjust("forgive", OUTAGE + 10, OUTAGE + 30)).status).toBe(201);
    const { episodes, policies, coverage } = await ask({ policies: [{ name: "as it is", rules: [PAGE] }] });
    expect([episodes, policies[0]?.notices, coverage.excluded]).toEqual([[], [], 10]);
  });

  test("tries another target, and a factor that stands for a share of the budget", async () => {
    await defineWithOutage();
    const rule = { name: "share", severity: "page", longMinutes: 60, shortMinutes: 5, budgetPercent: "60" };
    const { policies } = await ask({ targetPercent: "90", policies: [{ name: "as it is", rules: [rule] }] });
    // 60 % of 14 400 within an hour are 8640: more than the hour's 6000 events
    expect(policies[0]).toMatchObject({ pages: 0, warnings: [{ rule: "share", code: "never-fires" }] });
    const lower = await ask({ targetPercent: "90", policies: [{ name: "as it is", rules: [{ ...rule, budgetPercent: "10" }] }] });
    // 1440 of them, and 5 more: the 15th bad minute
    expect(lower.policies[0]?.notices[0]?.firedAt).toBe(iso(OUTAGE + 15));
  });

  test("judges slices at their closings", async () => {
    const slices = { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" };
    await shop.define({ ...TERMS, method: "timeslices", slices }, withOutages(3 * DAY, [[DAY + 602, 10]]));
    const { policies, episodes } = await ask({ policies: [{ name: "as it is", rules: [{ ...PAGE, factor: "20" }] }] });
    // three bad slices, of the twelve of an hour: 3/12 ÷ 0.01 = 25; two are 16.7
    expect(policies[0]?.notices).toMatchObject([{ firedAt: iso(START + DAY + 615), resolvedAt: iso(START + DAY + 640) }]);
    expect(episodes).toMatchObject([{ from: iso(START + DAY + 600), to: iso(START + DAY + 615), bad: { exact: "3/1" } }]);
  });

  test("looks back over the minutes before its interval, and is cut to what is stored", async () => {
    await defineWithOutage();
    const inside = await ask({ from: iso(OUTAGE + 12), to: iso(OUTAGE + 20), policies: [{ name: "as it is", rules: [PAGE] }] });
    expect(inside.policies[0]?.notices).toMatchObject([{ firedAt: iso(OUTAGE + 13), resolvedAt: null }]);
    const cut = await ask({ from: iso(START - 50), to: iso(START + 4 * DAY), policies: [{ name: "as it is", rules: [PAGE] }] });
    expect([cut.from, cut.to]).toEqual([iso(START), iso(START + 3 * DAY)]);
  });

  test("warns of rules that cannot work", async () => {
    await shop.define(TERMS, withOutages(DAY));
    const { policies } = await ask({
      policies: [
        {
          name: "odd",
          rules: [
            { ...PAGE, factor: "0.5" },
            { ...PAGE, name: "guarded", minExcess: 7000 },
          ],
        },
      ],
    });
    expect(policies[0]?.warnings.map(({ rule, code }) => [rule, code])).toEqual([
      ["page-1h", "factor-below-one"],
      ["guarded", "never-fires-at-this-traffic"],
    ]);
  });
});

describe("a saved policy", () => {
  const half = { kind: "budget-consumed", name: "half", severity: "ticket", percent: "50", rearmPercent: "5" };
  const drop = { kind: "budget-drop", name: "drop", severity: "page", percent: "100", withinMinutes: 60, resolveAfter: 1 };
  const save = async () => {
    const body = { name: "watch", conditions: [half, drop] };
    expect((await shop.api.call("POST", "/policies", { body })).status).toBe(201);
  };
  const notices = [
    // 800 of 1440 at the 8th bad minute; over when at most 648 are left in the window: six bad minutes, a day after the 24th.
    {
      rule: "watch/half",
      severity: "ticket",
      firedAt: iso(OUTAGE + 8),
      resolvedAt: iso(OUTAGE + DAY + 24),
      suppressed: false,
      episode: iso(OUTAGE),
    },
    // 1500 of 1440 at the 15th, and under it when the hour has left all but 14 behind.
    {
      rule: "watch/drop",
      severity: "page",
      firedAt: iso(OUTAGE + 15),
      resolvedAt: iso(OUTAGE + 76),
      suppressed: false,
      episode: iso(OUTAGE),
    },
  ];

  test("is replayed with its conditions beyond burn rules, worked out by hand", async () => {
    await defineWithOutage();
    await save();
    const { policies } = await ask({ policies: [{ name: "as it is saved", rules: null, policy: "watch" }] });
    expect(policies).toMatchObject([{ name: "as it is saved", notices, pages: 1, tickets: 1, detected: 1, missed: 0 }]);
    expect(policies[0]?.episodes).toMatchObject([{ detectionMinutes: 8, rule: "watch/half" }]);
  });

  test("that the objective is attached to is what it has at present", async () => {
    await defineWithOutage();
    await save();
    const body = objective({ ...TERMS, alertPolicies: ["watch"] });
    const attached = await shop.api.call("PUT", "/objectives/checkout", { body, revision: 1 });
    expect(attached.status, attached.text).toBe(200);
    const { policies } = await ask({ policies: [{ name: "present", rules: null }] });
    expect(policies).toMatchObject([{ notices }]);
  });

  test("that does not exist, or stands beside rules of one's own, is refused", async () => {
    await defineWithOutage();
    await save();
    const two = [
      { name: "unknown", rules: null, policy: "nobody" },
      { name: "both", rules: [PAGE], policy: "watch" },
    ];
    expect(await refusal({ policies: two })).toEqual([
      400,
      "request.invalid",
      [
        { path: "policies[0].policy", message: 'there is no alert policy "nobody"' },
        { path: "policies[1].rules", message: "must be null beside a saved policy" },
      ],
    ]);
  });
});

describe("a backtest is refused", () => {
  const policies = [{ name: "as it is", rules: [PAGE] }];

  beforeAll(() => shop.define(TERMS, withOutages(120)));

  test("for an objective that does not exist", async () => {
    const { status, json } = await shop.api.call("POST", "/objectives/nobody/backtest", { body: { policies } });
    expect([status, json.code]).toEqual([404, "objective.not-found"]);
  });

  test.each([
    ["both a factor and a share", { policies: [{ name: "p", rules: [{ ...PAGE, budgetPercent: "2" }] }] }, "policies[0].rules[0].factor"],
    ["a factor that is no number", { policies: [{ name: "p", rules: [{ ...PAGE, factor: "fast" }] }] }, "policies[0].rules[0].factor"],
    ["a factor of 0", { policies: [{ name: "p", rules: [PAGE, { ...PAGE, name: "q", factor: "0" }] }] }, "policies[0].rules[1].factor"],
    [
      "a share of 0",
      { policies: [{ name: "p", rules: [{ ...PAGE, factor: undefined, budgetPercent: "0" }] }] },
      "policies[0].rules[0].budgetPercent",
    ],
    [
      "a short window that is the longer one",
      { policies: [{ name: "p", rules: [{ ...PAGE, shortMinutes: 90 }] }] },
      "policies[0].rules[0].shortMinutes",
    ],
    ["two rules of one name", { policies: [{ name: "p", rules: [PAGE, PAGE] }] }, "policies[0].rules[1].name"],
    ["two policies of one name", { policies: [...policies, ...policies] }, "policies[1].name"],
    ["six policies", { policies: [1, 2, 3, 4, 5, 6].map((n) => ({ name: `p${n}`, rules: null })) }, "policies"],
    ["an impossible target", { policies, targetPercent: "100" }, "targetPercent"],
    ["an empty interval", { policies, from: iso(START + 60), to: iso(START + 60) }, "to"],
    ["an interval of 101 days", { policies, from: iso(START - 101 * DAY), to: iso(START) }, "from"],
    ["an interval of which nothing is stored", { policies, from: iso(START - DAY), to: iso(START) }, "from"],
  ])("with %s, and says where", async (_, body, path) => {
    expect(await refusal(body)).toEqual([400, "request.invalid", [expect.objectContaining({ path })]]);
  });
});
