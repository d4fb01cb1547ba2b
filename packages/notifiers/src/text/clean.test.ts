import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanText, cutText, isolateText } from "./clean.ts";

describe("a text that somebody else wrote", () => {
  it.each([
    ["line breaks and tabs become single blanks", "a\r\n\tb\u2028c\u0085d", "a b c d"],
    ["control characters become blanks", "a\u0000b\u001bc", "a b c"],
    ["bidi overrides vanish", "safe\u202Eexe.txt\u202C", "safeexe.txt"],
    ["isolates, marks and zero-width spaces vanish", "a\u2066b\u2069c\u200Ed\u200Be\uFEFFf", "abcdef"],
    ["tag characters vanish", "a\u{E0041}\u{E0042}b", "ab"],
    ["half a character becomes a replacement character", "a\uD83Db\uDE00c", "a\uFFFDb\uFFFDc"],
    ["a family of emoji stays together", "👨‍👩‍👧", "👨‍👩‍👧"],
    ["right-to-left text stays", "توفر الدفع", "توفر الدفع"],
    ["a narrow space of a figure stays", "41.1\u202F%", "41.1\u202F%"],
  ])("%s", (_, text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  it("does not pile marks on the lines around it", () => {
    expect(cleanText(`a${"\u0301".repeat(500)}b`)).toBe(`a${"\u0301".repeat(8)}b`);
  });

  it("is kept in its own direction only where it has one", () => {
    expect(isolateText("checkout")).toBe("checkout");
    expect(isolateText("توفر")).toBe("\u2068توفر\u2069");
  });

  it.each([
    ["abcdef", 6, "abcdef"],
    ["abcdefg", 6, "abcde…"],
    ["ab defgh", 4, "ab…"],
    ["👨‍👩‍👧👨‍👩‍👧", 10, "👨‍👩‍👧…"],
    ["👨‍👩‍👧", 4, "👨\u200d…"],
    ["abc", 0, ""],
  ])("cuts %j to %i between characters", (text, max, cut) => {
    expect(cutText(text, max)).toBe(cut);
  });

  it("measures what is cut as the caller measures", () => {
    expect(cutText("äöü", 5, (text) => Buffer.byteLength(text))).toBe("ä…");
  });

  it("is cut to at most what was asked for, and never inside a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const cut = cutText(cleanText(text), max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });

  it("of 40 KiB is cut in no time to speak of", () => {
    expect(cutText(cleanText("é".repeat(40_960)), 20)).toBe(`${"é".repeat(19)}…`);
  });
});
