import fc from "fast-check";
import { expect, test } from "vitest";
import { NAME_KEY, toPageRequest, toPageResponse } from "./page-cursor.ts";

const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);

test("the cursor of a page asks for what comes after it", () => {
  fc.assert(
    fc.property(name, (key) => {
      const { nextCursor } = toPageResponse({ items: [], next: key }, (item) => item);
      return toPageRequest({ limit: 5, cursor: nextCursor ?? "" }, NAME_KEY).after === key;
    }),
  );
});

test("without a cursor a list starts at its start, and its last page has none", () => {
  expect(toPageRequest({ limit: 5 }, NAME_KEY)).toEqual({ limit: 5, after: null });
  expect(toPageResponse({ items: [1, 2], next: null }, (item) => item * 2)).toEqual({ items: [2, 4], nextCursor: null });
});

test("whatever else is sent as a cursor is refused by its name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (cursor) => {
      expect(() => toPageRequest({ limit: 5, cursor }, NAME_KEY)).toThrow(expect.objectContaining({ code: "request.invalid" }));
    }),
  );
});
