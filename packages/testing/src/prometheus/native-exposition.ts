import type { SimulatedHistory } from "./model.ts";
import { histogramAt } from "./native-histogram.ts";
import { makeWorld, samplesBetween } from "./world.ts";

/** What Prometheus asks for, and the only exposition format that has native histograms. */
export const PROTOBUF_TYPE = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

const VARINT = 0;
const DOUBLE = 1;
const BYTES = 2;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

const tag = (field: number, wire: number): Buffer => varint(field * 8 + wire);
const unsigned = (field: number, value: number): Buffer => Buffer.concat([tag(field, VARINT), varint(value)]);
const signed = (field: number, value: number): Buffer => unsigned(field, value < 0 ? -2 * value - 1 : 2 * value);
const message = (field: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([tag(field, BYTES), varint(body.length), body]);
};
const text = (field: number, value: string): Buffer => message(field, Buffer.from(value, "utf8"));
function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(field, DOUBLE), bytes]);
}

/** Field numbers of io.prometheus.client.Histogram and BucketSpan; counts of buckets are written as differences, runs of them as spans. */
function histogramMessage(field: number, schema: number, counts: ReadonlyMap<number, number>): Buffer {
  const held = [...counts].sort(([left], [right]) => left - right);
  const spans: { offset: number; length: number }[] = [];
  const deltas: Buffer[] = [];
  let [next, before] = [0, 0];
  for (const [index, count] of held) {
    const last = spans.at(-1);
    if (last === undefined || index !== next) spans.push({ offset: index - next, length: 1 });
    else last.length += 1;
    deltas.push(signed(13, count - before));
    next = index + 1;
    before = count;
  }
  const all = held.reduce((sum, [, count]) => sum + count, 0);
  const written = spans.map(({ offset, length }) => message(12, signed(1, offset), unsigned(2, length)));
  return message(field, unsigned(1, all), double(2, all), signed(5, schema), double(6, 2 ** -128), unsigned(7, 0), ...written, ...deltas);
}

/**
 * A history of native histograms up to a time as pages with timestamps of their own: page n holds the n-th sample of every series, to be
 * scraped one after the other.
 */
export function toNativePages(history: SimulatedHistory, toSeconds: number): readonly Buffer[] {
  const world = makeWorld(history);
  const pages: Buffer[][] = [];
  for (const family of history.families) {
    const metrics: Buffer[][] = [];
    for (const series of world.select([{ label: "__name__", op: "=", value: family.metric }])) {
      const { __name__: _name, ...labels } = series.labels;
      const pairs = Object.entries(labels).map(([label, value]) => message(1, text(1, label), text(2, value)));
      for (const [place, { timeMs }] of samplesBetween(series, { fromMs: 0, toMs: toSeconds * 1000, leftOpen: false }).entries()) {
        const histogram = histogramAt(series, timeMs);
        if (histogram === null) continue;
        const metric = message(4, ...pairs, histogramMessage(7, histogram.schema, histogram.counts), unsigned(6, timeMs));
        metrics[place] = [...(metrics[place] ?? []), metric];
      }
    }
    for (const [place, list] of metrics.entries()) {
      const body = Buffer.concat([text(1, family.metric), text(2, "simulated"), unsigned(3, 4), ...list]);
      pages[place] = [...(pages[place] ?? []), varint(body.length), body];
    }
  }
  return pages.map((parts) => Buffer.concat(parts));
}
