import { describe, expect, it } from "vitest";
import { readPage, withTargetLabels } from "./page.ts";

const TARGET = { instance: "a:80", job: "shop" };

describe("a page", () => {
  it("gives every series the labels of its address, and keeps its own under another name", async () => {
    const { series } = await readPage('x{instance="i",job="j",exported_job="e"} 1\n', "text", TARGET);
    expect(series[0]?.labels).toEqual({
      __name__: "x",
      instance: "a:80",
      job: "shop",
      exported_instance: "i",
      exported_job: "e",
      exported_exported_job: "j",
    });
    expect(withTargetLabels({ job: "j" }, { instance: "a:80", job: null })).toEqual({ job: "j", instance: "a:80" });
  });

  it.each([
    [
      "openmetrics",
      '# TYPE h histogram\nh_bucket{le="1",x="y"} 1\nh_count{x="y"} 1\nh_sum{x="y"} 1\nh_created{x="y"} 17\nh_count{x="z"} 1\n# EOF\n',
    ],
    [
      "text",
      '# TYPE h histogram\nh_bucket{le="1",x="y"} 1\nh_count{x="y"} 1\nh_sum{x="y"} 1\nh_count{x="z"} 1\n# TYPE h_created gauge\nh_created{x="y"} 17\n',
    ],
  ] as const)("finds the creation of each series of a histogram, in %s", async (format, body) => {
    const { series } = await readPage(body, format, TARGET);
    const created = Object.fromEntries(series.map(({ labels, createdSeconds }) => [`${labels.__name__} ${labels.x}`, createdSeconds]));
    expect(created).toMatchObject({ "h_bucket y": 17, "h_count y": 17, "h_sum y": 17, "h_count z": null });
  });

  it("writes boundaries in one way, so that le=1 and le=1.0 are one bucket", async () => {
    const [one, other] = await Promise.all(
      ['h_bucket{le="1"} 1\n', 'h_bucket{le="1.0"} 1\n'].map((body) => readPage(body, "text", TARGET)),
    );
    expect(one?.series[0]?.key).toBe(other?.series[0]?.key);
  });

  it("knows when its process began, unless it speaks of several", async () => {
    expect((await readPage("process_start_time_seconds 17\n", "text", TARGET)).startSeconds).toBe(17);
    expect(
      (await readPage('process_start_time_seconds{p="1"} 17\nprocess_start_time_seconds{p="2"} 18\n', "text", TARGET)).startSeconds,
    ).toBeNull();
    expect((await readPage("x 17\n", "text", TARGET)).startSeconds).toBeNull();
  });

  it("may hold a series twice with one value, and not with two", async () => {
    expect((await readPage('x{a="1"} 1\nx{a="1"} 1\n', "text", TARGET)).series).toHaveLength(1);
    await expect(readPage('x{a="1"} 1\nx{a="1"} 2\n', "text", TARGET)).rejects.toThrow(
      'line 2: the series "x" with the same labels is already on line 1, with another value',
    );
  });
});
