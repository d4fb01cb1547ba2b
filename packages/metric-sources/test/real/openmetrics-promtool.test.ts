import { execFileSync, spawn } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PageProblem } from "../../src/openmetrics/format/page-problem.ts";
import { readPage } from "../../src/openmetrics/page.ts";

const PROMTOOL = "promtool";

type Verdict = "read" | "refused";

/** `promtool check metrics`: 0 is fine, 3 is fine with remarks about style, 1 is a page that cannot be read. */
function judge(page: string): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const child = spawn(PROMTOOL, ["check", "metrics"], { stdio: ["pipe", "ignore", "ignore"] });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0 || code === 3) resolve("read");
      else if (code === 1) resolve("refused");
      else reject(new Error(`promtool ended with ${code} for ${JSON.stringify(page)}`));
    });
    // It stops reading at the first mistake.
    child.stdin.on("error", () => undefined);
    child.stdin.end(page);
  });
}

async function judgeOurselves(page: string): Promise<Verdict> {
  try {
    await readPage(page, "text", { instance: "page:1", job: null });
    return "read";
  } catch (error) {
    if (error instanceof PageProblem) return "refused";
    throw error;
  }
}

const HISTOGRAM =
  '# HELP h Help.\n# TYPE h histogram\nh_bucket{le="0.1"} 1\nh_bucket{le="1e0"} 2\nh_bucket{le="+Inf"} 3\nh_sum 1.5\nh_count 3\n';
const SUMMARY = '# TYPE s summary\ns{quantile="0.5"} 1\ns{quantile="0.99"} NaN\ns_sum 1\ns_count 2\n';

/** Pages on which both must agree. */
const CORPUS: readonly string[] = [
  "",
  "\n",
  "\n\n\t\n",
  "x 1\n",
  "x 1",
  "x 1 5\n",
  "x 1 -5\n",
  "x 1 5 6\n",
  "x 1 5.5\n",
  "x 1 5e3\n",
  "x 1 now\n",
  "x 1 9223372036854775808\n",
  "x\t1\t5\n",
  "x   1   5\n",
  "  x 1\n",
  "\tx 1\n",
  "x\n",
  "x1\n",
  "1x 1\n",
  "-x 1\n",
  "x-y 1\n",
  "x.y 1\n",
  "é 1\n",
  ":x:y: 1\n",
  "_ 1\n",
  "x 1\r\n",
  "x 1\n\r\n",
  "x +1\n",
  "x -1\n",
  "x 1.\n",
  "x .5\n",
  "x .\n",
  "x 1e3\n",
  "x 1E-3\n",
  "x 1e\n",
  "x 1e999\n",
  "x 1e-999\n",
  "x 1_000\n",
  "x 0x10\n",
  "x 0x1p3\n",
  "x 1,5\n",
  "x nan\n",
  "x NaN\n",
  "x +NaN\n",
  "x inf\n",
  "x -iNf\n",
  "x Infinity\n",
  "x +infinity\n",
  "x infinit\n",
  "x many\n",
  "x {} 1\n",
  "x{} 1\n",
  "x{}1\n",
  "x{ } 1\n",
  "x{,} 1\n",
  'x{a="b"} 1\n',
  'x{a="b"}1\n',
  'x {a="b"} 1\n',
  'x{a="b",} 1\n',
  'x{a="b",,} 1\n',
  'x{ a = "b" , c="d" } 1\n',
  'x{a="b" c="d"} 1\n',
  'x{a="b";c="d"} 1\n',
  'x{a=""} 1\n',
  "x{a=b} 1\n",
  "x{a='b'} 1\n",
  'x{a:b="c"} 1\n',
  'x{1a="c"} 1\n',
  'x{_a1="c"} 1\n',
  'x{="c"} 1\n',
  "x{a} 1\n",
  'x{"a"="b" 1\n',
  'x{a="b\n',
  'x{a="b"\n',
  'x{a="b} 1\n',
  'x{a="b",\n',
  'x{a="b"}}1\n',
  'x{a="}"} 1\n',
  'x{a="{"} 1\n',
  'x{a="#"} 1\n',
  'x{a="\\\\"} 1\n',
  'x{a="\\""} 1\n',
  'x{a="\\n"} 1\n',
  'x{a="\\t"} 1\n',
  'x{a="\\"} 1\n',
  'x{a="a\tb"} 1\n',
  'x{a="é\u{1F600}"} 1\n',
  'x{a="1",a="2"} 1\n',
  'x{a="1",b="2",a="1"} 1\n',
  'x{__name__="y"} 1\n',
  'x{__a="y"} 1\n',
  'x{a="1"} 1\nx{a="2"} 2\n',
  "x 1\nx 1\n",
  "x 1 # comment\n",
  'x 1 # {a="b"} 1\n',
  "#\n",
  "#x\n",
  "# a comment\n",
  "# EOF\n",
  "# EOF\nx 1\n",
  "## TYPE x counter\n",
  "# TYPE\n",
  "# HELP\n",
  "# TYPE \n",
  "# TYPE x\n",
  "# TYPE x \n",
  "# TYPE x counter\n",
  "# TYPE x counter\nx 1\n",
  "#TYPE x counter\n",
  "#\tTYPE\tx\tcounter\n",
  "#  TYPE  x  counter\n",
  "  # TYPE x counter\n",
  "# type x counter\n",
  "# TYPE x COUNTER\n",
  "# TYPE x Gauge\n",
  "# TYPE x untyped\n",
  "# TYPE x unknown\n",
  "# TYPE x info\n",
  "# TYPE x stateset\n",
  "# TYPE x foo\n",
  "# TYPE x counter \n",
  "# TYPE x counter junk\n",
  "# TYPE 1x counter\n",
  "# TYPE x-y counter\n",
  "# TYPE x counter",
  "# TYPE x counter\n# TYPE x counter\n",
  "# TYPE x counter\n# TYPE x gauge\n",
  "x 1\n# TYPE x counter\n",
  "y 1\n# TYPE x counter\nx 1\n",
  '# TYPE x counter\nx 1\n# TYPE y counter\ny 1\nx{a="1"} 2\n',
  "# HELP x\n",
  "# HELP x \n",
  "# HELP x help\n",
  "# HELP x help \\\\ \\n\n",
  "# HELP x help \\q\n",
  "# HELP x help \\\n",
  '# HELP x "help"\n',
  "# HELP x a\n# HELP x b\n",
  "# HELP x a\n# HELP x a\n",
  "x 1\n# HELP x late\n",
  "# HELP 1x a\n",
  "# HELP x{} a\n",
  "# UNIT x seconds\n",
  HISTOGRAM,
  SUMMARY,
  `${HISTOGRAM}${SUMMARY}`,
  '# TYPE h histogram\nh_bucket{le="x"} 1\n',
  '# TYPE h histogram\nh_bucket{le=""} 1\n',
  '# TYPE h histogram\nh_bucket{le="0x1"} 1\n',
  '# TYPE s summary\ns{quantile="z"} 1\n',
  'h_bucket{le="x"} 1\n',
  '# TYPE h counter\nh{le="x"} 1\n',
  "# TYPE foo summary\n# TYPE foo_sum counter\n",
  "# TYPE foo histogram\n# TYPE foo_bucket counter\n",
  "# TYPE foo histogram\nfoo_count 1\n# TYPE foo_count counter\n",
  "# TYPE foo counter\n# TYPE foo_sum counter\n",
  "x 1\n\n\ny 2\n",
  "x 1\ny",
  "x 1\n}\n",
  "x 1\n<html>\n",
  "<!DOCTYPE html>\n<html></html>\n",
  '{"status":"error"}\n',
  "null\n",
];

