import type { Annotation, Episode } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { aboutOptions, initialAnnotation, onPageClocks, parseAnnotation } from "./annotation-form.model.ts";
import { countKinds, happenedCell, inWindow, toAnnotationMarks, toAnnotationRow, toHappened } from "./annotations.model.ts";

const OBJECTIVE = { name: "checkout-availability", service: "checkout", team: "payments" };
const NOW_MS = Date.parse("2026-11-24T18:12:40Z");

const happened = (from: string, to: string): Episode["annotations"][number] => ({
  id: from,
  kind: "deploy",
  title: "checkout 1.42.0",
  url: null,
  from,
  to,
});
const annotation = (changes: Partial<Annotation>): Annotation => ({
  ...happened("2026-11-24T17:32Z", "2026-11-24T17:33Z"),
  scope: "service",
  name: "checkout",
  author: "pipeline",
  createdAt: "2026-11-24T17:32:10Z",
  ...changes,
});

test.each([
  ["2026-11-24T17:32Z", "2026-11-24T17:33Z", "6\u202fmin before"],
  ["2026-11-24T17:38Z", "2026-11-24T17:39Z", "at its start"],
  ["2026-11-24T17:50Z", "2026-11-24T17:51Z", "12\u202fmin in"],
  ["2026-11-24T17:50Z", "2026-11-24T18:10Z", "12\u202fmin in, for 20\u202fmin"],
  ["2026-11-22T17:38Z", "2026-11-24T19:38Z", "2\u202fd before, for 2\u202fd 2\u202fh"],
])("what lasted from %s to %s is told as %s of an episode that began at 17:38", (from, to, when) => {
  expect(toHappened({ from: "2026-11-24T17:38Z", annotations: [happened(from, to)] })).toMatchObject([{ kind: "Deploy", when }]);
});

test("a row says when on the clocks of the page, and whom it is about", () => {
  expect(toAnnotationRow(annotation({}), "Europe/Paris")).toMatchObject({ when: "Tue 24 Nov 18:32", about: "Service checkout" });
  expect(toAnnotationRow(annotation({ scope: "objective", name: "checkout-availability" }), "UTC").about).toBe("This objective");
  expect(toAnnotationRow(annotation({ scope: "all", name: null, to: "2026-11-24T18:32Z" }), "UTC")).toMatchObject({
    when: "Tue 24 Nov 17:32, for 1\u202fh",
    about: "Everything",
  });
});

test("what ended when the window began is not in it, what goes on then is", () => {
  const items = [annotation({ id: "goes on" }), annotation({ id: "over", to: "2026-11-24T17:32Z" })];
  expect(inWindow(items, "2026-11-24T17:32Z").map(({ id }) => id)).toEqual(["goes on"]);
});

test("kinds are counted in words, in their order", () => {
  expect(countKinds([{ kind: "note" }, { kind: "deploy" }, { kind: "deploy" }]).map(({ text }) => text)).toEqual(["2 deploys", "1 note"]);
  expect(countKinds([])).toEqual([]);
});

test("a chart marks what began within it", () => {
  const at = (from: string) => annotation({ id: from, from });
  const items = ["2026-11-24T17:00Z", "2026-11-24T17:32Z", "2026-11-24T18:01Z"].map(at);
  const range = { fromMs: Date.parse("2026-11-24T17:01Z"), toMs: Date.parse("2026-11-24T18:00Z") };
  expect(toAnnotationMarks(items, range, "UTC")).toEqual([
    { key: "2026-11-24T17:32Z", kind: "deploy", ms: Date.parse("2026-11-24T17:32Z"), text: "Deploy checkout 1.42.0, Tue 24 Nov 17:32" },
  ]);
});

test("a spreadsheet has kind, title and instant of each", () => {
  const items = [
    happened("2026-11-24T17:32Z", "2026-11-24T17:33Z"),
    { ...happened("2026-11-24T17:40Z", "2026-11-24T17:41Z"), title: "1.41" },
  ];
  expect(happenedCell(items)).toBe("deploy checkout 1.42.0 2026-11-24T17:32Z; deploy 1.41 2026-11-24T17:40Z");
});

test("the form begins with now, in UTC, and with the objective", () => {
  const values = initialAnnotation(OBJECTIVE, NOW_MS);
  expect(values).toMatchObject({ from: "2026-11-24T18:12", to: "", subject: "objective/checkout-availability" });
  expect(onPageClocks(values.from, "Europe/Paris")).toBe("Tue 24 Nov 19:12 in Europe/Paris");
  expect(onPageClocks("", "Europe/Paris")).toBe("");
});

test("what it is about goes from the objective to everything, without a team where there is none", () => {
  expect(aboutOptions(OBJECTIVE).map(({ label }) => label)).toEqual([
    "This objective",
    "Its service, checkout",
    "Its team, payments",
    "Everything",
  ]);
  expect(aboutOptions({ ...OBJECTIVE, team: null })).toHaveLength(3);
});

test("an instant has no end, and an empty address is none", () => {
  const values = { ...initialAnnotation(OBJECTIVE, NOW_MS), title: " 1.42.0 " };
  const input = {
    kind: "deploy",
    scope: "objective",
    name: "checkout-availability",
    title: "1.42.0",
    url: null,
    from: "2026-11-24T18:12Z",
    to: null,
  };
  expect(parseAnnotation(values)).toEqual({ input });
  expect(parseAnnotation({ ...values, subject: "all/all", to: "2026-11-24T18:13", url: " https://ci.example/1 " })).toEqual({
    input: { ...input, scope: "all", name: null, to: "2026-11-24T18:13Z", url: "https://ci.example/1" },
  });
});

test.each([
  [{ title: "  " }, { title: "Say what happened", from: null, to: null }],
  [{ from: "" }, { title: null, from: "Say when", to: null }],
  [{ to: "2026-11-24T18:12" }, { title: null, from: null, to: "It has to end after it begins" }],
])("%j is objected to at its field", (changes, problems) => {
  expect(parseAnnotation({ ...initialAnnotation(OBJECTIVE, NOW_MS), title: "1.42.0", ...changes })).toEqual({ problems });
});
