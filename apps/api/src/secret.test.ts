import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "./secret.ts";

test("a secret shows its value to nobody who does not ask for it", () => {
  const secret = new Secret("canary-7f3a");
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: [secret] }, { depth: 9 }),
    `x${secret}`,
  ];
  expect(shown.join(" ")).not.toContain("canary");
  expect(Object.values({ ...secret })).toEqual([]);
  expect(secret.reveal()).toBe("canary-7f3a");
});