/** Where we differ on purpose. */
const DIFFERENCES: readonly { readonly page: string; readonly ours: Verdict; readonly why: string }[] = [
  { page: "x 1 \n", ours: "read", why: "blanks at the end of a line say nothing; Prometheus' own scraper takes them too" },
  { page: "x 1 5 \n", ours: "read", why: "blanks at the end of a line say nothing; Prometheus' own scraper takes them too" },
  { page: '{"a.b"} 1\n', ours: "read", why: "quoted names are of version 1.0.0 of the format, later than this promtool" },
  { page: '{"a.b","c.d"="e"} 1\n', ours: "read", why: "quoted names are of version 1.0.0 of the format, later than this promtool" },
  { page: 'x{"c.d"="e"} 1\n', ours: "read", why: "quoted names are of version 1.0.0 of the format, later than this promtool" },
  { page: "x 1 99999999999999999\n", ours: "refused", why: "a time beyond 2^53 ms would be another time as a double" },
  { page: "x 1\nx 2\n", ours: "refused", why: "a series with two values leaves open which one is true" },
  { page: `x{a="${"y".repeat(4097)}"} 1\n`, ours: "refused", why: "our limits on labels" },
  { page: `${"x{}1\n".repeat(50_001)}`, ours: "refused", why: "our limit of samples a page" },
];

describe("promtool of Prometheus and our reader of the text format 0.0.4", () => {
  it("agree about a corpus of good and bad pages", async () => {
    expect(execFileSync(PROMTOOL, ["--version"], { encoding: "utf8" })).toContain("promtool");
    expect(CORPUS.length).toBeGreaterThan(150);
    const disagreed: string[] = [];
    for (const page of CORPUS) {
      const [theirs, ours] = await Promise.all([judge(page), judgeOurselves(page)]);
      if (theirs !== ours) disagreed.push(`${JSON.stringify(page)}: promtool ${theirs}, we ${ours}`);
    }
    expect(disagreed).toEqual([]);
  });

  it.each(DIFFERENCES)("differ on purpose: $why", async ({ page, ours }) => {
    expect(await judgeOurselves(page)).toBe(ours);
    expect(await judge(page)).toBe(ours === "read" ? "refused" : "read");
  });

  it("agree about good pages with one mistake made at random", { timeout: 120_000 }, async () => {
    const base = `${HISTOGRAM}${SUMMARY}# HELP x_total Help \\\\ text.\n# TYPE x_total counter\nx_total{a="b",c="d\\n\\"e"} 12 1395066363000\nplain -1.5e-3\n`;
    const mistake = fc.record({
      at: fc.nat(base.length - 1),
      cut: fc.nat(2),
      put: fc.array(fc.constantFrom(...'{}=",\\# \n1.eNa_:'), { maxLength: 2 }).map((characters) => characters.join("")),
    });
    const spoilt = mistake.map(({ at, cut, put }) => base.slice(0, at) + put + base.slice(at + cut));
    // Blanks at the ends of lines and series that are there twice are differences of the table above.
    const usual = spoilt.filter((page) => !/[ \t]\n/.test(page) && !/\{"/.test(page) && !/,[ ]*"/.test(page));
    await fc.assert(
      fc.asyncProperty(usual, async (page) => {
        const [theirs, ours] = await Promise.all([judge(page), judgeOurselves(page)]);
        expect(ours, JSON.stringify(page)).toBe(theirs);
      }),
      { numRuns: 150, seed: 20_261_123 },
    );
  });
});
