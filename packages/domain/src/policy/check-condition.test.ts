import { describe, expect, it } from "vitest";
import { fraction } from "../fraction.ts";
import { definitionTerms, objectiveTerms } from "../objective-terms.ts";
import { checkCondition, checkConditions } from "./check-condition.ts";
import type { ConditionContext } from "./condition-finding.ts";
import type { PolicyCondition } from "./policy-definition.ts";
import { burn, consumed, drop, exhaustion, silence } from "./test/conditions.ts";

const MONTH = 43_200;
const terms = (target = "99.9", minutes = MONTH, eventsPerMinute: number | null = null): ConditionContext => ({
  terms: objectiveTerms(target, minutes),
  eventsPerMinute: eventsPerMinute === null ? null : fraction(BigInt(eventsPerMinute * 1000), 1000n),
});
const sliced: ConditionContext = {
  terms: definitionTerms({
    targetPercent: "99",
    window: { kind: "rolling", minutes: MONTH },
    method: "timeslices",
    slices: { minutes: 15, targetPercent: "99", noTraffic: "good", missing: "exclude" },
    sloStart: null,
  }),
  eventsPerMinute: fraction(1n, 100n),
};

/** Text as it is typed: with plain blanks and hyphens. */
const plain = (text: string): string => text.replace(/\u202F/g, " ").replace(/\u2212/g, "-");
const found = (condition: PolicyCondition, context = terms()) =>
  checkCondition(condition, context).map(({ severity, code, field, message }) => [severity, code, field, plain(message)]);

describe("a burn condition", () => {
  it("is fine as in the default policy", () => {
    expect(found(burn())).toEqual([]);
    expect(found(burn({ factor: null, budgetPercent: "2" }))).toEqual([]);
  });

  it("is refused when not even a total outage reaches it, with the sum", () => {
    const message = "14.4 × (1 - 93 %) = 1.008 > 1: not even a total outage reaches it";
    expect(found(burn(), terms("93"))).toEqual([["problem", "never-fires", "factor", message]]);
    expect(found(burn(), terms("93.06"))).toEqual([]);
  });

  it("is refused when a total outage only just reaches the factor and the guard wants more", () => {
    const message = "10 × (1 - 90 %) = 1, and 5 bad events more than that: not even a total outage reaches it";
    expect(found(burn({ factor: "10" }), terms("90"))).toEqual([["problem", "never-fires", "factor", message]]);
    expect(found(burn({ factor: "10", minExcess: 0 }), terms("90"))).toEqual([]);
  });

  it("tells a share of the budget by its factor, in the field that was written", () => {
    const message = "18 × (1 - 90 %) = 1.8 > 1: not even a total outage reaches it";
    expect(found(burn({ factor: null, budgetPercent: "2.5" }), terms("90"))).toEqual([
      ["problem", "never-fires", "budgetPercent", message],
    ]);
  });

  it("is warned of when the traffic leaves no room for the guard", () => {
    const message =
      "14.4 × (1 - 99.9 %) = 0.0144, times 3 events in 1 h = 0.0432, plus minExcess 5 is more than there are: it fires not even if all of them fail";
    expect(found(burn(), terms("99.9", MONTH, 0.05))).toEqual([["warning", "never-fires-at-this-traffic", "minExcess", message]]);
    expect(found(burn(), terms("99.9", MONTH, 0.1))).toEqual([]);
  });

  it("is warned of below 1 and where it comes too late", () => {
    expect(found(burn({ factor: "0.5", longMinutes: MONTH * 2 }))).toEqual([
      [
        "warning",
        "factor-below-one",
        "factor",
        "0.5 is below 1, the rate that just uses the budget up: it fires while the objective is met",
      ],
      ["warning", "spends-whole-budget", "longMinutes", "0.5 × 60 d / 30 d = 100 %: the whole budget is spent by the time it fires"],
    ]);
  });

  it.each<[string, Partial<Parameters<typeof burn>[0]>, string, string]>([
    ["neither factor nor share", { factor: null }, "factor-or-share", "factor"],
    ["both", { budgetPercent: "2" }, "factor-or-share", "factor"],
    ["a factor of 0", { factor: "0" }, "factor-not-positive", "factor"],
    ["a share of 0", { factor: null, budgetPercent: "0" }, "factor-not-positive", "budgetPercent"],
    ["text", { factor: "x" }, "not-a-number", "factor"],
    ["no window", { longMinutes: 0 }, "window-not-whole", "longMinutes"],
    ["half a minute", { shortMinutes: 0.5 }, "window-not-whole", "shortMinutes"],
    ["windows the wrong way round", { longMinutes: 5, shortMinutes: 60 }, "short-longer-than-long", "shortMinutes"],
  ])("is refused with %s", (_, over, code, field) => {
    expect(found(burn(over)).map((one) => one.slice(0, 3))).toContainEqual(["problem", code, field]);
  });

  it("has no guard under a slice method", () => {
    expect(found(burn(), sliced)).toEqual([]);
  });
});

