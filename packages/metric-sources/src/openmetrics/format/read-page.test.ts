import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseFormat } from "./negotiate.ts";
import { PageProblem } from "./page-problem.ts";
import type { PageFormat, PageSample } from "./page-reader.ts";
import { readSamples } from "./read-page.ts";

async function read(body: string, format: PageFormat, maxSamples = 1000): Promise<PageSample[]> {
  const samples: PageSample[] = [];
  await readSamples(body, format, { maxSamples }, (sample) => void samples.push(sample));
  return samples;
}

const short = ({ name, labels, value, timeSeconds }: PageSample) => [name, labels, value, timeSeconds];

async function problemOf(body: string, format: PageFormat): Promise<string | null> {
  try {
    await read(body, format);
    return null;
  } catch (error) {
    if (error instanceof PageProblem) return error.message;
    throw error;
  }
}

describe("the text format 0.0.4", () => {
  it("is read with its escapes, blanks, comments and times in milliseconds", async () => {
    const body = [
      "# HELP http_requests_total Requests \\\\ in \\n two lines.",
      "#  TYPE\thttp_requests_total  counter",
      "# something else",
      "",
      'http_requests_total{code="200",path="C:\\\\a \\"b\\" \\n é",} 1027 1395066363000',
      '  http_requests_total { code = "500" }\t3',
      "bare -.5e3",
      "nothing NaN",
      "much +Inf -3",
      "",
    ].join("\n");
    expect((await read(body, "text")).map(short)).toEqual([
      ["http_requests_total", { code: "200", path: 'C:\\a "b" \n é' }, 1027, 1_395_066_363],
      ["http_requests_total", { code: "500" }, 3, null],
      ["bare", {}, -500, null],
      ["nothing", {}, Number.NaN, null],
      ["much", {}, Number.POSITIVE_INFINITY, -0.003],
    ]);
  });

  it("takes quoted names of metrics and labels, as version 1.0.0 writes them", async () => {
    expect((await read('{"http.server.duration","code.x"="200",a="b"} 3\n', "text")).map(short)).toEqual([
      ["http.server.duration", { "code.x": "200", a: "b" }, 3, null],
    ]);
  });

  it("tells the family and type of every sample, of buckets and sums too", async () => {
    const body =
      '# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n# TYPE s summary\ns{quantile="0.5"} 1\ns_count 1\nother 1\n';
    expect((await read(body, "text")).map(({ family, type }) => [family, type])).toEqual([
      ["h", "histogram"],
      ["h", "histogram"],
      ["h", "histogram"],
      ["s", "summary"],
      ["s", "summary"],
      ["other", null],
    ]);
  });

  it("may be interleaved, and may be empty", async () => {
    expect(await read('# TYPE a counter\na{x="1"} 1\nb 1\na{x="2"} 1\n', "text")).toHaveLength(3);
    expect(await read("", "text")).toEqual([]);
  });
});

describe("OpenMetrics 1.0", () => {
  it("is read with exemplars, creations, units and times in seconds", async () => {
    const body = [
      "# TYPE http_seconds histogram",
      "# UNIT http_seconds seconds",
      "# HELP http_seconds",
      'http_seconds_bucket{le="0.1"} 3 1520879607.789 # {trace_id="KOO5S4vxi0o"} 0.067 1520879607.5',
      'http_seconds_bucket{le="+Inf"} 4 # {} 9.8',
      "http_seconds_count 4",
      "http_seconds_sum 12.5",
      "http_seconds_created 1520430000.123",
      "# TYPE http_requests counter",
      'http_requests_total{path="a\\\\b\\"c\\nd\\e"} 1',
      "# TYPE build info",
      'build_info{version="1"} 1',
      "# TYPE state stateset",
      'state{state="on"} 1',
      "loose 7",
      "# EOF",
      "",
    ].join("\n");
    const samples = await read(body, "openmetrics");
    expect(samples.map(({ name, family, type }) => [name, family, type])).toEqual([
      ["http_seconds_bucket", "http_seconds", "histogram"],
      ["http_seconds_bucket", "http_seconds", "histogram"],
      ["http_seconds_count", "http_seconds", "histogram"],
      ["http_seconds_sum", "http_seconds", "histogram"],
      ["http_seconds_created", "http_seconds", "histogram"],
      ["http_requests_total", "http_requests", "counter"],
      ["build_info", "build", "info"],
      ["state", "state", "stateset"],
      ["loose", "loose", "unknown"],
    ]);
    expect(samples[0]?.timeSeconds).toBe(1_520_879_607.789);
    expect(samples[5]?.labels).toEqual({ path: 'a\\b"c\nd\\e' });
  });

  it("may end without a line feed behind # EOF", async () => {
    expect(await read("a 1\n# EOF", "openmetrics")).toHaveLength(1);
  });

  it.each([
    ["", "line 0: the page does not end with # EOF: it is cut off"],
    ["a 1\n", "line 1: the page does not end with # EOF: it is cut off"],
    ["# EOF\na 1\n", "line 2: something comes after # EOF"],
    ["# EOF\n\n", "line 2: something comes after # EOF"],
    ["a 1\n\n# EOF\n", "line 2: an empty line is not allowed in OpenMetrics"],
    ["a 1\r\n# EOF\n", 'line 1: "1\\r" is not a number'],
    ["a  1\n# EOF\n", "line 1: parts are separated by exactly one space"],
    ["a\t1\n# EOF\n", "line 1: parts are separated by exactly one space"],
    ["a 1 \n# EOF\n", "line 1: parts are separated by exactly one space"],
    ["# TYPE a counter\na 1\n# EOF\n", 'line 2: a sample of the counter "a" is named "a_total"'],
    ["# TYPE a tally\n# EOF\n", 'line 1: unknown type "tally"'],
    ["# TYPE a gauge\n# TYPE a gauge\n# EOF\n", 'line 2: a second TYPE line for "a"'],
    ["a 1\n# TYPE a gauge\n# EOF\n", 'line 2: TYPE of "a" comes after its samples'],
    ["a 1\nb 1\na 2\n# EOF\n", 'line 3: the family "a" is in several pieces'],
    ["# UNIT a seconds\n# EOF\n", 'line 1: "a" does not end with its unit "seconds"'],
    ["# TYPE h histogram\nh_bucket 1\n# EOF\n", "line 2: a bucket has no le"],
    ['# TYPE h histogram\nh_bucket{le="x"} 1\n# EOF\n', 'line 2: le="x" is not a number'],
    ["#comment\n# EOF\n", 'line 1: "#comment" is no metadata of OpenMetrics'],
    ["a 1 # {x=1} 1\n# EOF\n", 'line 1: expected a text in double quotes, not "1} 1"'],
    [`a 1 # {x="${"y".repeat(128)}"} 1\n# EOF\n`, "line 1: the labels of the exemplar are longer than 128 characters"],
    ['{"a","b"} 1\n# EOF\n', 'line 1: expected "=" after the label "b"'],
    ['a{"b"} 1\n# EOF\n', "line 1: the metric has two names"],
    ['{b="c"} 1\n# EOF\n', 'line 1: expected the name of a metric, not "{b=\\"c\\"} 1"'],
  ])("refuses %j and says: %s", async (body, message) => {
    expect(await problemOf(body, "openmetrics")).toBe(message);
  });
});

