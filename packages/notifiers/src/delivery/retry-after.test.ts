import { describe, expect, it } from "vitest";
import { parseRetryAfter } from "./retry-after.ts";

const NOW = Date.UTC(2026, 10, 23, 19, 0, 0);

describe("the header Retry-After", () => {
  it.each([
    ["0", 0],
    ["1", 1],
    [" 30 ", 30],
    ["Mon, 23 Nov 2026 19:00:30 GMT", 30],
    ["Mon, 23 Nov 2026 18:00:00 GMT", 0],
    ["Monday, 23-Nov-26 19:01:00 GMT", 60],
  ])("%j means %i seconds", (header, seconds) => {
    expect(parseRetryAfter(header, NOW)).toBe(seconds);
  });

  it.each([[undefined], [""], ["abc"], ["-1"], ["1.5"], ["1e3"], ["soon, please"], ["99999999999"]])("%j says nothing", (header) => {
    expect(parseRetryAfter(header, NOW)).toBeNull();
  });
});
