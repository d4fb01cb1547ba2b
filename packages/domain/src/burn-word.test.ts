import { describe, expect, test } from "vitest";
import { compileRule, type Verdict } from "./alert-condition.ts";
import { type AlertRule, defaultPolicy } from "./alert-policy.ts";
import { type BurnWord, burnWord, governingBurn, type RuleBurn, ruleBurns } from "./burn-word.ts";
import { fraction } from "./fraction.ts";
import { COUNT_SCALE } from "./minute.ts";
import { errorBudgetRatio, objectiveTerms } from "./objective-terms.ts";
import { type WindowCounts, windowCounts } from "./window-counts.ts";

const FAST = { factor: fraction(144n, 10n) };
const SLOW = { factor: fraction(29n, 10n) };

describe("the word of a rule", () => {
  test.each<[{ factor: typeof FAST.factor }, Verdict, Verdict, BurnWord]>([
    [FAST, true, true, "breached"],
    [FAST, false, true, "increasing"],
    [FAST, true, false, "recovering"],
    [FAST, false, false, "acceptable"],
    [FAST, null, true, "frozen"],
    [FAST, true, null, "frozen"],
    [SLOW, false, true, "acceptable"],
    [SLOW, true, true, "breached"],
    [{ factor: fraction(3n) }, false, true, "increasing"],
  ])("%o with the long window %s and the short one %s is %s", (rule, long, short, word) => {
    expect(burnWord(rule, long, short)).toBe(word);
  });
});

const RULES = defaultPolicy(objectiveTerms("99", 43_200));
const ruleNamed = (name: string): AlertRule => {
  const rule = RULES.find((one) => one.name === name);
  if (rule === undefined) throw new Error(`no rule ${name}`);
  return rule;
};
/** Words of some rules; all others are acceptable. */
const burns = (words: Partial<Record<string, BurnWord>>): RuleBurn[] =>
  RULES.map((rule) => ({ rule, word: words[rule.name] ?? "acceptable" }));
const governs = (words: Partial<Record<string, BurnWord>>): [BurnWord, string | undefined] => {
  const { word, rule } = governingBurn(burns(words));
  return [word, rule?.name];
};

describe("the governing rule", () => {
  test.each<[string, Partial<Record<string, BurnWord>>, [BurnWord, string | undefined]]>([
    [
      "breached comes before increasing, even of a ticket rule",
      { "page-1h": "increasing", "ticket-3d": "breached" },
      ["breached", "ticket-3d"],
    ],
    ["a page rule comes before a ticket rule", { "ticket-1d": "breached", "page-6h": "breached" }, ["breached", "page-6h"]],
    ["of two page rules the one with the higher factor governs", { "page-6h": "breached", "page-1h": "breached" }, ["breached", "page-1h"]],
    ["increasing comes before recovering", { "page-1h": "recovering", "page-6h": "increasing" }, ["increasing", "page-6h"]],
    ["recovering governs when nothing worse does", { "ticket-1d": "recovering" }, ["recovering", "ticket-1d"]],
    ["nothing to report is acceptable and has no rule", {}, ["acceptable", undefined]],
    ["a blind rule takes the place of recovering", { "page-1h": "frozen", "ticket-1d": "recovering" }, ["frozen", "page-1h"]],
    ["a blind rule does not hide what is breached", { "page-1h": "frozen", "page-6h": "breached" }, ["breached", "page-6h"]],
    ["one minute without a sample does not freeze the objective", { "page-outage": "frozen" }, ["acceptable", undefined]],
  ])("%s", (_, words, expected) => {
    expect(governs(words)).toEqual(expected);
  });

  test("when no rule can be judged the objective is frozen, whatever its windows", () => {
    const outage = ruleNamed("page-outage");
    expect(governingBurn([{ rule: outage, word: "frozen" }])).toMatchObject({ word: "frozen", rule: outage });
  });

  test("an objective without rules is not judged", () => {
    expect(governingBurn([])).toEqual({ word: "frozen", rule: null });
  });
});

describe("ruleBurns", () => {
  const compiled = RULES.map((rule) => compileRule(rule, errorBudgetRatio(objectiveTerms("99", 43_200)), COUNT_SCALE));
  const countsOf =
    (badPerMinute: (minutes: number) => bigint) =>
    (minutes: number): WindowCounts => {
      const total = 100n * BigInt(minutes * COUNT_SCALE);
      const good = total - badPerMinute(minutes) * BigInt(minutes * COUNT_SCALE);
      return windowCounts({ good, total, known: minutes, active: minutes }, minutes);
    };
  const wordsOf = (counts: (minutes: number) => WindowCounts) => ruleBurns(compiled, counts).map(({ word }) => word);

  test("asks for the windows of each rule and names what they say", () => {
    expect(wordsOf(countsOf((minutes) => (minutes <= 5 ? 20n : 0n)))).toEqual([
      "acceptable",
      "increasing",
      "acceptable",
      "acceptable",
      "acceptable",
    ]);
    expect(wordsOf(countsOf(() => 20n))).toEqual(["acceptable", "breached", "breached", "breached", "breached"]);
    expect(wordsOf(countsOf((minutes) => (minutes >= 60 ? 20n : 0n)))).toEqual([
      "acceptable",
      "recovering",
      "recovering",
      "breached",
      "breached",
    ]);
  });

  test("a few failures that the guard does not accept are no breach", () => {
    const oneFailure = (minutes: number): WindowCounts =>
      windowCounts({ good: 3000n, total: 4000n, known: minutes, active: minutes }, minutes);
    expect(wordsOf(oneFailure)).not.toContain("breached");
  });
});
