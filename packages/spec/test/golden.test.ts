import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { FORMAT_NAMES, hasErrors, parseDefinitions } from "../src/index.ts";

const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));
const examples = fileURLToPath(new URL("../../../examples/", import.meta.url));

const yamlFiles = (folder: string): string[] => readdirSync(folder).filter((file) => file.endsWith(".yaml"));
const stableJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

describe.each(FORMAT_NAMES)("%s", (format) => {
  const inputs = [
    ...yamlFiles(`${fixtures}${format}/in`).map((file) => [file, `${fixtures}${format}/in/${file}`] as const),
    ...yamlFiles(examples).map((file) => [file, `${examples}${file}`] as const),
  ];

  test.each(inputs)("%s is read without an error and means what its golden file says", async (file, path) => {
    const { definitions, diagnostics, declaredKinds } = parseDefinitions(readFileSync(path, "utf8"), { fileName: file });
    expect(hasErrors(diagnostics)).toBe(false);
    const golden = `${fixtures}${format}/out/${file.replace(/\.yaml$/, ".json")}`;
    await expect(stableJson({ ...definitions, declaredKinds, diagnostics })).toMatchFileSnapshot(golden);
  });

  test.each(yamlFiles(`${fixtures}${format}/invalid`))("%s is reported with the diagnostics of its golden file", async (file) => {
    const folder = `${fixtures}${format}/invalid`;
    const { diagnostics } = parseDefinitions(readFileSync(`${folder}/${file}`, "utf8"), { fileName: file });
    expect(diagnostics).not.toEqual([]);
    const lines = diagnostics.map(({ line, column, endLine, endColumn, ...rest }) => ({
      at: `${line}:${column}-${endLine}:${endColumn}`,
      ...rest,
    }));
    await expect(stableJson(lines)).toMatchFileSnapshot(`${folder}/${file.replace(/\.yaml$/, ".json")}`);
  });
});
