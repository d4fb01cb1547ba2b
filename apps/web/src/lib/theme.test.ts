import { expect, test } from "vitest";
import { nextTheme, parseTheme, resolveTheme } from "./theme.ts";

test("an unknown stored theme is the system's", () => {
  expect(parseTheme("sepia")).toBe("system");
  expect(parseTheme(null)).toBe("system");
  expect(parseTheme("dark")).toBe("dark");
});

test("the button goes round all three themes", () => {
  expect([nextTheme("system"), nextTheme("light"), nextTheme("dark")]).toEqual(["light", "dark", "system"]);
});

test("system follows the system, a choice does not", () => {
  expect([resolveTheme("system", true), resolveTheme("system", false), resolveTheme("light", true)]).toEqual(["dark", "light", "light"]);
});
