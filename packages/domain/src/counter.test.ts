import { describe, expect, test } from "vitest";
import { differenceCounters, makeCounterDifferencer, minuteIncreases } from "./counter.ts";
import type { CounterSeries } from "./counter-walk.ts";

const START = 1_772_323_200;
/** A counter from `seconds:value` pairs. */
function series(samples: string, known: Pick<CounterSeries, "bornAfterBoundary" | "target"> = {}): CounterSeries {
  const pairs = samples.split(" ").map((sample) => sample.split(":").map(Number));
  return { ...known, times: pairs.map(([offset = 0]) => START + offset), values: pairs.map(([, value = 0]) => value) };
}
const difference = (minutes: number, list: readonly CounterSeries[], scrapeIntervalSeconds?: number) =>
  differenceCounters({
    startSecond: START,
    minutes,
    series: list,
    ...(scrapeIntervalSeconds === undefined ? {} : { scrapeIntervalSeconds }),
  });
/** Increase where it is known, the reason where it is not. */
const told = (...question: Parameters<typeof difference>): (number | string | null | undefined)[] => {
  const { increases, missing } = difference(...question);
  return missing.map((reason, minute) => reason ?? increases[minute]);
};

describe("the value at a boundary", () => {
  test("is the latest sample at or before it", () => {
    expect(told(1, [series("-30:5 0:10 60:12")])).toEqual([2]);
    expect(told(1, [series("-30:5 45:12")])).toEqual([7]);
  });

  test("may be five minutes old, not more", () => {
    expect(told(1, [series("-300:5 60:12")])).toEqual([7]);
    expect(told(1, [series("-301:5 60:12")])).toEqual(["no-boundary"]);
    expect(told(1, [series("-300.001:5 60:12")])).toEqual(["no-boundary"]);
  });

  test("belongs to the minute before, to the millisecond", () => {
    expect(told(2, [series("0:10 60:15 120:25")])).toEqual([5, 10]);
    expect(told(2, [series("0:10 60.001:15 120:25")])).toEqual(["no-sample", 15]);
  });
});

describe("a minute", () => {
  test("without series is missing because the query matched nothing", () => {
    expect(told(2, [])).toEqual(["no-series", "no-series"]);
  });

  test("without a sample is missing, also when the value before and after is known", () => {
    expect(told(3, [series("0:10 60:11 180:30")])).toEqual([1, "no-sample", 19]);
  });

  test("with a single sample and nothing before it is missing for want of a boundary", () => {
    expect(told(1, [series("30:10")])).toEqual(["no-boundary"]);
  });

  test("with two samples and nothing before them counts between the two", () => {
    expect(told(1, [series("20:10 50:13")])).toEqual([3]);
  });

  test("is known as soon as one of several series says something", () => {
    expect(told(2, [series("0:1 60:2 120:4"), series("0:1 120:5")])).toEqual([1, 6]);
  });

  test("whose samples are all unusable has no sample", () => {
    expect(told(1, [series("0:1 30:NaN 45:Infinity 60:-1")])).toEqual(["no-sample"]);
  });

  test("outside the samples is missing", () => {
    expect(told(4, [series("60:1 120:3")])).toEqual(["no-boundary", 2, "no-sample", "no-sample"]);
  });
});

describe("birth", () => {
  test("counts the first value in full when it is proven", () => {
    expect(told(1, [series("30:7 60:9", { bornAfterBoundary: true })])).toEqual([9]);
    expect(told(1, [series("30:7", { bornAfterBoundary: true })])).toEqual([7]);
  });

  test("makes no difference for a series that has an older sample", () => {
    expect(told(1, [series("-600:3 30:7 60:9", { bornAfterBoundary: true })])).toEqual([2]);
    expect(told(1, [series("0:3 60:9", { bornAfterBoundary: true })])).toEqual([6]);
  });
});

describe("a restart", () => {
  test("counts the new value, also right after a missed scrape", () => {
    expect(told(3, [series("0:100 60:120 180:7")])).toEqual([20, "no-sample", 7]);
  });

  test("to zero counts nothing and is known", () => {
    expect(told(1, [series("0:100 60:0")])).toEqual([0]);
  });

  test("of one series does not hide the growth of another", () => {
    expect(told(1, [series("0:1000 60:1010"), series("0:500 60:2")])).toEqual([12]);
  });
});

