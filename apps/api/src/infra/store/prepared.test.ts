import type pg from "pg";
import { expect, test } from "vitest";
import { askPrepared, prepared } from "./prepared.ts";

const ONE = prepared("SELECT 1 AS one");

/** A pool that answers everything, but prepared statements with an error of this code. */
function poolThatRefuses(code: string | null) {
  const asked: unknown[] = [];
  const query = async (question: unknown, values?: unknown) => {
    asked.push(values === undefined ? question : [question, values]);
    if (code !== null && typeof question === "object") throw Object.assign(new Error("refused"), { code });
    return { rows: [{ one: 1 }] };
  };
  return { asked, pool: { query } as unknown as Pick<pg.Pool, "query"> };
}

const named = { ...ONE, values: [7] };
const plain = [ONE.text, [7]];

test("a statement is asked by its name, which is the same wherever its text is", async () => {
  const { asked, pool } = poolThatRefuses(null);
  expect((await askPrepared<{ one: number }>(pool, ONE, [7])).rows).toEqual([{ one: 1 }]);
  expect(asked).toEqual([named]);
  expect(prepared(ONE.text)).toEqual(ONE);
  expect(prepared(`${ONE.text} `).name).not.toBe(ONE.name);
});

test.each(["26000", "42P05", "0A000"])("behind a pooler that cannot keep it (%s), it is asked as text from then on", async (code) => {
  const { asked, pool } = poolThatRefuses(code);
  expect((await askPrepared<{ one: number }>(pool, ONE, [7])).rows).toEqual([{ one: 1 }]);
  await askPrepared(pool, ONE, [7]);
  expect(asked).toEqual([named, plain, plain]);
});

test("any other error is the caller's", async () => {
  const { asked, pool } = poolThatRefuses("57014");
  await expect(askPrepared(pool, ONE, [7])).rejects.toThrow("refused");
  expect(asked).toEqual([named]);
});
