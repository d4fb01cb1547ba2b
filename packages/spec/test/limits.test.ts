import { describe, expect, test } from "vitest";
import { hasErrors, MAX_DIAGNOSTICS, parseDefinitions, YAML_LIMITS } from "../src/index.ts";

const repeat = (text: string): string => text.repeat(Math.floor((YAML_LIMITS.bytes - 64) / text.length));
const keys = (count: number): string => Array.from({ length: count }, (_, i) => `k${i}: 1\n`).join("");
/** Of processor time, so that a busy machine does not matter. */
const MAX_MS = 2000;

const bombs: readonly (readonly [string, string])[] = [
  ["a million keys", keys(1_000_000)],
  ["as many keys as fit", keys(29_000)],
  ["as many equal keys as fit", repeat("a:\n")],
  ["nested lists in brackets", repeat("[")],
  ["nested maps in braces", repeat("{a: ")],
  ["nested lists of dashes", repeat("- ")],
  ["nested explicit keys", repeat("? ")],
  ["nested colons", repeat(": ")],
  ["nesting by indentation", Array.from({ length: 700 }, (_, i) => `${" ".repeat(i)}a:\n`).join("")],
  ["dashes nested by indentation as well", Array.from({ length: 100 }, (_, i) => `${" ".repeat(i * 20)}${"- ".repeat(10)}x\n`).join("")],
  ["a list of nothing", `[${repeat(",")}]`],
  ["a long list", `[${repeat("a,")}]`],
  ["many anchors", repeat("&a ")],
  ["many aliases", `a: &a 1\nb: [${repeat("*a,")}]`],
  ["closing braces", repeat("}\n")],
  ["directives", repeat("%a\n")],
  ["tags", `[${"!!x y,".repeat(9000)}]`],
  ["documents", repeat("---\n")],
  ["documents with a value", repeat("---\na\n")],
  ["tabs", repeat("\ta\n")],
  ["open quotes", repeat("'")],
  ["escapes", `a: "${repeat("\\")}`],
  ["a long plain text over many lines", `a: ${repeat("x\n ")}`],
  ["spaces", repeat(" ")],
  ["control characters", repeat("\u0001")],
  [
    "unknown fields inside of an annotation",
    `apiVersion: openslo/v1\nkind: SLO\nmetadata:\n  name: a\n  annotations:\n    solvent/adjustments: |\n      -\n${Array.from({ length: 9000 }, (_, i) => `        k${i}: 1\n`).join("")}spec: {service: a, timeWindow: [], budgetingMethod: Occurrences, objectives: []}\n`,
  ],
  ["unknown fields", `apiVersion: openslo/v1\nkind: Service\nmetadata: {name: a}\nspec: {}\n${keys(9000)}`],
];

describe("a text that is made to exhaust", { timeout: 30_000 }, () => {
  test.each(bombs)("is refused with a reason in a moment: %s", (_name, text) => {
    const started = process.cpuUsage();
    const { definitions, diagnostics } = parseDefinitions(text);
    const { user, system } = process.cpuUsage(started);
    expect(hasErrors(diagnostics)).toBe(true);
    expect(diagnostics.length).toBeLessThanOrEqual(MAX_DIAGNOSTICS + 1);
    expect(definitions).toEqual({ services: [], sources: [], policies: [], objectives: [], groups: [], adjustments: [], agreements: [] });
    expect((user + system) / 1000).toBeLessThan(MAX_MS);
  });
});

describe("the limits themselves", { timeout: 30_000 }, () => {
  const source = (connection: string): string =>
    `apiVersion: openslo/v1\nkind: DataSource\nmetadata: {name: main}\nspec:\n  type: prometheus\n  connectionDetails:\n${connection}`;
  const codes = (text: string): string[] => parseDefinitions(text).diagnostics.map((d) => d.code);

  test("256 KiB are read, a byte more is not", () => {
    const base = source("    url: x\n#");
    const full = base + "x".repeat(YAML_LIMITS.bytes - base.length);
    expect(codes(full)).toEqual([]);
    expect(codes(`${full}x`)).toEqual(["too-large"]);
  });

  test("size is counted in bytes of UTF-8", () => {
    expect(codes(`# ${"é".repeat(YAML_LIMITS.bytes / 2)}`)).toEqual(["too-large"]);
  });

  test("20 levels are read, 21 are not", () => {
    const nested = (levels: number): string => source(`    a: ${"[".repeat(levels)}1${"]".repeat(levels)}\n`);
    expect(codes(nested(17))).toEqual([]);
    expect(codes(nested(18))).toEqual(["too-large"]);
  });

  test("an alias counts with the levels of what it stands for", () => {
    const nested = (levels: number): string =>
      source(`    a: &a ${"[".repeat(8)}1${"]".repeat(8)}\n    b: ${"[".repeat(levels)}*a${"]".repeat(levels)}\n`);
    expect(codes(nested(9))).toEqual([]);
    expect(codes(nested(10))).toEqual(["too-large"]);
  });

  test("20 000 values are read, more are not", () => {
    const list = (items: number): string => source(`    a: [${"1,".repeat(items)}]\n`);
    expect(codes(list(19_970))).toEqual([]);
    expect(codes(list(20_001))).toEqual(["too-large"]);
  });

  test("50 aliases are read, 51 are not", () => {
    const aliases = (count: number): string => source(`    a: &a 1\n    b: [${"*a,".repeat(count)}]\n`);
    expect(codes(aliases(50))).toEqual([]);
    expect(codes(aliases(51))).toEqual(["too-large"]);
  });

  test("aliases count as often as they repeat", () => {
    const repeated = (items: number): string => source(`    a: &a [${"1,".repeat(items)}]\n    b: [${"*a,".repeat(40)}]\n`);
    expect(codes(repeated(450))).toEqual([]);
    expect(codes(repeated(500))).toEqual(["too-large"]);
  });

  test("hostile keys reach no object", () => {
    const { diagnostics } = parseDefinitions(source('    __proto__: {polluted: true}\n    "constructor": {prototype: {polluted: true}}\n'));
    expect(diagnostics.map((d) => d.code)).toEqual(["bad-yaml", "bad-yaml"]);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  test("more problems than are listed are counted", () => {
    const { diagnostics } = parseDefinitions(`apiVersion: openslo/v1\nkind: Service\nmetadata: {name: a}\nspec: {}\n${keys(150)}`);
    expect(diagnostics).toHaveLength(MAX_DIAGNOSTICS + 1);
    expect(diagnostics.at(-1)).toMatchObject({ severity: "error", code: "too-large", message: "50 more problems are not listed" });
  });
});
