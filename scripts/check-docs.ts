// Fails when a document names a path or an npm script that does not exist.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "..");
const SKIP = new Set(["node_modules", ".git", "dist", ".turbo", ".solvent", "generated", "fixtures"]);
/** A code span is taken for a path when it starts with one of these. */
const PATH_START = /^(apps|packages|prisma|docs|examples|scripts|\.ci)\//;
/** Placeholders such as <kind> make a pattern, not a path; what a build makes need not exist yet. */
const NOT_CHECKED = /[<>{}…]|\.\.\.|\/dist(\/|$)/;

interface Finding {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

function markdownFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (SKIP.has(entry.name)) return [];
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) return markdownFiles(full);
    return entry.name.endsWith(".md") ? [full] : [];
  });
}

const scriptsOf = (dir: string): Set<string> => {
  const file = path.join(ROOT, dir, "package.json");
  const parsed = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { scripts?: Record<string, string> }) : {};
  return new Set(Object.keys(parsed.scripts ?? {}));
};

/** Of a pattern with `*` the folder before the star must exist. */
const exists = (relative: string): boolean => {
  const clean = relative.replace(/[:#].*$/, "").replace(/\/?[^/]*\*.*$/, "");
  return existsSync(path.join(ROOT, clean));
};

function problemsOfLine(text: string, dir: string): string[] {
  const problems: string[] = [];
  for (const [, span = ""] of text.matchAll(/`([^`]+)`/g)) {
    const word = span.trim();
    if (PATH_START.test(word) && !word.includes(" ") && !NOT_CHECKED.test(word) && !exists(word))
      problems.push(`path ${word} does not exist`);
  }
  for (const [, script = "", workspace] of text.matchAll(/npm run (?:-s |--silent )*([a-z][\w:*-]*)(?: -w (\S+))?/g)) {
    if (script.endsWith("*")) continue;
    const known = scriptsOf(workspace?.replace(/[`.,)]+$/, "") ?? ".");
    if (!known.has(script)) problems.push(`npm script ${script} does not exist`);
  }
  for (const [, target = ""] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:|^#/.test(target)) continue;
    const file = path.join(dir, target.replace(/#.*$/, ""));
    if (!existsSync(file)) problems.push(`link ${target} leads nowhere`);
  }
  return problems;
}

function findingsOf(file: string): Finding[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((text, index) =>
    problemsOfLine(text, path.dirname(file)).map((message) => ({ file: path.relative(ROOT, file), line: index + 1, message })),
  );
}

const files = markdownFiles(ROOT);
const findings = files.flatMap(findingsOf);
for (const finding of findings) console.error(`${finding.file}:${finding.line}: ${finding.message}`);
console.log(`docs: ${files.length} documents, ${findings.length} problems`);
process.exit(findings.length === 0 ? 0 : 1);
