import type { BacktestInput, RuleInput } from "@solvent/api-contract";

type Windows = readonly [longMinutes: number, shortMinutes: number];

const WORKBOOK: readonly Windows[] = [
  [60, 5],
  [360, 30],
  [1440, 120],
  [4320, 360],
];

const toRules = (windows: readonly Windows[], fields: (index: number) => Partial<RuleInput>): RuleInput[] =>
  windows.map(([longMinutes, shortMinutes], index) => ({
    name: `rule-${longMinutes}`,
    severity: longMinutes < 1440 ? "page" : "ticket",
    longMinutes,
    shortMinutes,
    minExcess: 5,
    resolveAfter: 5,
    ...fields(index),
  }));

const factors =
  (...values: readonly string[]) =>
  (index: number) => ({ factor: values[index] ?? "1" });
const shares =
  (...values: readonly string[]) =>
  (index: number) => ({ budgetPercent: values[index] ?? "1" });

/** Five policies as somebody would compare them: 22 rules in all. */
export const POLICIES: BacktestInput["policies"] = [
  { name: "present", rules: null },
  { name: "without guard", rules: toRules(WORKBOOK, (index) => ({ ...factors("14.4", "6", "3", "1")(index), minExcess: 0 })) },
  { name: "half the shares", rules: toRules(WORKBOOK, shares("1", "2.5", "5", "5")) },
  { name: "twice the shares", rules: toRules(WORKBOOK, shares("4", "10", "20", "20")) },
  {
    name: "many windows",
    rules: toRules([[10, 2], [30, 3], [120, 10], [720, 60], ...WORKBOOK.slice(2)], factors("20", "16", "10", "4", "3", "1")),
  },
];
