import { expect, test } from "vitest";
import { BOARD } from "../../../test/fake-board.ts";
import { summaryOf } from "../../../test/fake-objectives.ts";
import { inOldPlaces, movedCount, placed } from "./order.model.ts";

const [template] = BOARD.filter((o) => o.name === "catalogue").map(summaryOf);
const item = (name: string, changes: object = {}) => ({ ...template, name, ...changes }) as ReturnType<typeof summaryOf>;
const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => item(name)) as [
  ReturnType<typeof item>,
  ReturnType<typeof item>,
  ReturnType<typeof item>,
  ReturnType<typeof item>,
];

test("figures change in place, and nothing has moved", () => {
  const shown = placed([a, b]);
  const fresh = [item("a", { reason: "new" }), b];
  expect(movedCount(shown, fresh)).toBe(0);
  expect(inOldPlaces(shown, fresh).map(({ objective }) => objective.reason)).toEqual(["new", null]);
});

test("the fewest rows that have to move are counted", () => {
  const shown = placed([a, b, c, d]);
  expect(movedCount(shown, [d, a, b, c])).toBe(1);
  expect(movedCount(shown, [b, a, d, c])).toBe(2);
});

test("a row in another group has moved, although its neighbours are the same", () => {
  expect(movedCount(placed([a, b]), [a, item("b", { state: "exhausted" })])).toBe(1);
});

test("rows that come or go wait too; one that is gone keeps its last figures", () => {
  const shown = placed([a, b]);
  expect(movedCount(shown, [b, c])).toBe(2);
  expect(inOldPlaces(shown, [b, c]).map(({ objective }) => objective.name)).toEqual(["a", "b"]);
});
