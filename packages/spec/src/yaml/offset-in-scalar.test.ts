import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Document, Scalar } from "yaml";
import { createDiagnosticLog } from "../diagnostic.ts";
import { offsetInScalar } from "./offset-in-scalar.ts";
import { readDocuments } from "./read-documents.ts";
import type { ScalarNode } from "./source-tree.ts";

/** The scalar at `query`, null where the text cannot be read. */
function findQuery(text: string): (ScalarNode & { readonly value: string }) | null {
  const [document] = readDocuments(text, { fileName: "test.yaml", sink: createDiagnosticLog().sink }).documents;
  const scalar = document?.findScalar(["query"]);
  return scalar && typeof scalar.value === "string" ? { ...scalar, value: scalar.value } : null;
}

/** Where the text has the character at `offset` of the value at `query`; by default that of its §. */
function locate(text: string, offset?: number): number {
  const query = findQuery(text);
  if (query === null) throw new Error(`no text at query: ${text}`);
  return offsetInScalar(text, query, offset ?? query.value.indexOf("§"));
}

describe("the place of a character of a text value", () => {
  test.each([
    ["plain", "a: 1\nquery: sum(x§y)\n"],
    ["plain over several lines", "query: sum(\n   by (code)\n   x§y)\n"],
    ["single quotes", "query: 'it''s \"a\" x§y'\n"],
    ["single quotes over several lines", "query: 'it''s\n\n  two x§y'\n"],
    ["double quotes", 'query: "a \\"b\\" \\u00e9 \\x41 \\n\\t x§y"\n'],
    ["double quotes with an escaped line break", 'query: "a\\\n   b \\U0001F600 x§y"\n'],
    ["a literal block", "query: |\n  sum(\n    x§y\n  )\n"],
    ["a literal block with a header comment", "query: |2- # why\n    indented\n  x§y\n"],
    ["a folded block", "query: >-\n  sum(\n  x§y\n\n  )\n"],
    ["Windows line ends", "query: |\r\n  sum(\r\n  x§y\r\n  )\r\n"],
    ["JSON", '{"query": "a \\/ b \\\\ x§y"}'],
    ["a byte order mark", "\ufeffquery: x§y\n"],
  ])("is found in %s", (_style, text) => {
    expect(text.charAt(locate(text))).toBe("§");
  });

  test("is found whatever the text and its style are", { timeout: 30_000 }, () => {
    const styles = fc.constantFrom(Scalar.PLAIN, Scalar.QUOTE_SINGLE, Scalar.QUOTE_DOUBLE, Scalar.BLOCK_LITERAL, Scalar.BLOCK_FOLDED);
    const part = fc.string({ unit: fc.constantFrom("a", " ", "\n", "\t", "'", '"', "\\", "é", "🛒", "{", "#", ":", "|", "\u2028") });
    fc.assert(
      fc.property(styles, part, part, fc.integer({ min: 20, max: 100 }), (type, before, after, lineWidth) => {
        const scalar = new Scalar(`${before}§${after}`);
        scalar.type = type;
        const text = new Document({ first: 1, query: scalar }).toString({ lineWidth });
        // A forced style does not suit every text: the library then writes another text, or none that can be read.
        fc.pre(findQuery(text) !== null);
        const at = locate(text);
        expect(text.slice(at, at + 1) === "§" || text.slice(at, at + 6) === "\\u00a7").toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("past the end is the place after the last character", () => {
    const text = "query: sum(\nnext: 1\n";
    expect(text.slice(0, locate(text, 4))).toBe("query: sum(");
  });
});
