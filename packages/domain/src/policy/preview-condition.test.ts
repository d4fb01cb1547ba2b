import { describe, expect, it } from "vitest";
import { type Fraction, fraction } from "../fraction.ts";
import { definitionTerms, objectiveTerms } from "../objective-terms.ts";
import type { ConditionContext } from "./condition-finding.ts";
import { conditionShare } from "./condition-share.ts";
import type { PolicyCondition } from "./policy-definition.ts";
import { previewCondition } from "./preview-condition.ts";
import { burn, consumed, drop, exhaustion, silence } from "./test/conditions.ts";

const MONTH = 43_200;
const at = (target = "99.9", eventsPerMinute: Fraction | null = null): ConditionContext => ({
  terms: objectiveTerms(target, MONTH),
  eventsPerMinute,
});

/** As `detect / reset / share spent`, exact. */
const text = (value: Fraction | null): string =>
  value === null ? "never" : value.den === 1n ? `${value.num}` : `${value.num}/${value.den}`;
const shown = (condition: PolicyCondition, context = at()) =>
  previewCondition(condition, context).map(({ detectMinutes, resetMinutes, spentAtDetection }) =>
    [detectMinutes, resetMinutes, spentAtDetection].map(text).join(" "),
  );

describe("a burn condition", () => {
  // ux.md 3a: 0.9 / 4.9, 108 / 21 at 20 times, 216 / 12 at 10 times; 2 % of the budget whatever the failure.
  it("fires and ends as the tables of the workbook say", () => {
    const free = { minExcess: 0 };
    expect(shown(burn(free))).toEqual(["108/125 616/125 1/50", "never never never", "never never never"]);
    expect(shown(burn({ ...free, longMinutes: 360, shortMinutes: 30, factor: "6" }))[1]).toBe("216 12 1/20");
    expect(shown(burn({ ...free, longMinutes: 4320, shortMinutes: 360, factor: "1" }))[2]).toBe("2160 180 1/10");
  });

  it("waits for the guard where there is little traffic: 1.7 min at a tenth of a request a second", () => {
    const [outage] = previewCondition(burn(), at("99.9", fraction(6n)));
    // 0.864 + 5/6.
    expect(outage?.detectMinutes).toEqual(fraction(1273n, 750n));
  });

  it("leaves out failures of more than everything", () => {
    expect(previewCondition(burn({ factor: "1.5" }), at("85")).map(({ failure }) => failure)).toEqual(["full-outage", "burn-2"]);
  });

  it("is judged when slices close, over whole slices", () => {
    const slices = { minutes: 15, targetPercent: "99", noTraffic: "good", missing: "exclude" } as const;
    const terms = definitionTerms({
      targetPercent: "99",
      window: { kind: "rolling", minutes: MONTH },
      method: "timeslices",
      slices,
      sloStart: null,
    });
    // 14.4 × 1 % × 60 = 8.64 min of bad slices: the first closing is at 15.
    expect(shown(burn(), { terms, eventsPerMinute: fraction(1n, 100n) })[0]).toBe("15 15 5/144");
  });
});

describe("a consumed budget", () => {
  it("fires when the failure has spent so much, and does not end with it", () => {
    // Half of 43.2 min; at twice the allowed rate a quarter of the window.
    expect(shown(consumed())).toEqual(["108/5 never 1/2", "2160 never 1/2", "10800 never 1/2"]);
  });

  it("is never consumed beyond what the rate spends in the window", () => {
    expect(shown(consumed({ percent: "250" }))[2]).toBe("never never never");
    expect(shown(consumed({ percent: "200" }))[2]).toBe(`${MONTH} never 2`);
  });
});

describe("a drop of the budget", () => {
  it("fires when so much is spent within the time, and ends as it leaves it", () => {
    // 4.32 min of outage; 10 times in an hour spends 1.39 %.
    expect(shown(drop())).toEqual(["108/25 1392/25 1/10", "never never never", "never never never"]);
    expect(shown(drop({ withinMinutes: 1440 }))[1]).toBe("432 1008 1/10");
  });
});

describe("a time to exhaustion", () => {
  it("fires within the lookback of a strong failure", () => {
    // 43.2 min of outage empty the budget: t × (1 + 240/60) = 43.2.
    expect(shown(exhaustion())[0]).toBe("216/25 60 1/5");
  });

  it("fires so long before the end of a weak one", () => {
    // 10 times: 4320 min empty it, told 240 before.
    expect(shown(exhaustion())[1]).toBe("4080 60 17/18");
    expect(shown(exhaustion())[2]).toBe("21360 60 89/90");
  });
});

it("says nothing of failures where traffic is what counts", () => {
  expect(shown(silence())).toEqual(["never never never", "never never never", "never never never"]);
});

describe("the share of the budget that is gone", () => {
  const { terms } = at();
  it.each<[string, PolicyCondition, string]>([
    ["2 % for a burn of 14.4 in an hour of 30 days", burn(), "1/50"],
    ["what is written", burn({ factor: null, budgetPercent: "2" }), "1/50"],
    ["the limit of a consumption", consumed(), "1/2"],
    ["the limit of a drop", drop(), "1/10"],
    ["a fifth for 1 h that leave 4 h", exhaustion(), "1/5"],
    ["none without traffic", silence(), "never"],
  ])("is %s", (_, condition, share) => {
    expect(text(conditionShare(condition, terms))).toBe(share);
  });
});
