import { makeCounterDifferencer } from "@solvent/domain";
import { describe, expect, it } from "vitest";
import { judgeBirths } from "./births.ts";
import { boundaryMaxAgeSeconds, type Counter, toCounter, toRuns } from "./runs.ts";

const T0 = 1_772_323_200;
const MINUTE = T0 / 60;

function counter(
  code: string,
  samples: readonly (readonly [number, number])[],
  labels: Record<string, string> = { instance: "a" },
): Counter {
  return toCounter({
    labels: { __name__: "req_total", job: "j", code, ...labels },
    times: samples.map(([time]) => T0 + time),
    values: samples.map(([, value]) => value),
  });
}

function increases(counters: readonly Counter[], minutes: number): (number | null)[] {
  const { proven } = judgeBirths(counters, 300, MINUTE);
  const differencer = makeCounterDifferencer({ startSecond: T0, minutes, sums: 1 });
  const isProven = (birth: { target: string; minute: number }): boolean =>
    proven.some((one) => one.target === birth.target && one.minute === birth.minute);
  for (const one of counters) for (const run of toRuns(one, 300, isProven)) differencer.add(run, [0]);
  return differencer
    .results()
    .flatMap((sum) => sum.missing.map((reason, index) => (reason === null ? (sum.increases[index] ?? null) : null)));
}

describe("counters that begin", () => {
  it("count their first value when a sibling of the target was there before and still is", () => {
    expect(
      increases(
        [
          counter("200", [
            [0, 100],
            [60, 110],
          ]),
          counter("500", [
            [30, 7],
            [60, 9],
          ]),
        ],
        1,
      ),
    ).toEqual([19]);
  });

  it("do not count it beside a sibling of another target", () => {
    expect(
      increases(
        [
          counter(
            "200",
            [
              [0, 100],
              [60, 110],
            ],
            { instance: "b" },
          ),
          counter("500", [
            [30, 7],
            [60, 9],
          ]),
        ],
        1,
      ),
    ).toEqual([12]);
  });

  it("do not count it when the whole target is new", () => {
    expect(
      increases(
        [
          counter("200", [
            [20, 5000],
            [50, 5010],
          ]),
          counter("500", [
            [20, 40],
            [50, 41],
          ]),
        ],
        1,
      ),
    ).toEqual([11]);
  });

  it("do not count it when every series of the target got new labels at once", () => {
    const before = [
      counter("200", [
        [-30, 900],
        [0, 910],
      ]),
      counter("500", [
        [-30, 50],
        [0, 50],
      ]),
    ];
    const after = [
      counter(
        "200",
        [
          [30, 915],
          [60, 920],
        ],
        { instance: "a", cluster: "eu" },
      ),
      counter(
        "500",
        [
          [30, 50],
          [60, 51],
        ],
        { instance: "a", cluster: "eu" },
      ),
    ];
    expect(increases([...before, ...after], 1)).toEqual([6]);
  });

  it("do not count it without an instance, when nothing says that two series belong together", () => {
    expect(
      increases(
        [
          counter(
            "200",
            [
              [0, 100],
              [60, 110],
            ],
            {},
          ),
          counter(
            "500",
            [
              [30, 7],
              [60, 9],
            ],
            {},
          ),
        ],
        1,
      ),
    ).toEqual([12]);
  });

  it("count it again after a pause of their own, because their process did not expose them meanwhile", () => {
    const sibling = counter(
      "200",
      [...Array(16).keys()].map((index) => [index * 60, index] as const),
    );
    expect(
      increases(
        [
          sibling,
          counter("500", [
            [0, 50],
            [660, 3],
          ]),
        ],
        11,
      ),
    ).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4]);
  });

  it("do not count it after a pause of the whole target", () => {
    expect(
      increases(
        [
          counter("200", [
            [0, 100],
            [660, 120],
          ]),
          counter("500", [
            [0, 5],
            [660, 7],
          ]),
        ],
        11,
      ).at(-1),
    ).toBeNull();
  });
});

describe("samples that cannot be counted", () => {
  it("are dropped, the rest is put in order and the last of equal times stays", () => {
    const cleaned = counter("200", [
      [60, 110],
      [0, 90],
      [0, 100],
      [20, Number.NaN],
      [30, -5],
      [45, Number.POSITIVE_INFINITY],
    ]);
    expect([cleaned.times, cleaned.values]).toEqual([
      [T0, T0 + 60],
      [100, 110],
    ]);
  });
});

describe("the age of the value at the start of a minute", () => {
  it.each([
    [null, 300],
    [15, 300],
    [150, 300],
    [200, 400],
  ])("is, with scrapes every %s s, at most %i s", (interval, age) => {
    expect(boundaryMaxAgeSeconds(interval)).toBe(age);
  });
});
