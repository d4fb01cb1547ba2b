import { describe, expect, it } from "vitest";
import { makeTally } from "./tally.ts";

const KEPT = 26 * 60;
const M = 29_000_000;

describe("a tally", () => {
  it("counts events by minute, and keeps the last value", () => {
    const tally = makeTally(true);
    tally.add(M, { good: true, value: 1 });
    tally.add(M, { good: false, value: 3 });
    tally.add(M + 2, { good: true, value: 2 });
    expect(tally.at(M)).toEqual({ good: 1, total: 2, value: 3 });
    expect(tally.at(M + 2)).toEqual({ good: 1, total: 1, value: 2 });
  });

  it("tells a minute without an event from one that nobody looked at, and from one that could not be probed", () => {
    const tally = makeTally(false);
    expect(tally.at(M)).toBe("not-read");
    tally.begin(M);
    tally.block(M + 2);
    tally.add(M + 3, { good: true, value: 0 });
    expect([M, M + 1, M + 2, M + 4].map(tally.at)).toEqual(["not-read", "no-sample", "source-refused", "no-sample"]);
  });

  it("knows a minute all the same in which one probe could be made and another could not", () => {
    const tally = makeTally(false);
    tally.block(M);
    tally.add(M, { good: true, value: 0 });
    expect(tally.at(M)).toMatchObject({ good: 1, total: 1 });
  });

  it("keeps 26 hours, and forgets what is older", () => {
    const tally = makeTally(false);
    tally.begin(M - 1);
    for (let minute = M; minute < M + KEPT; minute += 1) tally.add(minute, { good: true, value: 0 });
    expect(tally.at(M)).toMatchObject({ total: 1 });
    tally.add(M + KEPT + 5, { good: true, value: 0 });
    expect([M, M + 5, M + 6, M + KEPT].map((minute) => typeof tally.at(minute))).toEqual(["string", "string", "object", "string"]);
    tally.add(M, { good: true, value: 0 });
    expect(tally.at(M)).toBe("no-sample");
  });

  it("forgets what it knew across a long pause", () => {
    const tally = makeTally(false);
    tally.add(M, { good: true, value: 0 });
    tally.add(M + 10 * KEPT, { good: true, value: 0 });
    expect([M, M + 9 * KEPT, M + 10 * KEPT - 1].map(tally.at)).toEqual(new Array(3).fill("not-read"));
  });

  it("does not tell of minutes that were somebody else's", () => {
    const tally = makeTally(false);
    tally.begin(M - 1);
    for (let minute = M; minute < M + 6; minute += 1) tally.add(minute, { good: true, value: 0 });
    tally.forget(M + 2, M + 4);
    expect([1, 2, 3, 4].map((later) => typeof tally.at(M + later))).toEqual(["object", "string", "string", "object"]);
    expect(tally.at(M + 2)).toBe("not-read");
    tally.forget(M + 4, M + 1);
    expect(tally.at(M + 1)).toMatchObject({ total: 1 });
  });
});