describe("a consumed budget", () => {
  it.each<[string, Parameters<typeof consumed>[0], string]>([
    ["nothing", { percent: "0" }, "percent-not-positive"],
    ["more than ten times the budget", { percent: "1000.1" }, "percent-too-large"],
    ["a rearming distance that nothing is below", { percent: "5", rearmPercent: "5" }, "rearm-not-below"],
    ["text", { rearmPercent: "few" }, "not-a-number"],
  ])("is refused with %s", (_, over, code) => {
    expect(found(consumed(over)).map(([, each]) => each)).toEqual([code]);
  });

  it("may be more than the whole budget, as far as an outage can spend", () => {
    expect(found(consumed({ percent: "200" }))).toEqual([]);
    const message = "1 / (1 - 50 %) = 200 %, less than 300 %: not even a total outage of the whole window consumes so much";
    expect(found(consumed({ percent: "300" }), terms("50"))).toEqual([["problem", "never-fires", "percent", message]]);
  });

  it("is warned of when it trembles, and when a single event reaches it", () => {
    expect(found(consumed({ rearmPercent: "0" })).map(([, code]) => code)).toEqual(["rearm-zero"]);
    const message = "10 % of the 4.32 bad events that the window allows is 0.432: one bad event is enough";
    expect(found(consumed({ percent: "10" }), terms("99.9", MONTH, 0.1))).toEqual([["warning", "single-event", "percent", message]]);
  });
});

describe("a drop of the budget", () => {
  it("is fine", () => {
    expect(found(drop())).toEqual([]);
  });

  it("is refused when an outage does not spend so much in that time", () => {
    const message = "1 h / 30 d / (1 - 90 %) = ≈ 1.389 %, less than 10 %: not even a total outage spends so much";
    expect(found(drop(), terms("90"))).toEqual([["problem", "never-fires", "percent", message]]);
  });

  it("is warned of when meeting the objective spends as much", () => {
    const message = "an objective that is just met spends 3 d / 30 d = 10 % in that time: it fires while the objective is met";
    expect(found(drop({ withinMinutes: 3 * 1440 }))).toEqual([["warning", "fires-while-met", "percent", message]]);
    expect(found(drop({ withinMinutes: 3 * 1440, percent: "10.1" }))).toEqual([]);
  });

  it("is judged in whole slices", () => {
    const message = "20 min is judged as 30 min: whole slices of 15 min";
    expect(found(drop({ withinMinutes: 20, percent: "5" }), sliced)).toEqual([["warning", "raised-to-slices", "withinMinutes", message]]);
  });

  it.each([
    [{ percent: "0" }, "percent-not-positive"],
    [{ percent: "" }, "not-a-number"],
    [{ withinMinutes: 0 }, "window-not-whole"],
    [{ resolveAfter: 0 }, "resolve-after-not-whole"],
  ])("is refused with %o", (over, code) => {
    expect(found(drop(over)).map(([severity, each]) => [severity, each])).toEqual([["problem", code]]);
  });
});

describe("a time to exhaustion", () => {
  it("is fine up to the window", () => {
    expect(found(exhaustion())).toEqual([]);
    expect(found(exhaustion({ withinMinutes: MONTH }))).toEqual([]);
  });

  it("is refused beyond the window, which no such rate uses up", () => {
    const message = "30 d / 40 d = 0.75: a burn rate below 1 never uses up the budget of 30 d; must be at most the window";
    expect(found(exhaustion({ withinMinutes: 40 * 1440 }))).toEqual([["problem", "longer-than-window", "withinMinutes", message]]);
    expect(found(exhaustion({ lookbackMinutes: 40 * 1440 })).map(([, code, field]) => [code, field])).toEqual([
      ["longer-than-window", "lookbackMinutes"],
    ]);
  });

  it("looks back over whole slices", () => {
    expect(found(exhaustion({ lookbackMinutes: 50 }), sliced).map(([, code]) => code)).toEqual(["raised-to-slices"]);
  });
});

describe("no traffic", () => {
  it("is fine where enough events are to be expected", () => {
    expect(found(silence(), terms("99.9", MONTH, 50))).toEqual([]);
  });

  it("is refused where no events are usual", () => {
    expect(found(silence({ leastPerMinute: "0" })).map(([severity, code]) => [severity, code])).toEqual([
      ["problem", "least-not-positive"],
    ]);
  });

  it("is warned of where silence is a matter of chance, and where it is seldom judged", () => {
    expect(found(silence({ forMinutes: 5 }), terms("99.9", MONTH, 0.5))).toEqual([
      [
        "warning",
        "silence-by-chance",
        "forMinutes",
        "1 × 5 = 5 events are to be expected in that time: none at all may well be chance; 7 are enough",
      ],
      [
        "warning",
        "seldom-judged",
        "leastPerMinute",
        "there are 0.5 events a minute on average, fewer than 1: it is judged in busy hours only, if ever",
      ],
    ]);
  });
});

it("refuses a name that an earlier condition of the policy has", () => {
  const codes = checkConditions([burn(), consumed({ name: "fast" })], terms()).map((findings) => findings.map(({ code }) => code));
  expect(codes).toEqual([[], ["name-taken"]]);
});
