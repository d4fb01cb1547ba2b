import { expect, test } from "vitest";
import { bandAt, interruptAt, placeLabels, toGapBands } from "./gaps.ts";

const ms = (clock: string) => Date.parse(`2026-11-24T${clock}Z`);
const day = { fromMs: ms("00:00"), toMs: ms("23:00") };

test("touching gaps become one band that names every reason once", () => {
  const bands = toGapBands(
    [
      { from: "2026-11-24T02:00Z", to: "2026-11-24T02:10Z", reason: "query-failed" },
      { from: "2026-11-24T01:00Z", to: "2026-11-24T02:00Z", reason: "source-down" },
      { from: "2026-11-24T02:10Z", to: "2026-11-24T02:15Z", reason: "source-down" },
      { from: "2026-11-24T05:00Z", to: "2026-11-24T05:01Z", reason: "from-the-future" },
    ],
    day,
  );
  expect(bands.map((b) => [b.fromMs, b.toMs, b.reason])).toEqual([
    [ms("01:00"), ms("02:15"), "the source did not answer, the source rejected the query"],
    [ms("05:00"), ms("05:01"), "from-the-future"],
  ]);
  expect(bands[0]?.label).toBe("no data 1\u202fh 15\u202fmin");
  expect(bandAt(bands, ms("02:14"))).toBe(bands[0]);
  expect(bandAt(bands, ms("02:15"))).toBeNull();
});

test("a gap that began before the range is cut at its edge, one outside is left out", () => {
  const bands = toGapBands(
    [
      { from: "2026-11-23T20:00Z", to: "2026-11-24T01:00Z", reason: "source-down" },
      { from: "2026-11-23T10:00Z", to: "2026-11-23T11:00Z", reason: "source-down" },
    ],
    day,
  );
  expect(bands.map((b) => [b.fromMs, b.toMs])).toEqual([[ms("00:00"), ms("01:00")]]);
});

test("a series is interrupted inside a band, also when no point falls into it", () => {
  const points = [1, 2, 3, 4].map((hour) => ({ ms: hour * 100, value: hour as number | null }));
  const band = (fromMs: number, toMs: number) => ({ fromMs, toMs, label: "", reason: "" });
  const nothing = (at: number) => ({ ms: at, value: null });
  expect(interruptAt(points, [band(150, 350)], nothing).map((p) => p.value)).toEqual([1, null, null, 4]);
  expect(interruptAt(points, [band(210, 220)], nothing)).toEqual([
    { ms: 100, value: 1 },
    { ms: 200, value: 2 },
    { ms: 215, value: null },
    { ms: 300, value: 3 },
    { ms: 400, value: 4 },
  ]);
});

test("of two labels that would collide the one of the wider band stays", () => {
  const labels = placeLabels(
    [
      { x: 0, width: 4, text: "no data 5 min" },
      { x: 20, width: 30, text: "no data 9 h" },
      { x: 300, width: 3, text: "no data 1 h" },
    ],
    { x: 0, width: 320 },
    6,
  );
  expect(labels.map((l) => l.text)).toEqual(["no data 9 h", "no data 1 h"]);
  expect(labels.at(-1)?.x).toBeLessThanOrEqual(320 - (11 * 6) / 2);
});
