import { isoOfMinute, MINUTE_MS, MINUTES_PER_DAY } from "@solvent/domain";
import { expect, test } from "vitest";
import type { AppliedAdjustment } from "../../usecases/adjustment/applied-adjustments.ts";
import { type KeptReasons, keptInstants } from "./kept-instants.ts";
import { anchorsFrom, keptFrom } from "./retention.ts";

const minute = (iso: string): number => Date.parse(iso) / MINUTE_MS;
const dayOf = (date: string) => ({ start: minute(`${date}T00:00Z`), end: minute(`${date}T00:00Z`) + MINUTES_PER_DAY });
const NONE: ReadonlyMap<string, readonly AppliedAdjustment[]> = new Map();
const reasons = (fields: Partial<KeptReasons["objectives"][number]> & { zones?: readonly string[] }): KeptReasons => ({
  zones: fields.zones ?? [],
  objectives: [{ id: "o", streams: fields.streams ?? [{ streamId: 1, sliceMinutes: 1 }], bounds: fields.bounds ?? [] }],
});
const shown = (found: ReturnType<typeof keptInstants>) =>
  found.map(({ streamId, minute: at }) => `${streamId} ${isoOfMinute(at).slice(11)}`);

test.each([
  ["Asia/Kathmandu", "2026-10-01", ["1 18:15Z"]],
  ["Australia/Lord_Howe", "2026-10-02", ["1 13:30Z"]],
  // The clock is half an hour ahead from the fourth on: days begin at 13:00.
  ["Australia/Lord_Howe", "2026-10-05", []],
  ["Europe/Paris", "2026-10-01", []],
])("days of %s that begin inside an hour are kept: %s", (zone, date, expected) => {
  expect(shown(keptInstants(dayOf(date), reasons({ zones: [zone] }), NONE))).toEqual(expected);
});

test("bounds of adjustments, starts and closed periods are kept for the streams that they are about, once, and of this day alone", () => {
  const adjustments = new Map([
    ["o", [{ from: minute("2026-09-30T23:50Z"), to: minute("2026-10-01T00:10Z") } as AppliedAdjustment]],
    ["other", [{ from: minute("2026-10-01T05:05Z"), to: minute("2026-10-01T06:06Z") } as AppliedAdjustment]],
  ]);
  const bounds = [minute("2026-10-01T07:00Z"), minute("2026-10-01T08:07Z"), minute("2026-10-01T08:07Z"), minute("2026-10-02T08:07Z")];
  expect(shown(keptInstants(dayOf("2026-10-01"), reasons({ bounds }), adjustments))).toEqual(["1 00:10Z", "1 08:07Z"]);
});

test("where there are slices, their bounds around an instant are kept as well, in the events too", () => {
  const streams = [
    { streamId: 1, sliceMinutes: 1 },
    { streamId: 2, sliceMinutes: 30 },
    { streamId: 3, sliceMinutes: 60 },
  ];
  const found = keptInstants(dayOf("2026-10-01"), reasons({ streams, bounds: [minute("2026-10-01T08:37Z")] }), NONE);
  expect(shown(found)).toEqual(["1 08:30Z", "1 08:37Z", "2 08:30Z", "2 08:37Z", "3 08:30Z", "3 08:37Z"]);
});

test("minutes are kept by days, running totals by months: 25 of them, and never less than minutes are", () => {
  const now = Date.parse("2026-11-28T22:00Z");
  expect(isoOfMinute(keptFrom(now, 100))).toBe("2026-08-20T00:00Z");
  expect(isoOfMinute(anchorsFrom(now, 100))).toBe("2024-10-01T00:00Z");
  expect(isoOfMinute(anchorsFrom(now, 800))).toBe("2024-09-01T00:00Z");
});
