import { expect, test } from "vitest";
import { storeApart } from "./store-apart.ts";

/** A store that refuses some numbers, and everything that is stored with them. */
function refusing(...bad: readonly number[]) {
  const stored: number[] = [];
  const store = async (items: readonly number[]) => {
    for (const item of items) if (bad.includes(item)) throw new Error(`${item} is refused`);
    stored.push(...items);
  };
  return { store, stored, checkStore: async () => undefined };
}
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test("what cannot be stored is left over, and everything else is stored once and in order", async () => {
  const to = refusing(3, 7, 8);
  const refused = await storeApart(upTo(10), to);
  expect(refused.map(({ item }) => item)).toEqual([3, 7, 8]);
  expect(refused[0]?.error).toEqual(new Error("3 is refused"));
  expect(to.stored).toEqual([0, 1, 2, 4, 5, 6, 9]);
});

test("nothing at all is nothing to store", async () => {
  expect(await storeApart([], refusing(0))).toEqual([]);
});

test("when nothing can be stored the items are not tried one by one", async () => {
  const to = refusing(5);
  let checks = 0;
  const gone = async () => {
    checks++;
    throw new Error("the database is gone");
  };
  await expect(storeApart(upTo(100), { ...to, checkStore: gone })).rejects.toThrow("the database is gone");
  expect([checks, to.stored]).toEqual([1, []]);
});

test("a store that refuses everything is given up", async () => {
  await expect(storeApart(upTo(1000), refusing(...upTo(1000)))).rejects.toThrow("is refused");
});
