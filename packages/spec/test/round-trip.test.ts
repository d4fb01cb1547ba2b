import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Document, parseAllDocuments } from "yaml";
import { type Definitions, hasErrors, parseDefinitions, toOpenSlo } from "../src/index.ts";
import { definitions } from "./arbitraries.ts";

const RUNS = 500;

function readBack(text: string): Definitions {
  const parsed = parseDefinitions(text);
  if (hasErrors(parsed.diagnostics)) throw new Error(`${JSON.stringify(parsed.diagnostics, null, 1)}\n${text}`);
  return parsed.definitions;
}

/** The same values with the keys of every map in the opposite order. */
function reversed<T>(value: T): T;
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => reversed(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

describe("definitions that are written as OpenSLO and read again", { timeout: 60_000 }, () => {
  test("are the same, whatever text and numbers they hold", () => {
    fc.assert(
      fc.property(definitions, (set) => {
        expect(readBack(toOpenSlo(set))).toStrictEqual(set);
      }),
      { numRuns: RUNS },
    );
  }, 60_000);

  test("are the same text whatever the order of keys and definitions was", () => {
    fc.assert(
      fc.property(definitions, (set) => {
        const other: Definitions = {
          services: [...reversed(set.services)].reverse(),
          sources: [...reversed(set.sources)].reverse(),
          policies: [...reversed(set.policies)].reverse(),
          objectives: [...reversed(set.objectives)].reverse(),
          groups: [...reversed(set.groups)].reverse(),
          adjustments: [...set.adjustments].reverse(),
          agreements: [...set.agreements].reverse(),
        };
        expect(toOpenSlo(other)).toBe(toOpenSlo(set));
      }),
    );
  });

  test("are plain YAML 1.2 without tags, anchors and directives, with one header for each definition", () => {
    fc.assert(
      fc.property(definitions, (set) => {
        const documents = parseAllDocuments(toOpenSlo(set)).filter((document) => document instanceof Document);
        expect(documents).toHaveLength(
          set.services.length + set.sources.length + set.policies.length + set.objectives.length + set.groups.length,
        );
        for (const document of documents) {
          expect(document.errors).toEqual([]);
          expect(document.warnings).toEqual([]);
          expect(document.get("apiVersion")).toBe("openslo/v1");
        }
      }),
    );
  });

  test("show every character: controls, odd blanks and marks of direction are escapes", () => {
    fc.assert(
      fc.property(definitions, (set) => {
        expect(toOpenSlo(set)).not.toMatch(/(?![ \n])[\p{Cc}\p{Cf}\p{Z}]/u);
      }),
    );
  });
});

const folders = ["../fixtures/openslo/in/", "../../../examples/"].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => folder + file),
);

test.each(files.map((file) => [file.split("/").slice(-2).join("/"), file] as const))(
  "%s keeps its meaning when it is written again",
  (_name, file) => {
    const first = readBack(readFileSync(file, "utf8"));
    const written = toOpenSlo(first);
    expect(readBack(written)).toStrictEqual(first);
    expect(toOpenSlo(readBack(written))).toBe(written);
  },
);

test("an objective is written with its indicator inline and its target digit by digit", () => {
  const [objective] = readBack(readFileSync(`${folders[1]}checkout-availability.yaml`, "utf8")).objectives;
  if (objective === undefined) throw new Error("no objective");
  const written = toOpenSlo({ objectives: [{ ...objective, targetPercent: "99.90000000000000000010" }] });
  expect(written).toContain("    - targetPercent: 99.90000000000000000010\n");
  expect(written).toContain("  indicator:\n    metadata:\n      name: checkout-availability\n");
  expect(written).not.toContain("indicatorRef");
});
