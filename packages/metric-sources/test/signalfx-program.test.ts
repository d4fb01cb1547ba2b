import type { JsonValue, MeasuredIndicator } from "@solvent/domain";
import { expect, test } from "vitest";
import { signalFxSource } from "../src/index.ts";
import { joinPrograms, type Member, planBatches } from "../src/signalfx/batch.ts";
import { type Program, parseProgram } from "../src/signalfx/signalflow/program.ts";
import { normaliseProgram, renameProgram } from "../src/signalfx/signalflow/rewrite.ts";

type Spec = { readonly [key: string]: JsonValue };

const BOTH = `good = data('req', filter=filter('code', '2*'), rollup='sum').sum().publish(label='good')
total = data('req', rollup='sum').sum().publish(label='total')`;

const ratioOf = (part: Spec, total: Spec, more: { counter?: boolean } = {}): MeasuredIndicator => ({
  kind: "ratio",
  counter: false,
  numerator: "good",
  part: { source: "s", spec: part },
  total: { source: "s", spec: total },
  ...more,
});

function problemsOf(indicator: MeasuredIndicator) {
  const parsed = signalFxSource.parseIndicator(indicator);
  return parsed.ok ? [] : parsed.problems;
}

function programOf(text: string): Program {
  const parsed = parseProgram(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.program;
}

const memberOf = (text: string, inputSeries = 1): Member => ({ key: text, program: programOf(text), inputSeries });

test("one program may hold both sides, told apart by their labels", () => {
  expect(problemsOf(ratioOf({ program: BOTH, label: "good" }, { program: BOTH, label: "total" }))).toEqual([]);
});

test("a label may be left out where the program publishes one stream", () => {
  const one = "data('req', rollup='sum').sum().publish()";
  expect(problemsOf(ratioOf({ program: one }, { program: one.replace("publish()", "publish('all')") }))).toEqual([]);
  expect(problemsOf(ratioOf({ program: BOTH }, { program: BOTH, label: "total" }))).toEqual([
    { path: ["part", "spec", "label"], message: 'is needed, as the program publishes "good", "total"' },
  ]);
});

test.each<[string, Spec, string, string, number | undefined]>([
  [
    "an unknown label",
    { program: BOTH, label: "god" },
    "label",
    'is not published by the program; it publishes "good", "total"',
    undefined,
  ],
  ["a label that is no text", { program: BOTH, label: 5 }, "label", "must be a text", undefined],
  ["no program", {}, "program", "must be a SignalFlow program", undefined],
  ["a program that publishes nothing", { program: "data('x')" }, "program", "publishes nothing", undefined],
  [
    "a stream that is switched off",
    { program: "data('x').publish(label='a', enable=False)", label: "a" },
    "program",
    "publishes nothing",
    undefined,
  ],
  [
    "a label twice",
    { program: "a = data('x').publish('a')\ndata('y').publish('a')", label: "a" },
    "program",
    'publishes "a" more than once',
    37,
  ],
  ["a label that is computed", { program: "data('x').publish(label=name)" }, "program", "must be written as a text", 24],
  ["an open bracket", { program: "data('x'.publish()" }, "program", '"(" is never closed', 4],
  ["a wrong bracket", { program: "data('x'].publish()" }, "program", '"]" closes nothing', 8],
  ["an open text", { program: "data('x).publish()" }, "program", "this text has no end", 5],
  ["a strange character", { program: "data('x').publish() ?" }, "program", '"?" has no meaning here', 20],
  ["a detector", { program: "detect(when(data('x') > 5)).publish('d')" }, "program", "detect makes events", 0],
  ["too long a program", { program: `data('x').publish() # ${"x".repeat(50_000)}` }, "program", "at most 50000 are allowed", 50_000],
  ["too many queries", { program: `${"data('x')\n".repeat(201)}data('x').publish()` }, "program", "has 202 calls of data()", 2000],
  ["a field that is not known", { program: BOTH, label: "good", query: "x" }, "query", "is not a field of this query", undefined],
  [
    "an unknown meaning of no series",
    { program: BOTH, label: "good", noSeries: "good" },
    "noSeries",
    "must be missing, or zero",
    undefined,
  ],
])("refuses %s and says where", (_name, spec, field, message, offset) => {
  const [problem] = problemsOf(ratioOf(spec, { program: BOTH, label: "total" }));
  expect(problem).toMatchObject({ path: ["part", "spec", field], message: expect.stringContaining(message) });
  expect(problem?.offset).toBe(offset);
});

test("refuses counters: the rollup counts", () => {
  const [problem] = problemsOf(ratioOf({ program: BOTH, label: "good" }, { program: BOTH, label: "total" }, { counter: true }));
  expect(problem).toMatchObject({ path: ["counter"], message: expect.stringContaining("rollup='delta'") });
});

test("programs that differ in layout, comments and quotes make one stream", () => {
  const other = BOTH.replaceAll("'", '"').replace("\n", "   # the good ones\n\n").replaceAll(", ", ",\n  ");
  expect(normaliseProgram(programOf(other))).toBe(normaliseProgram(programOf(BOTH)));
  const canonical = (program: string): unknown => {
    const parsed = signalFxSource.parseIndicator(ratioOf({ program, label: "good" }, { program, label: "total" }));
    return parsed.ok && parsed.value.canonical;
  };
  expect(canonical(other)).toBe(canonical(BOTH));
  expect(canonical(BOTH.replace("2*", "3*"))).not.toBe(canonical(BOTH));
});

test("renames variables and labels, and nothing else", () => {
  const text = `filter_by = filter('data', 'good') # good
good = data('good', filter=filter_by, rollup='sum').sum(by=['good']).publish(label='good')
total = (good + data("t").fill(value=0)).publish('total')
total.publish()`;
  expect(renameProgram(programOf(text), "s1_")).toBe(`s1_filter_by = filter('data', 'good') # good
s1_good = data('good', filter=s1_filter_by, rollup='sum').sum(by=['good']).publish(label='s1_good')
s1_total = (s1_good + data("t").fill(value=0)).publish('s1_total')
s1_total.publish(label='s1_')`);
});

test.each([
  ["functions of one's own", "def f(x):\n  return x\nf(data('a')).publish('a')"],
  ["lambdas", "f = lambda x: x\nf(data('a')).publish('a')"],
  ["imports", "from signalfx.detectors import x\ndata('a').publish('a')"],
  ["a name that means something else before", "filter = filter('a', 'b')\ndata('a', filter=filter).publish('a')"],
  ["several names at once", "a, b = data('a'), data('b')\na.publish('a')"],
])("runs programs with %s alone", (_name, text) => {
  expect(programOf(text).alone).toBe(true);
  const other = memberOf(BOTH);
  const batches = planBatches([memberOf(text), other, memberOf(`${BOTH}\n`)], { minutes: 5, isAlone: ({ program }) => program.alone });
  expect(batches.map((batch) => batch.length)).toEqual([2, 1]);
  expect(joinPrograms([memberOf(text)]).text).toBe(text);
});

test("joins up to 200 queries, 50,000 characters and as much as an answer holds", () => {
  const many = Array.from({ length: 250 }, (_, index) => memberOf(BOTH.replaceAll("'req'", `'req${index}'`)));
  const sizes = (members: readonly Member[], minutes: number): number[] =>
    planBatches(members, { minutes, isAlone: () => false }).map((batch) => batch.length);
  expect(sizes(many, 5)).toEqual([100, 100, 50]);
  expect(sizes(many, 1440)).toEqual([52, 52, 52, 52, 42]);
  for (const batch of planBatches(many, { minutes: 5, isAlone: () => false })) {
    const text = joinPrograms(batch).text;
    expect(text.length).toBeLessThanOrEqual(50_000);
    expect(parseProgram(text)).toMatchObject({ ok: true, program: { alone: false } });
  }
  const long = Array.from({ length: 6 }, (_, index) => memberOf(`${BOTH} # ${index}${"x".repeat(20_000)}`));
  expect(sizes(long, 5)).toEqual([2, 2, 2]);
  const heavy = Array.from({ length: 4 }, (_, index) => memberOf(`${BOTH} # ${index}`, 40_000));
  expect(sizes(heavy, 5)).toEqual([2, 2]);
});

const narrowed = (program: string, labels: Readonly<Record<string, string>>): unknown => {
  const indicator: MeasuredIndicator = {
    kind: "threshold",
    metric: { source: "s", spec: { program } },
    operator: "lte",
    value: "1",
    of: "value",
  };
  const result = signalFxSource.narrow?.(indicator, labels);
  return result?.ok === true && result.value.kind === "threshold" ? result.value.metric.spec.program : result;
};

test("narrows every data() by a filter beside its own", () => {
  const labels = { region: "eu", "it's": "" };
  const added = "filter('region', 'eu') and not filter('it\\'s', '*')";
  expect(narrowed("data('a').max().publish()", labels)).toBe(`data('a', filter=${added}).max().publish()`);
  expect(narrowed("data('a', rollup='max').publish()", labels)).toBe(`data('a', filter=${added}, rollup='max').publish()`);
  expect(narrowed("data('a', filter('x', 'y')).publish()", labels)).toBe(`data('a', (filter('x', 'y')) and ${added}).publish()`);
  expect(narrowed("f = filter('a','b') or filter('c','d')\n(data('a', filter=f) + data('b', filter=None)).publish()", labels)).toBe(
    `f = filter('a','b') or filter('c','d')\n(data('a', filter=(f) and ${added}) + data('b', filter=${added})).publish()`,
  );
});

test("does not narrow what takes no filter, nor by a value that a filter would take for a pattern", () => {
  expect(narrowed("graphite('a.b').publish()", { a: "b" })).toMatchObject({
    ok: false,
    problems: [{ path: ["metric", "spec", "program"], offset: 0 }],
  });
  expect(narrowed("data('a').publish()", { path: "/a/*" })).toMatchObject({
    problems: [{ message: expect.stringContaining("a filter takes * for any text") }],
  });
});
