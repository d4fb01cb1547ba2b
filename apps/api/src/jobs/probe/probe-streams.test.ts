import type { MetricSource, Outcome, QueryProbe } from "@solvent/metric-sources";
import { expect, test } from "vitest";
import { makeFakeSource } from "../test/fake-source.ts";
import type { PlannedStream } from "../tick/plan.ts";
import { makeProbeStreams, type ProbeResult, type ProbeStreamsDeps } from "./probe-streams.ts";

const PROBE: QueryProbe = { seriesFound: 1, strategy: "server", exactness: "exact", scrapeIntervalSeconds: null, warnings: [] };

const streams = Array.from(
  { length: 300 },
  (_, streamId): PlannedStream => ({
    streamId,
    sourceId: "1",
    query: { canonical: `q${streamId}` },
    probe: null,
    firstMinute: 0,
    watermark: 0,
  }),
);

const makeDeps = (saved: ProbeResult[]): ProbeStreamsDeps => ({
  writer: { write: async (_priority, work) => work({} as never), inThisTerm: () => expect.fail("nothing is read before it is written") },
  probes: { saveProbes: async (_scope, results) => void saved.push(...results) },
  databaseNowMs: () => 0,
});

/** Looks at all streams; how many of them the source was asked for at the same time. */
async function mostAtOnce(more: Pick<MetricSource, "joinsProbes">): Promise<number> {
  const { handle } = makeFakeSource();
  let [open, most] = [0, 0];
  async function probe(): Promise<Outcome<QueryProbe>> {
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    return { ok: true, value: PROBE };
  }
  const probeStreams = makeProbeStreams(makeDeps([]));
  const outcomes = await probeStreams({ ...handle, source: { ...handle.source, ...more, probe } }, streams, new AbortController().signal);
  expect([...outcomes.keys()].sort((left, right) => left - right)).toEqual(streams.map(({ streamId }) => streamId));
  return most;
}

test("a source that joins looks is asked for all of them at once", async () => {
  expect(await mostAtOnce({ joinsProbes: true })).toBe(300);
});

test("any other source is asked for two at a time", async () => {
  expect(await mostAtOnce({})).toBe(2);
});

test("what was given up is not stored as looked at, what was answered before is", async () => {
  const { handle } = makeFakeSource();
  const controller = new AbortController();
  const saved: ProbeResult[] = [];
  const probe: MetricSource["probe"] = async ({ canonical }, signal) => {
    if (canonical === "q0") return { ok: true, value: PROBE };
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    return { ok: false, failure: { class: "aborted", retryable: false, message: "given up" } };
  };
  const source: MetricSource = { ...handle.source, joinsProbes: true, probe };
  const looking = makeProbeStreams(makeDeps(saved))({ ...handle, source }, streams.slice(0, 5), controller.signal);
  controller.abort();
  await looking;
  expect(saved).toEqual([{ streamId: 0, probe: PROBE }]);
});
