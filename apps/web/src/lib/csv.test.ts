import { expect, test } from "vitest";
import { toCsv } from "./csv.ts";

test("cells with commas, quotes and line breaks are quoted, and unknown stays empty", () => {
  expect(
    toCsv(
      ["time", "note"],
      [
        ["a,b", 'say "x"'],
        [1.5, null],
        ["two\nlines", "plain"],
      ],
    ),
  ).toBe('time,note\r\n"a,b","say ""x"""\r\n1.5,\r\n"two\nlines",plain');
});

test("text that a spreadsheet would take for a formula is neutralised, numbers are not", () => {
  expect(toCsv(["a"], [["=1+1"], ["-4.5"], ["-x"], [-2]])).toBe("a\r\n'=1+1\r\n-4.5\r\n'-x\r\n-2");
});
