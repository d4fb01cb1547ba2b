import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseDefinitions } from "../src/index.ts";

test("the objective that the README shows reads without a problem", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const [, text = ""] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
  const { definitions, diagnostics } = parseDefinitions(text);
  expect(diagnostics).toEqual([]);
  expect(definitions.services).toMatchObject([{ name: "checkout", team: "payments" }]);
  expect(definitions.objectives).toMatchObject([{ name: "checkout-availability", targetPercent: "99.9", window: { minutes: 28 * 1440 } }]);
});
