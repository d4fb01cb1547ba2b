import { afterAll, expect, test } from "vitest";
import { TEXT } from "../../../test/support/examples.ts";
import { makeWorkerDefinitionReader } from "./worker-definition-reader.ts";

const reader = makeWorkerDefinitionReader();
afterAll(() => reader.close());

test("a text comes back as definitions", async () => {
  const { definitions, diagnostics } = await reader.read(TEXT);
  expect(diagnostics).toEqual([]);
  expect(definitions.objectives.map(({ name }) => name)).toEqual(["checkout"]);
});

test("parts of definitions are found in the text, to the character", async () => {
  const of = { kind: "objective", name: "checkout" } as const;
  const places = await reader.locate(TEXT, [
    { of, path: ["indicator", "total", "spec", "query"], offset: 5 },
    { of: { kind: "objective", name: "nobody" }, path: [] },
  ]);
  const [place] = places;
  const line = TEXT.split("\n")[(place?.line ?? 0) - 1] ?? "";
  expect(line.slice((place?.column ?? 0) - 1)).toMatch(/^requests_total }/);
  expect(places[1]).toBeNull();
});

test("texts that are sent at the same time are all read, each with its own answer", async () => {
  const names = Array.from({ length: 20 }, (_, i) => `slo-${i}`);
  const read = await Promise.all(names.map((name) => reader.read(TEXT.replaceAll("checkout", name))));
  expect(read.map(({ definitions }) => definitions.objectives[0]?.name)).toEqual(names);
});

test("a text that takes too long is refused and the next one is read again", async () => {
  const hasty = makeWorkerDefinitionReader({ timeoutMs: 0, maxHeapMegabytes: 128 });
  await expect(hasty.read(TEXT)).rejects.toMatchObject({ code: "definition.invalid", message: expect.stringContaining("longer than 0 s") });
  await expect(hasty.read(TEXT)).rejects.toMatchObject({ code: "definition.invalid" });
  await hasty.close();
  expect((await reader.read(TEXT)).diagnostics).toEqual([]);
});

const BOMBS: readonly (readonly [string, string])[] = [
  [
    "aliases of aliases",
    `a: &a [x,x,x,x,x,x,x,x]\n${Array.from("bcdefgh", (key, i) => `${key}: &${key} [${`*${"abcdefgh"[i]},`.repeat(8)}]`).join("\n")}\n`,
  ],
  ["250,000 brackets", "[".repeat(250_000)],
  ["a million keys", Array.from({ length: 36_000 }, (_, i) => `k${i}: 1`).join("\n")],
  ["merge keys", `a: &a { x: 1 }\n${"b: { <<: [*a, *a, *a] }\n".repeat(1000)}`],
];

test.each(BOMBS)("%s are refused in words and cost at most two seconds", async (_name, text) => {
  // The bomb before may have cost the thread its life, and the time that a new one takes to start is not what is measured.
  await reader.read(TEXT);
  const startedMs = performance.now();
  const refused = await reader.read(text).then(
    ({ diagnostics }) => diagnostics.some(({ severity }) => severity === "error"),
    (error: { code?: string }) => error.code === "definition.invalid",
  );
  expect(refused).toBe(true);
  // And what it takes to end the thread, on a machine that may be busy with other tests.
  expect(performance.now() - startedMs).toBeLessThan(8_000);
});