describe("limits", () => {
  it.each([
    [`a{${Array.from({ length: 65 }, (_, index) => `l${index}="v"`).join(",")}} 1\n`, "line 1: more than 64 labels"],
    [`a{b="${"x".repeat(4097)}"} 1\n`, 'line 1: the value of "b" is longer than 4096 characters'],
    [`a{${"x".repeat(257)}="b"} 1\n`, expect.stringContaining("is longer than 256 characters")],
    ["a 1\n".repeat(1001), "line 1001: more than 1,000 samples"],
  ])("are said with the line", async (body, message) => {
    expect(await problemOf(body, "text")).toEqual(message);
  });
});

describe("the Content-Type decides", () => {
  it.each([
    ["application/openmetrics-text; version=1.0.0; charset=utf-8", "none", "openmetrics"],
    ["Text/Plain; version=0.0.4", "openmetrics", "text"],
    ["", "text", "text"],
    [undefined, "openmetrics", "openmetrics"],
    ["application/json", "text", "text"],
    ["text/html", "none", null],
    [undefined, "none", null],
    ["application/vnd.google.protobuf; encoding=delimited", "text", null],
  ] as const)("%s with the fallback %s is %s", (type, fallback, format) => {
    const chosen = chooseFormat(type, fallback);
    expect(chosen.ok ? chosen.format : null).toBe(format);
  });
});

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

interface Written {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly value: number;
}

const label = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,8}$/);
const written: fc.Arbitrary<Written[]> = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^m[a-z0-9:]{0,8}$/),
    labels: fc.dictionary(label, fc.string({ unit: "binary", maxLength: 12 }), { maxKeys: 4, noNullPrototype: true }),
    // Not the negative zero, which is written as zero.
    value: fc.oneof(
      fc.double().map((value) => value + 0),
      fc.nat(),
    ),
  }),
  { selector: ({ name }) => name, maxLength: 12 },
);

const valueText = (value: number): string =>
  Number.isNaN(value) ? "NaN" : value === Number.POSITIVE_INFINITY ? "+Inf" : value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);

function render(samples: readonly Written[], format: PageFormat): string {
  const lines = samples.map(({ name, labels, value }) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
    return `${name}{${pairs.join(",")}} ${valueText(value)}\n`;
  });
  return lines.join("") + (format === "openmetrics" ? "# EOF\n" : "");
}

describe.each(["text", "openmetrics"] as const)("whatever a page in %s holds", (format) => {
  it("is read as it was written", async () => {
    await fc.assert(
      fc.asyncProperty(written, async (samples) => {
        const found = await read(render(samples, format), format);
        expect(found.map(({ name, labels, value }) => ({ name, labels, value }))).toEqual(samples);
      }),
    );
  });

  it("is refused when it is cut off inside a line, and OpenMetrics wherever it is cut off", async () => {
    await fc.assert(
      fc.asyncProperty(written, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), async (samples, share) => {
        const page = render(samples, format);
        const cut = page.slice(0, Math.floor(page.length * share));
        const isWhole = format === "text" ? cut === "" || cut.endsWith("\n") : page === `${cut}\n`;
        expect((await problemOf(cut, format)) === null).toBe(isWhole);
      }),
    );
  });

  it("is either read or refused with its line, never anything else", async () => {
    const noise = fc
      .array(fc.constantFrom(...'# {}="\\,\n\t 1.5eNaTYPEHELPEOFx_:é\r'), { maxLength: 60 })
      .map((characters) => characters.join(""));
    await fc.assert(
      fc.asyncProperty(noise, async (body) => {
        const problem = await problemOf(body, format);
        if (problem !== null) expect(problem).toMatch(/^line \d+: ./);
      }),
      { numRuns: 500 },
    );
  });
});
