import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { AppError } from "../../errors/app-error.ts";
import { readJson } from "./json.ts";
import { checkJsonParts } from "./limits.ts";
import { decodeProtobuf } from "./protobuf.ts";

const MEBIBYTE = 1024 * 1024;
const MAX_PLAIN_BYTES = 16 * MEBIBYTE;

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

/** A field with its length in front. */
const part = (id: number, content: Buffer): Buffer => Buffer.concat([Buffer.from([8 * id + 2, ...varint(content.length)]), content]);

/** Messages within each other, the outermost field first. */
const within = (ids: readonly number[], content: Buffer): Buffer => ids.reduceRight((inner, id) => part(id, inner), content);

const times = (count: number, one: Buffer): Buffer => Buffer.alloc(count * one.length, one);
const empty = (id: number): Buffer => part(id, Buffer.alloc(0));

const RESOURCE_ATTRIBUTES = [1, 1] as const;
const METRIC = [1, 2, 2] as const;

/** What is sent again and again, and the field that it is sent in. */
interface Tiny {
  readonly name: string;
  readonly most: number;
  readonly words: string;
  readonly make: (count: number) => Buffer;
}

const tiny = (name: string, most: number, words: string, make: Tiny["make"]): Tiny => ({ name, most, words, make });

const TINY: readonly Tiny[] = [
  tiny("points of a gauge", 100_000, "data points", (count) => within([...METRIC, 5], times(count, empty(1)))),
  tiny("points of a histogram", 100_000, "data points", (count) => within([...METRIC, 9], times(count, empty(1)))),
  tiny("points of a summary, which are refused", 100_000, "data points", (count) => within([...METRIC, 11], times(count, empty(1)))),
  tiny("attributes of a resource", 300_000, "attributes", (count) => within(RESOURCE_ATTRIBUTES, times(count, empty(1)))),
  tiny("attributes of a point", 300_000, "attributes", (count) => within([...METRIC, 7, 1], times(count, empty(7)))),
  // One for the value, and one for its list.
  tiny("values of one attribute", 400_000, "values of attributes", (count) =>
    within([...RESOURCE_ATTRIBUTES, 1, 2, 5], times(count - 2, empty(1))),
  ),
  // The request itself is a message, too.
  tiny("resources", 100_000, "resources, scopes, metrics", (count) => times(count - 1, empty(1))),
  tiny("the same resource said again", 100_000, "resources, scopes, metrics", (count) => part(1, times(count - 2, empty(1)))),
  tiny("metrics", 100_000, "resources, scopes, metrics", (count) => within([1, 2], times(count - 3, empty(2)))),
  tiny("packed buckets", 300_000, "histogram buckets", (count) => within([...METRIC, 9, 1, 6], Buffer.alloc(8 * count))),
  tiny("buckets one by one", 300_000, "histogram buckets", (count) =>
    within([...METRIC, 9, 1], times(count, Buffer.from([0x39, 0, 0, 0, 0, 0, 0, 0, 0]))),
  ),
];

const isTooMany = (most: number, words: string) => ({
  code: "request.too-large",
  message: expect.stringMatching(new RegExp(`^More than ${most.toLocaleString("en")} .*${words}.* in one request: send fewer at a time$`)),
});

function errorOf(read: () => unknown): unknown {
  try {
    return { read: read() };
  } catch (error) {
    return error;
  }
}

describe("a request in Protocol Buffers", () => {
  test.each(TINY)("may hold $most $name, and one more is too many", ({ most, words, make }) => {
    expect(decodeProtobuf(make(most))).toHaveProperty("resourceMetrics");
    const refusal = errorOf(() => decodeProtobuf(make(most + 1)));
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject(isTooMany(most, words));
  });

  test("of 16 MiB of the tiniest messages is a small body, and refused by name", () => {
    const bytes = times(MAX_PLAIN_BYTES / 2, empty(1));
    const sent = gzipSync(bytes);
    expect(sent.length).toBeLessThan(MEBIBYTE);
    expect(errorOf(() => decodeProtobuf(gunzipSync(sent)))).toMatchObject(isTooMany(100_000, "resources"));
  });

  test("with values nested without end is none", () => {
    let value: Buffer = Buffer.alloc(0);
    for (let depth = 0; depth < 5000; depth += 1) value = within([5, 1], value);
    expect(errorOf(() => decodeProtobuf(within([...RESOURCE_ATTRIBUTES, 1, 2], value)))).toMatchObject({
      code: "request.invalid",
      message: expect.stringContaining("Protocol Buffers"),
    });
  });

  test.each<[string, Buffer]>([
    ["a message that is written as a number", Buffer.from([0x08, 0x01])],
    ["a text that is written as a number", within(METRIC, Buffer.from([0x08, 0x01]))],
    ["a part that is longer than the whole", Buffer.from([0x0a, 0x02, 0x0a, 0x05, 0, 0, 0, 0, 0])],
    ["packed numbers that end within one", within([...METRIC, 9, 1, 6], Buffer.alloc(12))],
  ])("is none with %s", (_name, bytes) => {
    expect(errorOf(() => decodeProtobuf(bytes))).toMatchObject({ code: "request.invalid" });
  });

  test("is read without what is not known, and of what is said twice the last counts", () => {
    const name = (text: string): Buffer => part(1, Buffer.from(text));
    const unknown = Buffer.concat([Buffer.from([0x78, 0xff, 0x01]), part(14, Buffer.from("more")), Buffer.from([0x7d, 1, 2, 3, 4])]);
    const bytes = within(METRIC, Buffer.concat([name("first"), unknown, name("last")]));
    expect(decodeProtobuf(bytes)).toEqual({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "last" }] }] }] });
  });
});

describe("a request in JSON", () => {
  test("may hold 2,000,000 objects and lists before it is parsed, and one more is too many", () => {
    const parts = Buffer.from("{[}]".repeat(1_000_000));
    expect(errorOf(() => checkJsonParts(parts))).toEqual({ read: undefined });
    expect(errorOf(() => checkJsonParts(Buffer.concat([parts, Buffer.from("{")])))).toMatchObject(
      isTooMany(2_000_000, "objects and lists"),
    );
  });

  const ofPoints = (dataPoints: readonly unknown[]) => ({
    resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "m", gauge: { dataPoints } }] }] }],
  });

  test.each<[string, number, string, (count: number) => unknown]>([
    ["points", 100_000, "data points", (count) => ofPoints(new Array(count).fill({}))],
    ["attributes", 300_000, "attributes", (count) => ofPoints([{ attributes: new Array(count).fill({}) }])],
    ["resources", 100_000, "resources", (count) => ({ resourceMetrics: new Array(count - 1).fill({}) })],
  ])("may hold as many %s", (_name, most, words, make) => {
    expect(readJson(make(most))).toHaveProperty("resourceMetrics");
    expect(errorOf(() => readJson(make(most + 1)))).toMatchObject(isTooMany(most, words));
  });
});
