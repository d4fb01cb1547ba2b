import { describe, expect, it } from "vitest";
import { succeeded } from "../failure.ts";
import type { Page, PageSeries } from "./page.ts";
import { makeSourceMemory } from "./source-memory.ts";

const T0 = 29_923_200 * 60;

/** A page of so many series; all the same one, because only their number matters. */
const toPage = (instance: string, count: number): Page => ({
  format: "text",
  startSeconds: null,
  notCounters: new Map(),
  series: new Array<PageSeries>(count).fill({
    labels: { __name__: "req_total", instance },
    key: instance,
    value: 7,
    createdSeconds: null,
  }),
});

/** Pages `a` and `b` of one source, on a clock that the test sets. */
function openPages() {
  const clock = { seconds: T0 };
  const memory = makeSourceMemory(() => clock.seconds * 1000);
  const [a, b] = [memory.open({ instance: "a:80", job: null }), memory.open({ instance: "b:80", job: null })];
  const keep = (page: typeof a, seconds: number, count: number): void => {
    clock.seconds = seconds;
    page.keep(seconds * 1000, succeeded(toPage(page.labels.instance, count)));
  };
  return { a, b, keep };
}

describe("what is kept of the pages of a source", () => {
  it("is at most 100,000 series together: the page that goes beyond fails, the others stay", () => {
    const { a, b, keep } = openPages();
    keep(a, T0 + 1, 50_001);
    keep(b, T0 + 2, 50_000);
    const text = "b:80: the pages of this source hold more than 100,000 series together";
    expect(b.memory.attempts).toMatchObject([{ timeSeconds: T0 + 2, failure: { class: "too-large", message: text } }]);
    expect(b.memory.page()).toBeNull();
    expect(a.memory.page()?.series).toHaveLength(50_001);
    keep(b, T0 + 3, 49_999);
    expect(b.memory.page()?.series).toHaveLength(49_999);
  });

  it("counts a page once, however often it is read", () => {
    const { a, keep } = openPages();
    keep(a, T0 + 1, 60_000);
    keep(a, T0 + 2, 60_000);
    expect(a.memory.attempts.map(({ failure }) => failure)).toEqual([null, null]);
  });

  it("is forgotten after twenty minutes, also of a page that is not read any more", () => {
    const { a, b, keep } = openPages();
    keep(a, T0, 1);
    keep(b, T0 + 20 * 60, 1);
    expect(a.memory.tracksOf("req_total").map(({ times }) => times)).toEqual([[T0]]);
    keep(b, T0 + 20 * 60 + 1, 1);
    expect(a.memory.tracksOf("req_total").map(({ times }) => times)).toEqual([[]]);
    expect(a.memory.attempts).toEqual([]);
  });
});
