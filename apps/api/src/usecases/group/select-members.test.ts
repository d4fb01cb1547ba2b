import { describe, expect, test } from "vitest";
import { leftOutWords } from "./group-words.ts";
import { type KnownMember, selectMembers } from "./select-members.ts";

const routes = (...values: string[]) => values.map((route) => ({ route }));
const members = (active: string[], archived: string[] = []): KnownMember[] => [
  ...routes(...active).map((labels) => ({ labels, archived: false })),
  ...routes(...archived).map((labels) => ({ labels, archived: true })),
];
const select = (cap: number, known: KnownMember[], ...found: string[]) =>
  selectMembers({ groupBy: ["route"], cap, members: known, found: routes(...found) });

describe("the combinations that become objectives", () => {
  test("are the first ones by their labels, and the rest is left out", () => {
    expect(select(2, [], "c", "a", "b")).toEqual({ create: routes("a", "b"), restore: [], leftOut: 1 });
  });

  test("never take the place of one that is measured, even when that is not found at present", () => {
    expect(select(2, members(["y", "z"]), "a", "z")).toEqual({ create: [], restore: [], leftOut: 1 });
    expect(select(3, members(["y", "z"]), "b", "a", "z")).toEqual({ create: routes("a"), restore: [], leftOut: 1 });
  });

  test("are archived ones that came back as well as new ones", () => {
    const known = members(["m"], ["b", "x"]);
    expect(select(500, known, "a", "b", "m")).toEqual({ create: routes("a"), restore: [known[1]], leftOut: 0 });
  });

  test("are none when the cap was lowered below what is measured, and nothing is dropped", () => {
    expect(select(1, members(["a", "b", "c"]), "a", "b", "c", "d")).toEqual({ create: [], restore: [], leftOut: 1 });
  });
});

test("what is left out is said with its numbers", () => {
  expect(leftOutWords({ found: 1240, leftOut: 740, cap: 500 })).toBe(
    "1\u202F240 combinations found: 500 are measured, 740 are left out (cap 500); narrow the query or use fewer labels",
  );
  expect(leftOutWords({ found: 2, leftOut: 1, cap: 1 })).toBe(
    "2 combinations found: 1 is measured, 1 is left out (cap 1); narrow the query or use fewer labels",
  );
  expect(leftOutWords({ found: 500, leftOut: 0, cap: 500 })).toBeNull();
});
