import { useTestDatabase } from "@solvent/testing/postgres";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrayBytes, arrayLengthAt, BigIntArray, IntArray, SmallIntArray, toBigInts, toInts, viewOf } from "./array-parameters.ts";

const database = useTestDatabase();
let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(() => client.end());

const ask = async (sql: string, ...parameters: Buffer[]) => (await client.query(sql, parameters)).rows[0];

test("Postgres reads arrays of all three widths as they were pushed, also long ones", async () => {
  const [small, int, big] = [new SmallIntArray(), new IntArray([1, -2]), new BigIntArray()];
  for (let i = 0; i < 1000; i += 1) small.push(i - 500);
  big.push(-(2n ** 63n));
  big.push(2n ** 63n - 1n);
  big.pushHalves(1, 2 ** 32 - 1);
  const row = await ask(
    "SELECT cardinality($1::int2[]) AS n, ($1::int2[])[1000]::int AS last, $2::int4[]::text AS ints, $3::int8[]::text AS bigs",
    small.toParameter(),
    int.toParameter(),
    big.toParameter(),
  );
  expect(row).toEqual({ n: 1000, last: 499, ints: "{1,-2}", bigs: "{-9223372036854775808,9223372036854775807,8589934591}" });
});

test("an empty array has no elements in Postgres", async () => {
  expect(await ask("SELECT cardinality($1::int4[]) AS n", new IntArray().toParameter())).toEqual({ n: 0 });
});

test("what array_send answers is read back exactly", async () => {
  const row = await ask(
    "SELECT array_send('{7,-8}'::int4[]) AS ints, array_send('{-9223372036854775808,12}'::int8[]) AS bigs, array_send('{}'::int4[]) AS none",
  );
  expect([...toInts(row.ints)]).toEqual([7, -8]);
  expect([...toBigInts(row.bigs)]).toEqual([-(2n ** 63n), 12n]);
  expect([...toInts(row.none)]).toEqual([]);
  expect([...toInts(null)]).toEqual([]);
});

test("the length of an array says where the next one behind it starts, also of an empty one", async () => {
  const row = await ask("SELECT array_send('{}'::int8[]) || array_send('{1,2,3}'::int8[]) AS both");
  const view = viewOf(row.both);
  expect(arrayLengthAt(view, 0)).toBe(0);
  expect(arrayLengthAt(view, arrayBytes(0, 8))).toBe(3);
  expect(arrayBytes(0, 8) + arrayBytes(3, 8)).toBe(row.both.length);
});

test("a total that needs more than 64 bits is refused instead of wrapped", () => {
  expect(() => new BigIntArray().push(2n ** 63n)).toThrow(RangeError);
});
