import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const GOLDEN = "packages/domain/test/golden/";
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "golden-script-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function runScript(...files: string[]): { code: number | null; lines: string[]; errors: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "scripts/golden.ts", ...files], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { code: status, lines: stdout.trimEnd().split("\n"), errors: stderr };
}

function write(name: string, content: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

test("a run without failures closes with the counts and exits with 0", () => {
  const { code, lines } = runScript(`${GOLDEN}precision.json`, `${GOLDEN}counters.json`);
  expect([code, lines]).toEqual([0, ["18 passed, 0 failed"]]);
}, 30_000);

test("a failed case is named with what differs and makes the exit code 1", () => {
  const cases = [
    {
      id: "wrong",
      series: [
        [
          [0, 1],
          [60, 3],
        ],
      ],
      startSecond: 0,
      minutes: 1,
      expect: [3],
    },
  ];
  const { code, lines } = runScript(write("wrong.json", { topic: "counters", schemaVersion: 1, cases }));
  expect(code).toBe(1);
  expect(lines.join("\n")).toContain("expect[0]: expected 3/1, got 2/1");
  expect(lines.at(-1)).toBe("0 passed, 1 failed");
}, 30_000);

test("a file that cannot be read or is of an unknown topic makes the exit code 1 with a message that names it", () => {
  const unknown = write("unknown.json", { topic: "weather", schemaVersion: 1, cases: [] });
  const { code, lines, errors } = runScript(join(folder, "absent.json"), unknown, `${GOLDEN}precision.json`);
  expect(code).toBe(1);
  expect(errors).toMatch(/absent\.json: ENOENT/);
  expect(errors).toMatch(/unknown\.json: unknown topic weather/);
  expect(lines).toEqual(["5 passed, 0 failed"]);
}, 30_000);
