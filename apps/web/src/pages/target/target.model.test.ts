import { expect, test } from "vitest";
import { BOARD, CHECKOUT, WINDOWS } from "../../../test/fake-board.ts";
import { suggestionOf, whatIfOf } from "../../../test/fake-insight.ts";
import { definitionOf, type FakeObjective } from "../../../test/fake-objectives.ts";
import { toTargetView } from "./target.model.ts";
import { initialTerms, parseTerms } from "./terms-form.model.ts";
import { toWhatIfRows, whatIfSentence } from "./what-if.model.ts";

const definition = definitionOf(CHECKOUT);
const terms = initialTerms(definition, "Europe/Paris");
const refund = BOARD.find(({ name }) => name === "refund-api") as FakeObjective;
const sliced = WINDOWS.find(({ name }) => name === "login-probe") as FakeObjective;

test("both limits are shown, and a suggestion that is not the present target can be tried", () => {
  const view = toTargetView(suggestionOf(CHECKOUT), "99.9");
  expect(view.rows.slice(0, 3).map(({ text }) => text)).toEqual(["99.5\u202f%", "99.95\u202f%", "99.5\u202f%"]);
  expect(view.suggested).toBe("99.5");
  expect(toTargetView(suggestionOf(CHECKOUT), "99.50").suggested).toBeNull();
});

test("low traffic warns, and a target that nothing supports is said, not shown as 0", () => {
  const view = toTargetView(suggestionOf(refund), "99.9");
  expect(view.warnings[0]).toMatch(/One failure costs more than/);
  expect(view.rows[0]).toEqual({ term: "Suggested", text: "none on the ladder" });
  expect(view.rows.at(-1)).toEqual({ term: "A full outage pages", text: "never" });
});

test("the form begins with the present terms, and sends them whole", () => {
  expect(terms).toMatchObject({ targetPercent: "99.9", kind: "rolling", days: "28", method: "occurrences" });
  expect(parseTerms(terms, definition)).toEqual({
    input: {
      targetPercent: "99.9",
      window: { kind: "rolling", minutes: 40_320 },
      method: "occurrences",
      slices: null,
      adjustments: [],
      withoutRecorded: false,
    },
  });
});

test("another method brings its slices, and keeps how quiet ones are judged", () => {
  const parsed = parseTerms({ ...terms, method: "timeslices", sliceMinutes: "15", sliceTarget: "98" }, definition);
  expect(parsed).toMatchObject({ input: { slices: { minutes: 15, targetPercent: "98", noTraffic: "good", missing: "exclude" } } });
  const probe = definitionOf(sliced);
  expect(parseTerms({ ...initialTerms(probe, "UTC"), method: "ratio_timeslices" }, probe)).toMatchObject({
    input: { slices: { minutes: 5, targetPercent: null } },
  });
});

test.each([
  [{ targetPercent: "100" }, "targetPercent", /below 100/],
  [{ targetPercent: "abc" }, "targetPercent", /decimal/],
  [{ days: "0" }, "days", /From 1 to 366/],
  [{ days: "1.5" }, "days", /whole days/],
  [{ kind: "calendar", zone: "Mars/Base" }, "zone", /IANA/],
  [{ method: "timeslices", sliceTarget: "101" }, "sliceTarget", /at most 100/],
] as const)("%j is refused at its field", (changes, field, problem) => {
  const parsed = parseTerms({ ...terms, ...changes }, definition);
  expect("problems" in parsed ? parsed.problems[field] : "accepted").toMatch(problem);
});

test("fields that the chosen window does not show are not judged", () => {
  expect("input" in parseTerms({ ...terms, kind: "calendar", days: "nonsense" }, definition)).toBe(true);
});

test("present and tried stand side by side, and what differs is marked", () => {
  const answer = whatIfOf(CHECKOUT, { targetPercent: "99", adjustments: [], withoutRecorded: false });
  const rows = toWhatIfRows(answer);
  expect(rows.find(({ term }) => term === "Target")).toEqual({ term: "Target", present: "99.9\u202f%", tried: "99\u202f%", differs: true });
  expect(rows.find(({ term }) => term === "Window")?.differs).toBe(false);
  expect(rows.some(({ term }) => term === "Spent as projected")).toBe(false);
  expect(whatIfSentence(answer)).toMatch(/^The objective would be kept as well, with 9\d\.\d\u202f% of the budget left\.$/);
});

test("a stricter target that is missed says so, and nothing to judge is no verdict", () => {
  const answer = whatIfOf(CHECKOUT, { targetPercent: "99.99", adjustments: [], withoutRecorded: false });
  expect(whatIfSentence(answer)).toMatch(/^The objective would be missed, with −\d/);
  expect(whatIfSentence({ ...answer, tried: { ...answer.tried, remainingFraction: null } })).toBe(
    "There is nothing to judge under these terms.",
  );
});
