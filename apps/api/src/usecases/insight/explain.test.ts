import { ExplainQuery, Explanation } from "@solvent/api-contract";
import {
  definitionTerms,
  divideFractions,
  type Fraction,
  fraction,
  fractionToText,
  isoOfMinute,
  multiplyFractions,
  ONE,
  subtractFractions,
  type TermsDefinition,
} from "@solvent/domain";
import { expect, test } from "vitest";
import { adjusting, entryOf, fakeBoard, START, steady, termsOf } from "../../../test/fakes/board.ts";
import { type MemoryStream, memoryMinutes, slicesOf } from "../../../test/fakes/memory-minutes.ts";
import { makeExplain } from "./explain.ts";

const WEEK = 7 * 1440;
const SLICES = { minutes: 10, targetPercent: "95", noTraffic: "good", missing: "exclude" } as const;
const MONTH = { kind: "calendar", unit: "month", zone: "Europe/Paris", weekStart: "monday" } as const;
/** 40 minutes at 30 % errors, 20 minutes missing, traffic of all sorts. */
const MINUTES = [...steady(WEEK - 700, 1), ...steady(40, 30), ...Array.from({ length: 20 }, () => null), ...steady(540), ...steady(100, 2)];
const MAINTENANCE = {
  from: START + 100,
  to: START + 160,
  mode: "exclude",
  id: "a-1",
  version: 3,
  author: "mia",
  reason: "database move",
} as const;
const OTHER = { from: START + 300, to: START + 360, mode: "forgive", id: "a-2", version: 1, author: "ola", reason: "load test" } as const;

const FACTS = { query: "sum(http_requests_total)", strategy: "raw", exactness: "exact", clampedMinutes: 2 };
const gap = { from: START + WEEK - 660, to: START + WEEK - 640, reason: "source-down", openedAtMs: 0, filledAtMs: null } as const;

async function explained(terms: Partial<TermsDefinition>, query: object): Promise<Explanation> {
  const stream: MemoryStream = { streamId: 1, firstMinute: START, minutes: MINUTES, gaps: [gap] };
  const { slices } = definitionTerms(termsOf(terms));
  const streams = slices === null ? [stream] : [stream, slicesOf(stream, 2, slices)];
  const slicesStream = slices === null ? null : { streamId: 2, firstMinute: START, watermark: START + WEEK };
  const entry = entryOf({ terms, revision: 7, slicesStream });
  const { board } = fakeBoard([entry], streams, adjusting(entry.id, [MAINTENANCE, OTHER]));
  const explain = makeExplain({
    board,
    minutes: memoryMinutes(streams),
    streams: { findFacts: async () => FACTS },
    composites: { find: async () => null },
  });
  return Explanation.parse(await explain("checkout", ExplainQuery.parse(query)));
}

/** A number of the explanation, as anybody would read it. */
function numberOf({ steps }: Explanation, name: string): Fraction {
  const text = steps.find((step) => step.name === name)?.value ?? "";
  const [num = "", den = "1"] = text.split("/");
  return fraction(BigInt(num), BigInt(den));
}

const METHODS: readonly Partial<TermsDefinition>[] = [
  {},
  { method: "timeslices", slices: SLICES },
  { method: "ratio_timeslices", slices: { ...SLICES, targetPercent: null } },
  { window: MONTH },
  { window: MONTH, method: "timeslices", slices: SLICES },
  { sloStart: START + 1440 },
];

test.each(METHODS)("the SLI follows from the numbers that explain it: %j", async (terms) => {
  const found = await explained(terms, { figure: "sli" });
  const sli = subtractFractions(ONE, divideFractions(numberOf(found, "bad"), numberOf(found, "mass")));
  expect(found.value?.exact).toBe(fractionToText(sli));
  expect(found.formula).toContain(fractionToText(sli));
});

test.each(METHODS)("the budget left follows from the numbers that explain it: %j", async (terms) => {
  const found = await explained(terms, {});
  const basis = found.steps.some(({ name }) => name === "planned") ? "planned" : "mass";
  const allowed = multiplyFractions(subtractFractions(ONE, numberOf(found, "target")), numberOf(found, basis));
  const left = subtractFractions(ONE, divideFractions(numberOf(found, "bad"), allowed));
  expect([numberOf(found, "allowed"), found.value?.exact]).toEqual([allowed, fractionToText(left)]);
  expect(found.formula).toContain(fractionToText(left));
});

test.each([undefined, 5, 720])("the burn rate over %j minutes follows from the numbers that explain it", async (minutes) => {
  for (const terms of METHODS) {
    const found = await explained(terms, { figure: "burn", minutes });
    const burn = divideFractions(divideFractions(numberOf(found, "bad"), numberOf(found, "mass")), numberOf(found, "b"));
    expect(found.value?.exact).toBe(fractionToText(burn));
    const seen = divideFractions(numberOf(found, "counted"), numberOf(found, "minutes"));
    expect(numberOf(found, "alertBurn")).toEqual(multiplyFractions(burn, seen));
  }
});

test("the burn window is what was asked for, raised to whole slices", async () => {
  const { interval, coverage } = await explained({ method: "timeslices", slices: SLICES }, { figure: "burn", minutes: 5 });
  expect(interval).toMatchObject({ from: isoOfMinute(START + WEEK - 10), to: isoOfMinute(START + WEEK) });
  expect(coverage.minutes).toBe(10);
});

test("coverage counts what is known of what is asked for", async () => {
  const found = await explained({}, { figure: "coverage" });
  expect(found.value?.exact).toBe(fractionToText(fraction(BigInt(WEEK - 80), BigInt(WEEK - 60))));
  expect(found.coverage).toMatchObject({ minutes: WEEK, counted: WEEK - 80, missing: 20, excluded: 60 });
});

test("an explanation says what was read, by which revision, what was left out by whom, and what is missing", async () => {
  const found = await explained({ window: MONTH }, {});
  expect(found).toMatchObject({
    revision: 7,
    interval: { from: "2026-03-31T22:00Z", zone: "Europe/Paris", resolution: "minute" },
    source: { name: "prom", kind: "prometheus", ...{ query: FACTS.query, strategy: "raw", exactness: "exact" } },
    stream: { id: 1, clampedMinutes: 2, generatedUntil: null },
  });
  expect(found.exclusions.map(({ adjustment, version, author, mode }) => [adjustment, version, author, mode])).toEqual([
    ["a-1", 3, "mia", "exclude"],
    ["a-2", 1, "ola", "forgive"],
  ]);
  expect(found.gaps).toEqual([
    { from: "2026-03-31T22:00Z", to: isoOfMinute(START), reason: "not-read" },
    { from: isoOfMinute(gap.from), to: isoOfMinute(gap.to), reason: "source-down" },
  ]);
});

test("of an interval with nothing to judge there is no figure, and the explanation says why", async () => {
  const found = await explained({ sloStart: START + WEEK }, {});
  expect([found.value, found.formula]).toEqual([null, "nothing to judge in this interval, hence no figure: 0 / 0"]);
});

test("an objective that does not exist is not found", async () => {
  const { board } = fakeBoard([], []);
  const explain = makeExplain({
    board,
    minutes: memoryMinutes([]),
    streams: { findFacts: async () => FACTS },
    composites: { find: async () => null },
  });
  await expect(explain("checkout", ExplainQuery.parse({}))).rejects.toMatchObject({ code: "objective.not-found" });
});
