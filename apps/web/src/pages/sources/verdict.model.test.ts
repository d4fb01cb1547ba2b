import { expect, test } from "vitest";
import { KIND, SEARCH_KIND } from "../../../test/fake-sources.ts";
import { testFacts, toVerdict } from "./verdict.model.ts";

const answer = { ok: true, version: "3.4.1", latencyMs: 12, clockSkewMs: 0, notes: ["a note"], failure: null };
const failed = (failureClass: string, message: string) => ({
  ...answer,
  ok: false,
  notes: [],
  failure: { class: failureClass, message },
});

test("a version that names its product stands for itself", () => {
  expect(testFacts({ version: "Prometheus 2.42.0", latencyMs: 34, clockSkewMs: 2 })).toBe("Prometheus 2.42.0, 34\u202fms");
});

test("a clock that is off is told, one within a second is not", () => {
  expect(testFacts({ version: null, latencyMs: null, clockSkewMs: -2600 })).toBe("its clock is 2.6\u202fs behind");
  expect(testFacts({ version: "3", latencyMs: 8, clockSkewMs: 300 })).toBe("Version 3, 8\u202fms");
});

test("an answer is told with its facts and notes", () => {
  expect(toVerdict(answer, KIND, {})).toEqual({
    ok: true,
    lead: "It answers.",
    detail: "Version 3.4.1, 12\u202fms",
    advice: "",
    notes: ["a note"],
  });
});

test("refused access points at the fields of the way of signing in that is chosen", () => {
  const advice = (auth: string) => toVerdict(failed("unauthorized", "401"), KIND, { url: "http://p", auth }).advice;
  expect(advice("bearer")).toBe("Check Authentication and Bearer token. They may also lack a permission, or have expired.");
  expect(advice("basic")).toBe("Check Authentication, User and Password. They may also lack a permission, or have expired.");
});

test("a source that is not reached points at its address, in its own words", () => {
  expect(toVerdict(failed("unreachable", "connect ECONNREFUSED"), SEARCH_KIND, { tls: "system" })).toEqual({
    ok: false,
    lead: "It cannot be reached.",
    detail: "connect ECONNREFUSED",
    advice: "Check Addresses. The machine that Solvent runs on has to be able to connect to it.",
    notes: [],
  });
});

test("a kind without fields that must be filled in points at its first one", () => {
  const schema = { type: "object", properties: { realm: { type: "string", default: "us0", title: "Realm" } } };
  expect(toVerdict(failed("not-found", "404"), { ...KIND, connectionSchema: schema, secrets: [] }, {}).advice).toContain("Check Realm.");
});

test("a class that the page does not know is shown as it is", () => {
  expect(toVerdict(failed("quota-used-up", "no more"), KIND, {})).toMatchObject({ lead: "quota-used-up.", detail: "no more", advice: "" });
});
