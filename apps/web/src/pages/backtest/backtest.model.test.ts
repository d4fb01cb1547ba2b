import { ApiError, type BacktestInput } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { backtestOf } from "../../../test/fake-backtest.ts";
import { CHECKOUT } from "../../../test/fake-board.ts";
import { statusOf } from "../../../test/fake-objectives.ts";
import { serverProblems } from "../../lib/field-problems.ts";
import { parseLength } from "../../lib/length-text.ts";
import { historyText, noticesText, toEpisodeRows, toNoticeRows, toResultRows, toTimeline } from "./backtest.model.ts";
import { DEFAULT_INPUT, decodeBacktest, encodeBacktest } from "./backtest-url.ts";
import { draftOf, newPolicy, newRule, parseBacktest } from "./policy-form.model.ts";

const ZONE = "Europe/Paris";
const EAGER = { name: "page-1h", severity: "page", longMinutes: 60, shortMinutes: 5, factor: "4", minExcess: 5, resolveAfter: 5 } as const;
const HIGH = { ...EAGER, name: "page-6h", longMinutes: 360, shortMinutes: 30, factor: "200" };
const INPUT: BacktestInput = {
  policies: [
    { name: "Present rules", rules: null },
    { name: "Eager", rules: [EAGER] },
    { name: "Deaf", rules: [HIGH] },
  ],
  from: "2026-10-27T18:12Z",
  to: "2026-11-24T18:12Z",
  targetPercent: "99.9",
};
const BACKTEST = backtestOf(CHECKOUT, INPUT);

test("a link keeps the whole input, and the default keeps the address bare", () => {
  expect(decodeBacktest(encodeBacktest(INPUT))).toEqual(INPUT);
  expect(encodeBacktest(DEFAULT_INPUT).toString()).toBe("");
  expect(decodeBacktest(new URLSearchParams())).toEqual(DEFAULT_INPUT);
});

test.each([
  "policies={",
  "policies=[]",
  'policies=[{"name":""}]',
  "from=yesterday",
  `policies=${JSON.stringify(Array(6).fill(INPUT.policies[0]))}`,
])("a link that is not understood is the default: %s", (search) => {
  expect(decodeBacktest(new URLSearchParams(search))).toEqual(DEFAULT_INPUT);
});

test.each([
  ["1h", 60],
  ["30 min", 30],
  ["5m", 5],
  ["3D", 4320],
  ["0h", null],
  ["1.5h", null],
  ["90", null],
])("the length %s is %j minutes", (text, minutes) => {
  expect(parseLength(text)).toBe(minutes);
});

test("a draft is read back as the input it was made from", () => {
  expect(parseBacktest(draftOf(INPUT, ZONE), ZONE)).toEqual({ input: INPUT });
});

test("a new policy is a copy of the present rules with their exact factors, a new rule one of the last", () => {
  const policy = newPolicy(statusOf(CHECKOUT).rules, 1);
  expect(policy.name).toBe("Policy 2");
  expect(policy.rules?.[0]).toMatchObject({ name: "page-1h-5m", long: "1h", short: "5m", factor: "14.4", minExcess: "5" });
  expect(newRule(policy.rules ?? [])).toMatchObject({ name: "rule-5", long: "3d", short: "6h", factor: "1" });
  expect(newRule([])).toMatchObject({ severity: "page", factor: "14.4" });
});

test("problems are said by field, as the API names them", () => {
  const draft = draftOf(INPUT, ZONE);
  const [, eager] = draft.policies;
  const rule = { ...eager?.rules?.[0], name: "", long: "soon", short: "5m", factor: "0", minExcess: "-1", resolveAfter: "0" };
  const broken = {
    ...draft,
    targetPercent: "100",
    to: "2026-10-01T00:00",
    policies: [{ ...eager, name: " ", rules: [rule] }],
  } as typeof draft;
  const parsed = parseBacktest(broken, ZONE);
  expect("problems" in parsed ? [...parsed.problems.keys()].sort() : []).toEqual([
    "policies.0.name",
    "policies.0.rules.0.factor",
    "policies.0.rules.0.longMinutes",
    "policies.0.rules.0.minExcess",
    "policies.0.rules.0.name",
    "policies.0.rules.0.resolveAfter",
    "targetPercent",
    "to",
  ]);
});

test("the server's objections stand at the same fields", () => {
  const errors = [{ path: "policies[1].rules[0].factor", message: "can never fire" }];
  const error = new ApiError({ code: "request.invalid", detail: "", status: 400, requestId: null, errors });
  expect(serverProblems(error).get("policies.1.rules.0.factor")).toBe("Can never fire");
  expect(serverProblems(new Error("x")).size).toBe(0);
});

test("results stand side by side, one column per policy", () => {
  const rows = toResultRows(BACKTEST);
  const of = (term: string) => rows.find((row) => row.term === term)?.values;
  expect(of("Episodes told")).toEqual(["5 of 5", "5 of 5", "0 of 5"]);
  expect(of("Noise")).toEqual(["0 pages", "1 page", "0 pages"]);
  expect(of("Median detection")?.[2]).toBe("–");
  expect(historyText(BACKTEST, ZONE)).toBe("Tue 27 Oct to Tue 24 Nov, 5 episodes, 98.6\u202f% of the minutes known.");
});

test("each episode says per policy after how long and at what cost it was told, or that it was missed", () => {
  const [newest] = toEpisodeRows(BACKTEST, ZONE);
  expect(newest?.started).toBe("Tue 24 Nov 18:38");
  expect(newest?.cells[0]?.text).toMatch(/^after \d+\u202fmin$/);
  expect(newest?.cells[0]?.detail).toMatch(/ spent · page-1h-5m$/);
  expect(newest?.cells[2]).toEqual({ text: "missed", detail: "", missed: true });
});

test("notices are marks on one time axis; an open one lasts to its end, noise has a shape of its own", () => {
  const { strips, episodes } = toTimeline(BACKTEST, ZONE);
  expect(strips.map(({ label }) => label)).toEqual([
    "Present rules: 5 pages, 0 tickets",
    "Eager: 6 pages, 0 tickets",
    "Deaf: 0 pages, 0 tickets",
  ]);
  const marks = strips[1]?.marks ?? [];
  expect(marks.filter(({ noise }) => noise)).toHaveLength(1);
  expect((marks.at(-1)?.x ?? 0) + (marks.at(-1)?.width ?? 0)).toBeCloseTo(1, 9);
  expect(episodes).toHaveLength(5);
});

test("notices are also rows, and a list that was cut says so", () => {
  const [, eager] = BACKTEST.policies;
  if (eager === undefined) throw new Error("no such policy");
  const rows = toNoticeRows(eager, ZONE);
  expect(rows[0]).toMatchObject({ lasted: "still open", rule: "page, page-1h" });
  expect(rows.some(({ what }) => what === "no episode")).toBe(true);
  expect(noticesText({ ...eager, noticeCount: 900 })).toBe("the first 6 of 900 notices");
  const told = { ...eager, notices: eager.notices.map((notice) => ({ ...notice, suppressed: true })) };
  expect(toNoticeRows(told, ZONE)[0]?.what).toMatch(/, not told: a page was open$/);
});
