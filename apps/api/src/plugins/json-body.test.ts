import { expect, test } from "vitest";
import { AppError } from "../errors/app-error.ts";
import { parseJsonBody } from "./json-body.ts";

const parse = (text: string): unknown => parseJsonBody(Buffer.from(text));

function refusalOf(bytes: Buffer): AppError {
  try {
    parseJsonBody(bytes);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

test("ordinary JSON is read as it is", () => {
  const body = { a: [1, -0.5, true, null, "ü€😀"], "": { b: {} } };
  expect(parse(JSON.stringify(body))).toEqual(body);
});

test("an empty body is no body", () => {
  expect(parse("")).toBeUndefined();
});

test.each(["{", "{a:1}", "[1,]", "undefined", "NaN", "\uFEFF{}", "{} {}", "'x'"])("%j is refused as not JSON", (text) => {
  expect(refusalOf(Buffer.from(text)).code).toBe("request.invalid");
});

test("bytes that are not UTF-8 are refused instead of being replaced", () => {
  expect(refusalOf(Buffer.from([0x22, 0xff, 0x22])).message).toContain("UTF-8");
});

test.each(["__proto__", "constructor", "prototype"])("a field called %s is refused by its path, however deep", (key) => {
  const refusal = refusalOf(Buffer.from(`{"a":[{"${key}":{}}]}`));
  expect(refusal.problems).toEqual([{ path: `a[0].${key}`, message: "is not allowed as the name of a field" }]);
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test.each([
  ['{"a":{"b":"x\\u0000y"}}', "a.b"],
  ['{"a":["\\ud800"]}', "a[0]"],
  ['{"a":["\\udc00\\ud800"]}', "a[0]"],
  ['{"k\\u0000":1}', '["k\\u0000"]'],
])("%s holds text that cannot be stored and is refused by its path", (text, path) => {
  expect(refusalOf(Buffer.from(text)).problems[0]?.path).toBe(path);
});

test("a hundred thousand levels are refused without a stack overflow", () => {
  const refusal = refusalOf(Buffer.from("[".repeat(100_000) + "]".repeat(100_000)));
  expect(refusal.problems[0]?.message).toBe("is nested deeper than 32 levels");
});

test("32 levels are accepted, 33 are not", () => {
  const levels = (count: number) => Buffer.from("[".repeat(count) + "]".repeat(count));
  expect(() => parseJsonBody(levels(32))).not.toThrow();
  expect(refusalOf(levels(33)).code).toBe("request.invalid");
});
