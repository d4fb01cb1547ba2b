import { expect, test } from "vitest";
import { alert, VIEW } from "../../../test/alert-fixture.ts";
import {
  endText,
  initialMute,
  minutesOf,
  parseMute,
  parseSubject,
  subjectsOfObjective,
  subjectValue,
  toSubjectGroups,
} from "./mute.model.ts";

const { objective } = alert().subject;
const values = { ...initialMute(subjectsOfObjective(objective)), reason: "CHG-1180" };

test("what can be muted goes from the objective to everything", () => {
  expect(subjectsOfObjective(objective)[0]?.options.map((option) => option.value)).toEqual([
    "objective/checkout-availability",
    "service/checkout",
    "team/payments",
    "all/all",
  ]);
  expect(subjectsOfObjective(null)[0]?.options.map((option) => option.label)).toEqual(["Everything"]);
});

test("subjects round-trip, and nonsense is everything only in the list that offers it", () => {
  for (const value of ["all/all", "team/payments", "service/checkout", "objective/refund-api"]) {
    expect(subjectValue(parseSubject(value))).toBe(value);
  }
});

test("everything that has a name is offered under its kind", () => {
  const groups = toSubjectGroups({ teams: [{ name: "payments" }], services: [], objectives: [{ name: "a", displayName: "A page" }] });
  expect(groups.map(({ label, options }) => [label, options.map((option) => option.label)])).toEqual([
    ["All", ["Everything"]],
    ["Teams", ["Team payments"]],
    ["Objectives", ["A page"]],
  ]);
});

test.each([
  ["1h", 60],
  ["4h", 240],
  ["tomorrow", 828],
] as const)("%s is %i minutes at 19:12", (duration, minutes) => {
  expect(minutesOf({ ...values, duration }, VIEW)).toBe(minutes);
});

test.each([
  ["8", "60", 480],
  ["1.5", "60", 90],
  ["30", "1440", 43_200],
  ["31", "1440", null],
  ["0", "1", null],
  ["soon", "60", null],
])("a custom length of %s times %s minutes is %s", (amount, unitMinutes, minutes) => {
  expect(minutesOf({ ...values, duration: "custom", amount, unitMinutes }, VIEW)).toBe(minutes);
});

test("the form says when it ends, and needs a reason", () => {
  expect(endText(values, VIEW)).toBe("Ends Tue 24 Nov 20:12, in 1\u202fh.");
  expect(parseMute(values, VIEW)).toEqual({
    input: { scope: "objective", name: "checkout-availability", reason: "CHG-1180", minutes: 60 },
  });
  expect(parseMute({ ...values, reason: " ", duration: "custom", amount: "x" }, VIEW)).toMatchObject({
    problems: { reason: expect.any(String), amount: expect.any(String) },
  });
});
