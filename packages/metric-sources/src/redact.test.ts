import { describe, expect, it } from "vitest";
import { makeRedactor } from "./redact.ts";

describe("redacting secrets", () => {
  const redact = makeRedactor(["p@ss <w>&/\"'", "", "abc", "abcdef"]);
  it.each([
    ["p@ss <w>&/\"'"],
    [JSON.stringify("p@ss <w>&/\"'")],
    [encodeURIComponent("p@ss <w>&/\"'")],
    [new URLSearchParams({ x: "p@ss <w>&/\"'" }).toString()],
    ["p@ss &lt;w&gt;&amp;/&quot;&#39;"],
    [Buffer.from("p@ss <w>&/\"'").toString("base64")],
  ])("removes %s", (text) => {
    const clean = redact(`before ${text} after`);
    expect(clean).toContain("[redacted]");
    for (const part of ["p@ss", "p%40ss", "&lt;w", "cEBzcy"]) expect(clean).not.toContain(part);
  });
  it("removes the longer of two secrets whole, and every occurrence", () => {
    expect(redact("abcdef abc xabcx")).toBe("[redacted] [redacted] x[redacted]x");
  });
  it("leaves a text without secrets alone", () => {
    expect(redact("no luck")).toBe("no luck");
    expect(makeRedactor([])("x")).toBe("x");
  });
});
