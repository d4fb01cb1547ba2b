import type { JobAnswer, Note } from "./job.ts";
import { type QueryPlan, streamsOf } from "./query.ts";
import { unquote } from "./signalflow/lexer.ts";
import type { Argument, Call, Program } from "./signalflow/program.ts";

/** From here on the service keeps the newest series only, for standard accounts. */
const MAX_QUERY_SERIES = 10_000;
const COUNTING_ROLLUPS: readonly string[] = ["sum", "delta"];

/** What the programs of a query say of its exactness. */
export interface Reading {
  readonly exact: boolean;
  readonly warnings: readonly string[];
}

function textArgument({ tokens }: Program, { args }: Call, wanted: string): string | null {
  const found: Argument | undefined = args.find(({ name }) => name === wanted);
  const token = found === undefined ? undefined : tokens[found.from];
  return token === undefined ? null : token.kind === "string" ? unquote(token.text) : token.text;
}

/** Rollups that give something else than the events of each minute. */
function rollupWarnings(program: Program): string[] {
  const rollups = new Set(program.queries.map((call) => textArgument(program, call, "rollup") ?? ""));
  return [...rollups].flatMap((rollup) => {
    if (COUNTING_ROLLUPS.includes(rollup)) return [];
    if (rollup === "")
      return [
        "data() without rollup: the usual one of a cumulative counter or a gauge does not count events; write rollup='sum', or rollup='delta' for cumulative counters",
      ];
    return [`rollup='${rollup}' does not count events: use 'sum', or 'delta' for cumulative counters`];
  });
}

function windowWarnings(program: Program): string[] {
  const moving = program.calls.some(({ args }) => args.some(({ name }) => name === "over"));
  return moving ? ["over='…' looks at a moving stretch of time, so that an event is counted in several minutes"] : [];
}

function extrapolationWarnings(program: Program): string[] {
  const kinds = new Set(program.queries.map((call) => textArgument(program, call, "extrapolation") ?? "null"));
  return [...kinds].flatMap((kind) => {
    if (kind === "zero")
      return ["extrapolation='zero' makes gaps to zeros: a minute in which nothing was sent counts as one without events"];
    return kind === "null" || kind === "None" ? [] : [`extrapolation='${kind}' makes up values for gaps`];
  });
}

export function readingOf(plan: QueryPlan): Reading {
  const programs = [...new Set(streamsOf(plan).map(({ program }) => program))];
  const counting = plan.kind === "ratio" ? programs.flatMap((program) => [...rollupWarnings(program), ...windowWarnings(program)]) : [];
  const gaps = programs.flatMap(extrapolationWarnings);
  return { exact: counting.length === 0, warnings: [...new Set([...counting, ...gaps])] };
}

const seconds = (value: unknown): string | null => (typeof value === "number" ? `${Math.round(value / 1000)} s` : null);

function sayNote({ code, contents }: Note, maxDelayMs: number): string[] {
  switch (code) {
    case "GROUPBY_MISSING_PROPERTY": {
      const names = Array.isArray(contents.propertyNames) ? contents.propertyNames.filter((name) => typeof name === "string") : [];
      return [`some series lack a dimension that is grouped by, and are left out: ${names.join(", ") || "it does not say which"}`];
    }
    case "JOB_DETECTED_LAG": {
      const lag = seconds(contents.lagMs);
      return lag === null ? [] : [`data points arrive up to ${lag} late`];
    }
    case "JOB_INITIAL_MAX_DELAY": {
      const delay = typeof contents.maxDelayMs === "number" && contents.maxDelayMs > maxDelayMs ? seconds(contents.maxDelayMs) : null;
      return delay === null ? [] : [`the service waits ${delay} for late data points: raise the longest delay of the source to that`];
    }
    default:
      return [];
  }
}

export function sayAnswers(answers: readonly JobAnswer[], maxDelayMs: number): string[] {
  const notes = answers.flatMap((answer) => answer.notes.flatMap((note) => sayNote(note, maxDelayMs)));
  const inputs = answers.map(({ inputSeries }) => inputSeries ?? 0);
  return [...new Set([...notes, ...sayManySeries(Math.max(0, ...inputs))])];
}

export const sayManySeries = (series: number): string[] =>
  series > MAX_QUERY_SERIES
    ? [`more than ${MAX_QUERY_SERIES} time series go in: above the limit of an account the service takes only the newest of them`]
    : [];

/** Whether a remark may be about these programs: one about dimensions is, where they name one of them. */
function mayConcern({ code, contents }: Note, programs: readonly Program[]): boolean {
  if (code !== "GROUPBY_MISSING_PROPERTY") return true;
  const names: readonly unknown[] = Array.isArray(contents.propertyNames) ? contents.propertyNames : [];
  return programs.some(({ tokens }) => tokens.some(({ kind, text }) => kind === "string" && names.includes(unquote(text))));
}

/** Remarks on programs that were run as one with others: the service does not say which of them it means. */
export function sayJointAnswers(answers: readonly JobAnswer[], programs: readonly Program[], maxDelayMs: number): string[] {
  const notes = answers.flatMap((answer) => answer.notes.filter((note) => mayConcern(note, programs)));
  const said = notes.flatMap((note) => sayNote(note, maxDelayMs));
  return [...new Set(said)].map((text) => `${text} (said of several programs that were run as one)`);
}
