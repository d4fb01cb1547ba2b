import { expect, test } from "vitest";
import { decodeRange, encodeRange, neighbour, RANGES, showStretch } from "./range-url.ts";

test.each(RANGES)("the address bar round-trips the range $value", (range) => {
  expect(decodeRange(encodeRange(new URLSearchParams("x=1"), range))).toBe(range);
});

test("the default range leaves the address plain and other parameters alone", () => {
  expect(encodeRange(new URLSearchParams("x=1&range=7d"), decodeRange(new URLSearchParams())).toString()).toBe("x=1");
});

test("an unknown range falls back to 24 hours", () => {
  expect(decodeRange(new URLSearchParams("range=forever")).value).toBe("24h");
});

test("shorter and longer stop at the ends", () => {
  const day = decodeRange(new URLSearchParams());
  expect(neighbour(day, 1).value).toBe("7d");
  expect(neighbour(neighbour(day, -1), -1).value).toBe("6h");
});

test("an episode is shown in the shortest range with room around it, up to now when it is recent", () => {
  const at = (text: string) => Date.parse(`2026-11-${text}Z`);
  const lastMs = at("24T18:12");
  const show = (from: string, to: string) =>
    showStretch(new URLSearchParams("tab=x&until=2026-11-01T00:00Z"), { fromMs: at(from), toMs: at(to), lastMs }).toString();
  expect(show("18T12:00", "18T13:35")).toBe("tab=x&range=6h&until=2026-11-18T15%3A05Z");
  expect(show("24T17:38", "24T18:12")).toBe("tab=x&range=6h");
  expect(show("04T00:00", "06T00:00")).toContain("range=7d");
  expect(show("01T00:00", "23T00:00")).toBe("tab=x&range=28d");
});
