import { expect, it } from "vitest";
import { describeCondition } from "./describe-condition.ts";
import type { PolicyCondition } from "./policy-definition.ts";
import { burn, consumed, drop, exhaustion, silence } from "./test/conditions.ts";

const SLICES = { slices: { minutes: 15, target: null, noTraffic: "good", missing: "exclude" } } as const;
const plain = (text: string): string => text.replace(/\u202F/g, " ");

it.each<[PolicyCondition, string]>([
  [burn(), "The budget burns at 14.4× or more over the last 1 h and over the last 5 min, with at least 5 bad events more than that."],
  [
    burn({ factor: null, budgetPercent: "2.5", minExcess: 0 }),
    "The budget burns so fast over the last 1 h and over the last 5 min that 2.5 % of it or more is spent within 1 h.",
  ],
  [consumed(), "50 % of the budget or more is consumed; told again only after 5 points of it came back."],
  [consumed({ percent: "100", rearmPercent: "0" }), "100 % of the budget or more is consumed."],
  [drop({ withinMinutes: 90 }), "10 % of the budget or more is spent within 1 h 30 min."],
  [exhaustion(), "At the rate of the last 1 h the budget is used up within 4 h."],
  [silence(), "Not one event in 10 min, at an hour of the week that usually has 1 event a minute or more."],
  [silence({ leastPerMinute: "0.25" }), "Not one event in 10 min, at an hour of the week that usually has 0.25 events a minute or more."],
])("describes %o", (condition, sentence) => {
  expect(plain(describeCondition(condition))).toBe(sentence);
});

it("speaks of whole slices, without a guard, under a slice method", () => {
  expect(plain(describeCondition(burn(), SLICES))).toBe("The budget burns at 14.4× or more over the last 1 h and over the last 15 min.");
  expect(plain(describeCondition(drop({ withinMinutes: 20 }), SLICES))).toBe("10 % of the budget or more is spent within 30 min.");
  expect(plain(describeCondition(silence(), SLICES))).toBe(plain(describeCondition(silence())));
});
