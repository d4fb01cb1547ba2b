import { expect, test } from "vitest";
import { type AgreementValues, newAgreement, parseAgreement } from "./agreement-form.model.ts";

const CLOCK = { nowMs: Date.parse("2026-11-24T18:12:00Z"), zone: "Europe/Stockholm" };
const valid: AgreementValues = { ...newAgreement("checkout", CLOCK), name: "acme", customer: "Acme", targetPercent: "99.5" };

test("a new promise begins with the present month of the zone", () => {
  expect(valid.startsAt).toBe("2026-11-01T00:00");
  expect(parseAgreement(valid)).toMatchObject({ input: { startsAt: "2026-10-31T23:00Z", unit: "month", note: null } });
});

test.each([
  ["name", "Acme Gold"],
  ["customer", "  "],
  ["targetPercent", "100"],
  ["targetPercent", "many"],
  ["zone", "Europe/Atlantis"],
  ["startsAt", ""],
] as const)("a wrong %s (%j) is said at its field", (field, text) => {
  const parsed = parseAgreement({ ...valid, [field]: text });
  const problems = "problems" in parsed ? parsed.problems : {};
  expect(Object.entries(problems).flatMap(([key, problem]) => (problem === null ? [] : [key]))).toEqual([field]);
});
