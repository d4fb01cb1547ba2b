import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EpisodeSpan, episodeId, keepIds, type NamedEpisode } from "./index.ts";

const named = (id: string, from: number, to: number): NamedEpisode => ({ id, from, to });
const keep = (before: readonly NamedEpisode[], after: readonly EpisodeSpan[]) => keepIds({ objectiveId: "7", before, after });

describe("the id of an episode", () => {
  test("is short, and tells objectives and starts apart", () => {
    const ids = [episodeId("7", 29_000_000), episodeId("7", 29_000_001), episodeId("72", 9_000_000), episodeId("8", 29_000_000)];
    for (const id of ids) expect(id).toMatch(/^[0-9a-v]{13}$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(episodeId("7", 29_000_000)).toBe(ids[0]);
  });

  test("comes from the start alone where nothing was before", () => {
    expect(keep([], [{ from: 100, to: 120 }])).toEqual([named(episodeId("7", 100), 100, 120)]);
  });

  test("stays when the start moves either way, and when the end does", () => {
    expect(keep([named("a", 100, 120)], [{ from: 90, to: 130 }])).toEqual([named("a", 90, 130)]);
    expect(keep([named("a", 100, 120)], [{ from: 110, to: 115 }])).toEqual([named("a", 110, 115)]);
  });

  test("stays with the larger part of an episode that falls apart, and the other part gets one of its own", () => {
    const after = [
      { from: 101, to: 105 },
      { from: 108, to: 120 },
    ];
    expect(keep([named("a", 100, 120)], after)).toEqual([named(episodeId("7", 101), 101, 105), named("a", 108, 120)]);
  });

  test("stays where the start is the same, even if the rest is larger", () => {
    const [first, rest] = keep(
      [named("a", 100, 120)],
      [
        { from: 100, to: 102 },
        { from: 115, to: 120 },
      ],
    );
    expect(first?.id).toBe("a");
    expect(rest?.id).toBe(episodeId("7", 115));
  });

  test("of the larger one lives on when two become one", () => {
    expect(keep([named("a", 100, 104), named("b", 110, 130)], [{ from: 99, to: 131 }])).toEqual([named("b", 99, 131)]);
  });

  test("is numbered when the episode that had it by its start has moved away", () => {
    const mine = episodeId("7", 100);
    const [first, second] = keep(
      [named(mine, 90, 95)],
      [
        { from: 92, to: 95 },
        { from: 100, to: 110 },
      ],
    );
    expect(first?.id).toBe(mine);
    expect(second?.id).not.toBe(mine);
    expect(second?.id).toMatch(/^[0-9a-v]{13}$/);
  });
});

/** Disjoint spans in order. */
const spans = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })), { maxLength: 8 }).map((pairs) => {
  let at = 0;
  return pairs.map(([gap, length]): EpisodeSpan => {
    const from = at + gap;
    at = from + length;
    return { from, to: at };
  });
});

describe("keeping ids over any recomputation", () => {
  const overlap = (a: EpisodeSpan, b: EpisodeSpan): number => Math.min(a.to, b.to) - Math.max(a.from, b.from);

  test("gives every episode one id, no id twice, and old ids only to episodes that overlap", () => {
    fc.assert(
      fc.property(spans, spans, spans, (first, second, third) => {
        const before = keep(keep([], first), second);
        const after = keep(before, third);
        expect(after.map(({ from, to }) => ({ from, to }))).toEqual(third);
        expect(new Set(after.map(({ id }) => id)).size).toBe(third.length);
        for (const episode of after) {
          const old = before.find(({ id }) => id === episode.id);
          if (old !== undefined) expect(overlap(old, episode)).toBeGreaterThan(0);
        }
      }),
    );
  });

  test("does not depend on the order of what is given, and changes nothing where nothing changed", () => {
    fc.assert(
      fc.property(spans, spans, (first, second) => {
        const before = keep(keep([], first), second);
        expect(keep(before.toReversed(), second.toReversed())).toEqual(before);
      }),
    );
  });

  test("leaves no episode without an old id while one that overlaps it has none to pass on to", () => {
    fc.assert(
      fc.property(spans, spans, (first, second) => {
        const before = keep([], first);
        const after = keep(before, second);
        const ids = new Set(after.map(({ id }) => id));
        const lost = before.filter(({ id }) => !ids.has(id));
        const fresh = after.filter(({ id }) => !before.some((old) => old.id === id));
        expect(lost.some((old) => fresh.some((one) => overlap(old, one) > 0))).toBe(false);
      }),
    );
  });
});
