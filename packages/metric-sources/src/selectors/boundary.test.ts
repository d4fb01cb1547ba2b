import { describe, expect, it } from "vitest";
import { chooseBuckets, toBoundaryText, widenBoundary } from "./boundary.ts";

const LES = ["0.1", "0.25", "0.5", "1", "+Inf"];

describe("choosing the buckets of a threshold", () => {
  it.each([
    ["0.25", "lower", { kind: "at", le: "0.25", exact: true }],
    ["0.25", "interpolate", { kind: "at", le: "0.25", exact: true }],
    ["0.3", "lower", { kind: "at", le: "0.25", exact: false }],
    ["0.3", "upper", { kind: "at", le: "0.5", exact: false }],
    ["0.05", "interpolate", { kind: "between", below: null, above: "0.1", share: 0.5 }],
    ["5", "lower", { kind: "at", le: "1", exact: false }],
  ] as const)("answers %s with %s", (threshold, mode, choice) => {
    expect(chooseBuckets(LES, threshold, mode)).toEqual({ ok: true, choice });
  });

  it("shares the bucket around the threshold evenly", () => {
    const chosen = chooseBuckets(LES, "0.3", "interpolate");
    expect(chosen).toMatchObject({ ok: true, choice: { kind: "between", below: "0.25", above: "0.5" } });
    expect(chosen.ok && chosen.choice.kind === "between" && chosen.choice.share).toBeCloseTo(0.2, 12);
  });

  it.each([
    ["0.05", "lower"],
    ["5", "upper"],
    ["5", "interpolate"],
  ] as const)("refuses %s with %s and offers the boundaries", (threshold, mode) => {
    expect(chooseBuckets(LES, threshold, mode)).toMatchObject({ ok: false, message: expect.stringContaining("0.1, 0.25, 0.5, 1") });
  });

  it("refuses a histogram without finite boundaries", () => {
    expect(chooseBuckets(["+Inf"], "1", "lower")).toMatchObject({ ok: false });
    expect(chooseBuckets([], "1", "lower")).toMatchObject({ ok: false });
  });

  it("knows one boundary in all its spellings", () => {
    expect(chooseBuckets(["1.0", "1", "2.5e+00"], "1", "lower")).toEqual({ ok: true, choice: { kind: "at", le: "1", exact: true } });
  });
});

describe("the spelling of a boundary", () => {
  it.each([
    ["1", "1"],
    ["1.0", "1"],
    ["0.30", "0.3"],
    ["1e+06", "1000000"],
    ["+Inf", "+Inf"],
    ["", ""],
    ["x", "x"],
  ])("writes %j as %j", (le, text) => {
    expect(toBoundaryText(le)).toBe(text);
  });

  it.each([
    ["1", ["1", "1.0"]],
    ["1000000", ["1000000", "1000000.0", "1e+06", "1e6"]],
    ["0.5", ["0.5"]],
    ["0.00001", ["0.00001", "1e-05"]],
    ["+Inf", ["+Inf"]],
  ])("accepts %s in every form that servers write", (le, forms) => {
    const { op, value } = widenBoundary({ label: "le", op: "=", value: le });
    for (const form of forms) expect(new RegExp(`^(?:${op === "=" ? value.replace("+", "\\+") : value})$`).test(form)).toBe(true);
    expect(new RegExp(`^(?:${value.replace("+", "\\+")})$`).test("7")).toBe(false);
  });

  it("leaves other labels and other operators alone", () => {
    expect(widenBoundary({ label: "code", op: "=", value: "1" })).toEqual({ label: "code", op: "=", value: "1" });
    expect(widenBoundary({ label: "le", op: "!=", value: "1" })).toEqual({ label: "le", op: "!=", value: "1" });
  });
});
