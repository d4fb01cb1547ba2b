import type { Adjustment } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { instantOfLocal, localTimeOf } from "../../lib/time.ts";
import { adjustmentValues, initialAdjustment, intervalText, parseAdjustment, previewInput, withFrom } from "./adjustment-form.model.ts";
import { repeatOfRule, repeatText, ruleOf } from "./recurrence.model.ts";

const ZONE = "Europe/Paris";
const START = initialAdjustment("objective/checkout", { watermarkMs: Date.parse("2026-11-24T18:12Z"), zone: ZONE });
const GIVEN = { ...START, reason: "CHG-71" };

test("local times become instants, in summer and in winter; a time that clocks skip is none, one that comes twice is its first", () => {
  expect(new Date(instantOfLocal("2026-11-24T19:12", ZONE) ?? 0).toISOString()).toBe("2026-11-24T18:12:00.000Z");
  expect(new Date(instantOfLocal("2026-07-01T12:00", ZONE) ?? 0).toISOString()).toBe("2026-07-01T10:00:00.000Z");
  expect(instantOfLocal("2026-03-29T02:30", ZONE)).toBeNull();
  expect(new Date(instantOfLocal("2026-10-25T02:30", ZONE) ?? 0).toISOString()).toBe("2026-10-25T00:30:00.000Z");
  expect(instantOfLocal("", ZONE)).toBeNull();
  expect(instantOfLocal("2026-02-30T10:00", ZONE)).toBeNull();
  expect(localTimeOf(Date.parse("2026-11-24T18:12Z"), "Asia/Kolkata")).toBe("2026-11-24T23:42");
});

test("a new one covers the last hour of the objective, once", () => {
  expect(parseAdjustment(GIVEN)).toEqual({
    input: {
      scope: "objective",
      name: "checkout",
      mode: "exclude",
      from: "2026-11-24T17:12:00Z",
      to: "2026-11-24T18:12:00Z",
      recurrence: null,
      category: "maintenance",
      reason: "CHG-71",
    },
  });
});

test.each([
  [{ reason: " " }, "reason", /Say why/],
  [{ to: "2026-11-24T17:00" }, "to", /end after it begins/],
  [{ from: "" }, "from", /Say when/],
  [{ from: "2026-03-29T02:30" }, "from", /no such time in Europe\/Paris/],
  [{ repeat: "weekly", days: ["MO"] }, "days", /first occurrence is on a Tuesday/],
  [{ repeat: "weekly", every: "0" }, "every", /whole number/],
  [{ repeat: "monthly", times: "x" }, "times", /whole number/],
  [{ repeat: "own", rule: "" }, "rule", /RFC 5545/],
] as const)("%j is refused at its field", (changes, field, problem) => {
  const parsed = parseAdjustment({ ...GIVEN, ...changes });
  expect("problems" in parsed ? parsed.problems[field] : "accepted").toMatch(problem);
});

test.each([
  [{ repeat: "weekly" }, "FREQ=WEEKLY;BYDAY=TU", "every week on Tuesday"],
  [
    { repeat: "weekly", every: "2", days: ["SU", "TU"], times: "10" },
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=10",
    "every 2 weeks on Tuesday, Sunday, 10 times in all",
  ],
  [{ repeat: "monthly" }, "FREQ=MONTHLY;BYDAY=4TU", "every month on the fourth Tuesday"],
  [{ repeat: "monthly", monthly: "day" }, "FREQ=MONTHLY;BYMONTHDAY=24", "every month on day 24"],
  [{ repeat: "own", rule: "FREQ=YEARLY;BYMONTH=1" }, "FREQ=YEARLY;BYMONTH=1", "FREQ=YEARLY;BYMONTH=1"],
] as const)("%j is the rule %s, in words %s, and can be read back", (changes, rule, words) => {
  const values = { ...GIVEN, ...changes };
  expect(ruleOf(values, values.from)).toBe(rule);
  expect(repeatText(values, values.from)).toBe(words);
  expect(ruleOf(repeatOfRule(rule, values.from), values.from)).toBe(rule);
  expect(repeatOfRule(rule, values.from).repeat).toBe(changes.repeat);
});

test("the fifth weekday of a month repeats on the last one", () => {
  expect(ruleOf({ ...GIVEN, repeat: "monthly" }, "2026-11-29T02:00")).toBe("FREQ=MONTHLY;BYDAY=-1SU");
});

test("a new start takes the day of the week along, unless days were chosen", () => {
  expect(withFrom(GIVEN, "2026-11-25T02:00").days).toEqual(["WE"]);
  expect(withFrom({ ...GIVEN, days: ["TU", "SU"] }, "2026-11-25T02:00").days).toEqual(["TU", "SU"]);
});

test("the interval is said in words, with its zone", () => {
  expect(intervalText(GIVEN)).toBe("Tue 24 Nov 18:12 to Tue 24 Nov 19:12, 1\u202fh (Europe/Paris, CET).");
  expect(intervalText({ ...GIVEN, repeat: "weekly" })).toBe(
    "Every week on Tuesday, from 18:12 to 19:12, 1\u202fh (Europe/Paris, CET), first on Tue 24 Nov 18:12.",
  );
  expect(intervalText({ ...GIVEN, to: "" })).toBe("");
});

test("it is previewed before it has a reason, but not before it has its times", () => {
  expect(previewInput(START)?.reason).toBe("preview");
  expect(previewInput({ ...START, to: "" })).toBeNull();
});

test("changing one begins with what is recorded, a recurring one in its own zone", () => {
  const recorded: Adjustment = {
    id: "x",
    scope: "team",
    name: "payments",
    mode: "forgive",
    from: "2026-11-08T01:00Z",
    to: "2026-11-08T03:00Z",
    recurrence: { rule: "FREQ=WEEKLY;BYDAY=SU", zone: "America/New_York" },
    category: "agreed",
    reason: "settlement",
    author: "local",
    version: 3,
    createdAt: "2026-11-01T00:00:00Z",
    removed: false,
    next: null,
    removable: true,
  };
  expect(adjustmentValues(recorded, ZONE)).toMatchObject({ subject: "team/payments", zone: "America/New_York", from: "2026-11-07T20:00" });
  expect(adjustmentValues({ ...recorded, recurrence: null }, ZONE)).toMatchObject({ zone: ZONE, from: "2026-11-08T02:00", repeat: "once" });
});