describe("a large counter that falls a little", () => {
  const fall = (before: number, after: number, target = "a") => series(`0:${before} 60:${after} 120:${after + 5}`, { target });

  test("alone is not believed to have restarted: its minute is missing, the next one is not", () => {
    expect(told(2, [fall(1000, 500)])).toEqual(["counter-fell", 5]);
    expect(told(2, [fall(1000, 999)])).toEqual(["counter-fell", 5]);
  });

  test("is believed when it is small or lost more than half", () => {
    expect(told(2, [fall(999, 998)])).toEqual([998, 5]);
    expect(told(2, [fall(1000, 499)])).toEqual([499, 5]);
  });

  test("is believed when anything else of its target falls in the same minute", () => {
    expect(told(2, [fall(1000, 900), fall(10, 3)])).toEqual([903, 10]);
    expect(told(2, [fall(1000, 900), fall(2000, 1900)])).toEqual([2800, 10]);
  });

  test("is not believed because of another target, or of another minute", () => {
    expect(told(2, [fall(1000, 900), fall(10, 3, "b")])).toEqual(["counter-fell", 10]);
    const later = series("0:10 60:11 120:2", { target: "a" });
    expect(told(2, [fall(1000, 900), later])).toEqual(["counter-fell", 7]);
  });

  test("does not confirm itself by falling twice in a minute", () => {
    expect(told(1, [series("0:2000 30:1900 60:1800", { target: "a" })])).toEqual(["counter-fell"]);
  });

  test("is believed where no target is known", () => {
    expect(told(1, [series("0:1000 60:900")])).toEqual([900]);
  });

  test("spoils only the sums that it is part of, and is confirmed by series of other sums", () => {
    const differencer = () => makeCounterDifferencer({ startSecond: START, minutes: 2, sums: 2 });
    const alone = differencer();
    alone.add(fall(1000, 900), [0]);
    alone.add(series("0:5 60:6 120:7", { target: "a" }), [1]);
    expect(alone.results().map(({ missing }) => missing[0])).toEqual(["counter-fell", null]);

    const confirmed = differencer();
    confirmed.add(fall(1000, 900), [0]);
    confirmed.add(fall(50, 1), [1]);
    expect(confirmed.results().map(({ missing }) => missing[0])).toEqual([null, null]);
  });
});

describe("scrapes further apart than a minute", () => {
  test("speak for the minutes up to the next one", () => {
    expect(told(7, [series("0:10 120:14 240:20")], 120)).toEqual([0, 4, 0, 6, 0, 0, "no-sample"]);
  });

  test("leave minutes missing when one is missed, and the next one carries both", () => {
    expect(told(4, [series("0:10 240:40")], 120)).toEqual([0, 0, "no-sample", 30]);
  });

  test("do not bridge more than five minutes", () => {
    expect(told(7, [series("0:10 361:40")], 120).at(-1)).toBe("no-boundary");
  });

  test("may be late by less than five seconds", () => {
    expect(told(3, [series("-4:10 121:14")], 120)).toEqual([0, 0, 4]);
    expect(told(3, [series("-5:10 121:14")], 120)).toEqual([0, "no-sample", 4]);
  });

  test("over five minutes apart may be two scrapes old", () => {
    expect(told(20, [series("0:10 600:40 1200:41")], 600).reduce<number>((sum, one) => sum + Number(one), 0)).toBe(31);
  });

  test("of a minute or less change nothing", () => {
    const list = [series("0:10 60:11 180:30")];
    expect(told(3, list, 60)).toEqual(told(3, list));
    expect(told(3, list, 15)).toEqual(told(3, list));
  });
});

describe("samples as they come", () => {
  test("may be shuffled, doubled and dirty: the last usable one of an instant counts", () => {
    expect(told(1, [series("60:110 0:90 0:100 0:NaN 20:-3 NaN:5")])).toEqual([10]);
  });

  test("of one instant in a row are one sample, the last one", () => {
    expect(told(1, [series("0:10 30:50 30:20 60:25")])).toEqual([15]);
  });

  test("may be typed arrays", () => {
    const typed = { times: Float64Array.of(START, START + 60), values: Float64Array.of(1, 4) };
    expect(told(1, [typed])).toEqual([3]);
  });

  test("after the span are ignored", () => {
    expect(told(1, [series("0:1 60:2 61:500")])).toEqual([2 - 1]);
  });

  test("with fractions are added as doubles, to be quantised once", () => {
    expect(
      minuteIncreases({
        series: [
          {
            samples: [
              [START, 0.5],
              [START + 60, 0.75],
            ],
          },
        ],
        startSecond: START,
        minutes: 1,
      }),
    ).toEqual([0.25]);
  });
});

describe("a question that makes no sense", () => {
  test.each([
    [{ startSecond: Number.NaN, minutes: 1 }, "startSecond"],
    [{ startSecond: START, minutes: -1 }, "minutes"],
    [{ startSecond: START, minutes: 1.5 }, "minutes"],
    [{ startSecond: START, minutes: 1, scrapeIntervalSeconds: -1 }, "scrapeIntervalSeconds"],
    [{ startSecond: START, minutes: 1, scrapeIntervalSeconds: Number.NaN }, "scrapeIntervalSeconds"],
  ])("%j is refused with the name of the field", (span, field) => {
    expect(() => differenceCounters({ ...span, series: [] })).toThrow(field);
  });

  test("a sum that does not exist is refused", () => {
    const differencer = makeCounterDifferencer({ startSecond: START, minutes: 1, sums: 1 });
    expect(() => differencer.add(series(""), [1])).toThrow(RangeError);
  });

  test("no minutes have no answer", () => {
    expect(told(0, [series("0:1")])).toEqual([]);
  });
});
