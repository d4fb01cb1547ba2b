import type { LineSyntax } from "./line-scanner.ts";
import { parseNumber } from "./number.ts";
import { PageProblem, quote } from "./page-problem.ts";
import type { PageReader, PageSample } from "./page-reader.ts";
import { makeSampleLineReader } from "./sample-line.ts";

/** What may follow the family's name in the names of its samples. */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ["_total", "_created"],
  summary: ["", "_count", "_sum", "_created"],
  histogram: ["_bucket", "_count", "_sum", "_created"],
  gaugehistogram: ["_bucket", "_gcount", "_gsum"],
  info: ["_info"],
  gauge: [""],
  stateset: [""],
  unknown: [""],
};

const METADATA = /^# (TYPE|HELP|UNIT) ("(?:[^"\\]|\\.)*"|[a-zA-Z_:][a-zA-Z0-9_:]*)(?: (.*))?$/;

const SYNTAX: LineSyntax = { looseBlanks: false, lenientEscapes: true, exemplars: true, parseTimestamp: toSeconds };

function toSeconds(text: string): number | null {
  const seconds = parseNumber(text);
  return seconds !== null && Number.isFinite(seconds) ? seconds : null;
}

interface Family {
  readonly name: string;
  type: string;
  readonly stated: Set<string>;
  sampled: boolean;
}

/** Reads OpenMetrics 1.0 as its specification says it. A page without its `# EOF` is cut off, and nothing of it counts. */
export function makeOpenMetricsReader(): PageReader {
  const over = new Set<string>();
  let family: Family | null = null;
  const readLine = makeSampleLineReader(SYNTAX);
  let line = 0;
  let eof = false;
  const fail = (message: string): never => {
    throw new PageProblem(line, message);
  };

  /** Leaves the family before; a family that was left must not come again. */
  function enter(name: string, type: string): Family {
    if (family !== null) over.add(family.name);
    if (over.has(name)) fail(`the family ${quote(name)} is in several pieces`);
    family = { name, type, stated: new Set(), sampled: false };
    return family;
  }

  function metadata(keyword: string, named: string, rest: string): void {
    const name = named.startsWith('"') ? named.slice(1, -1) : named;
    const at = family?.name === name ? family : enter(name, "unknown");
    if (at.sampled) fail(`${keyword} of ${quote(name)} comes after its samples`);
    if (at.stated.has(keyword)) fail(`a second ${keyword} line for ${quote(name)}`);
    at.stated.add(keyword);
    if (keyword === "TYPE") {
      if (!Object.hasOwn(SUFFIXES, rest)) fail(`unknown type ${quote(rest)}`);
      at.type = rest;
    }
    if (keyword === "UNIT" && rest !== "" && !name.endsWith(`_${rest}`)) fail(`${quote(name)} does not end with its unit ${quote(rest)}`);
  }

  /** The family of a sample: the one at hand if its type allows the name, otherwise one that nothing was stated about. */
  function familyOf(name: string): Family {
    if (family !== null) {
      const at = family;
      if ((SUFFIXES[at.type] ?? []).some((suffix) => name === at.name + suffix)) return at;
      if (name === at.name) fail(`a sample of the ${at.type} ${quote(name)} is named ${quote(name + (SUFFIXES[at.type]?.[0] ?? ""))}`);
    }
    return enter(name, "unknown");
  }

  function sample(text: string): PageSample {
    const read = readLine(text, line);
    const at = familyOf(read.name);
    at.sampled = true;
    const le = read.labels.le;
    if (at.type === "histogram" && read.name.endsWith("_bucket") && (le === undefined || parseNumber(le) === null))
      fail(le === undefined ? "a bucket has no le" : `le=${quote(le)} is not a number`);
    return { ...read, line, family: at.name, type: at.type };
  }

  return {
    line(text) {
      line += 1;
      if (eof) fail("something comes after # EOF");
      if (text === "# EOF") {
        eof = true;
        return null;
      }
      if (text === "") fail("an empty line is not allowed in OpenMetrics");
      if (!text.startsWith("#")) return sample(text);
      const [, keyword, named, rest] = METADATA.exec(text) ?? [];
      if (keyword === undefined || named === undefined) return fail(`${quote(text)} is no metadata of OpenMetrics`);
      metadata(keyword, named, rest ?? "");
      return null;
    },
    end() {
      if (!eof) fail("the page does not end with # EOF: it is cut off");
    },
  };
}
