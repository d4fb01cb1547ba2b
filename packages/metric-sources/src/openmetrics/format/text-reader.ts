import type { LineSyntax } from "./line-scanner.ts";
import { parseMilliseconds, parseNumber } from "./number.ts";
import { PageProblem, quote } from "./page-problem.ts";
import type { PageReader, PageSample } from "./page-reader.ts";
import { makeSampleLineReader } from "./sample-line.ts";

const TYPES: ReadonlySet<string> = new Set(["counter", "gauge", "histogram", "summary", "untyped", "gauge_histogram", "gaugehistogram"]);
const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
/** Keyword, name and the rest of `# HELP name text` and `# TYPE name type`; other comments do not match. */
const METADATA = /^#[ \t]*(HELP|TYPE)[ \t]+("(?:[^"\\]|\\.)*"|[^ \t]+)(?:[ \t]+(.*))?$/;

const SYNTAX: LineSyntax = {
  looseBlanks: true,
  lenientEscapes: false,
  exemplars: false,
  parseTimestamp: (text) => {
    const milliseconds = parseMilliseconds(text);
    return milliseconds === null ? null : milliseconds / 1000;
  },
};

interface Family {
  readonly name: string;
  type: string | null;
  help: boolean;
  sampled: boolean;
}

/** Suffixes by which a series of a typed family is known. */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  summary: ["_sum", "_count"],
  histogram: ["_bucket", "_sum", "_count"],
};

/** Reads the text format 0.0.4, and the quoted names of its version 1.0.0. Agrees with Prometheus' reader; the real test lists where not. */
export function makeTextReader(): PageReader {
  const families = new Map<string, Family>();
  const readLine = makeSampleLineReader(SYNTAX);
  let line = 0;
  const fail = (message: string): never => {
    throw new PageProblem(line, message);
  };

  function familyOf(name: string): Family {
    const exact = families.get(name);
    if (exact !== undefined) return exact;
    for (const [type, suffixes] of Object.entries(SUFFIXES)) {
      const suffix = suffixes.find((one) => name.endsWith(one));
      const family = suffix === undefined ? undefined : families.get(name.slice(0, -suffix.length));
      if (family?.type === type) return family;
    }
    const created: Family = { name, type: null, help: false, sampled: false };
    families.set(name, created);
    return created;
  }

  function metadata(keyword: string, named: string, rest: string | undefined): void {
    const quoted = named.startsWith('"');
    if (!quoted && !METRIC_NAME.test(named)) fail(`${quote(named)} is not the name of a metric`);
    const family = familyOf(quoted ? named.slice(1, -1) : named);
    if (rest === undefined || rest === "") return;
    if (keyword === "HELP") {
      if (family.help) fail(`a second HELP line for ${quote(family.name)}`);
      if (/\\(?:[^\\n]|$)/.test(rest.replaceAll("\\\\", ""))) fail("invalid escape in a HELP text");
      family.help = true;
      return;
    }
    if (family.type !== null || family.sampled) fail(`a second TYPE line for ${quote(family.name)}, or one after its samples`);
    const type = rest.toLowerCase();
    if (!TYPES.has(type)) fail(`unknown type ${quote(rest)}`);
    family.type = type;
  }

  function sample(text: string): PageSample {
    const read = readLine(text, line);
    const family = familyOf(read.name);
    family.sampled = true;
    const bound = family.type === "histogram" ? "le" : family.type === "summary" ? "quantile" : null;
    const value = bound === null ? undefined : read.labels[bound];
    if (value !== undefined && parseNumber(value) === null) fail(`${bound}=${quote(value)} is not a number`);
    return { ...read, line, family: family.name, type: family.type };
  }

  return {
    line(raw) {
      line += 1;
      const text = raw.replace(/^[ \t]+/, "");
      if (text === "") return null;
      if (!text.startsWith("#")) return sample(text);
      const [, keyword, named, rest] = METADATA.exec(text) ?? [];
      if (keyword !== undefined && named !== undefined) metadata(keyword, named, rest);
      return null;
    },
    end(terminated) {
      if (!terminated) fail("the last line does not end with a line feed: the page is cut off");
    },
  };
}
