import type { ProgramMinutes } from "./minutes.ts";
import { quote } from "./signalflow/lexer.ts";
import { type Call, MAX_QUERIES, type Program, parseProgram } from "./signalflow/program.ts";

/** Labels of the streams that count; no stream of a person has a name like it. */
const LABEL = "solvent_series";

const textOf = ({ text, tokens }: Program, { place, close }: Call): string =>
  text.slice(tokens[place]?.at ?? 0, (tokens[close]?.at ?? 0) + 1);

/**
 * The program with a count of the series of each data() beside its own streams: the service says only how many series went into all programs
 * that were run as one. The program as it is where that cannot be counted; what it publishes itself never changes.
 */
export function withSeriesCounts(program: Program): Program {
  const { queries, text, alone } = program;
  if (alone || !queries.every(({ name }) => name === "data") || 2 * queries.length > MAX_QUERIES) return program;
  const lines = queries.map((call, index) => `${textOf(program, call)}.count().publish(label=${quote(`${LABEL}${index}`)})`);
  const parsed = parseProgram([text, ...lines].join("\n"));
  return parsed.ok && !parsed.program.alone ? parsed.program : program;
}

/** Series with a value in the minute that has most of them, over all data(); null where they were not counted. */
export function countedSeries({ streams }: ProgramMinutes): number | null {
  let [sum, isCounted] = [0, false];
  for (const [label, { values }] of streams) {
    if (!label.startsWith(LABEL)) continue;
    isCounted = true;
    sum += values.flat().reduce<number>((most, value) => Math.max(most, Number(value)), 0);
  }
  return isCounted ? sum : null;
}
