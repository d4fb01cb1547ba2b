import { MINUTE_MS } from "@solvent/domain";
import { failed, succeeded } from "../failure.ts";
import { combinationsOf } from "../selectors/combinations.ts";
import type { GroupLabels, Outcome, StreamQuery } from "../source.ts";
import type { JobAnswer, JobRunner, JobSeries } from "./job.ts";
import { type Published, planOf } from "./query.ts";
import { quote } from "./signalflow/lexer.ts";
import { type Call, isFiltered, type Program } from "./signalflow/program.ts";
import { sourcesOf } from "./signalflow/sources-of.ts";
import type { StartGate } from "./start-gate.ts";

export interface GroupsDeps {
  readonly runner: JobRunner;
  readonly gate: StartGate;
  readonly now: () => number;
}

/** Long steps: only whether a series has a value counts. */
const STEP_MS = 10 * MINUTE_MS;
const WINDOW_MS = 60 * MINUTE_MS;
const LABEL = "solvent_groups";

interface Listing {
  readonly program: string;
  /** Published streams, those of the program included. */
  readonly streams: number;
}

/** The program with the series of its stream published one by one. Null where they cannot be found by its text. */
function toListing({ program, label }: Published): Listing | null {
  const publish = program.publishes.find((one) => one.label === label);
  if (publish === undefined || program.alone) return null;
  const sources = sourcesOf(program, publish);
  if (sources.length === 0 || !sources.every(isFiltered)) return null;
  const lines = sources.map((call, index) => `${textOf(program, call)}.publish(label=${quote(`${LABEL}${index}`)})`);
  return { program: [program.text, ...lines].join("\n"), streams: program.publishes.length + lines.length };
}

const textOf = ({ text, tokens }: Program, { place, close }: Call): string =>
  text.slice(tokens[place]?.at ?? 0, (tokens[close]?.at ?? 0) + 1);

/** Series with a value. What came incompletely, or described and without any value, tells nothing of the groups. */
function listedSeries({ series, frames, resolutionMs }: JobAnswer, { streams }: Listing): Outcome<readonly JobSeries[]> {
  if (series.length === 0) return succeeded([]);
  const listed = series.filter(({ label }) => label?.startsWith(LABEL) === true);
  if (listed.length === 0) return failed("bad-answer", "the answer does not label its series as asked");
  if (resolutionMs === null || [...frames.values()].some((count) => count < streams))
    return failed("partial", "the answer lacks some of its messages");
  const alive = listed.filter(({ values }) => values.size > 0);
  return alive.length > 0 ? succeeded(alive) : failed("partial", "there are series, but none had a value in the last hour");
}

const say = (value: unknown): string => (typeof value === "string" ? value : "");

const dimensionsOf = ({ properties }: JobSeries, labels: readonly string[]): GroupLabels =>
  Object.fromEntries(labels.map((label) => [label, say(properties[label])]));

const UNTOLD = "the series of this program cannot be told by its text: use data(…) without functions of your own";

/** One program: the series themselves say what dimensions they have. */
export async function listGroups(
  { runner, gate, now }: GroupsDeps,
  { query, labels }: { readonly query: StreamQuery; readonly labels: readonly string[] },
  signal: AbortSignal,
): Promise<Outcome<readonly GroupLabels[]>> {
  const plan = planOf(query);
  const listing = toListing(plan.kind === "ratio" ? plan.total : plan.metric);
  if (listing === null) return failed("bad-query", UNTOLD);
  const mayStart = await gate.enter("look", signal);
  if (!mayStart) return failed("aborted", "the program was given up before it began");
  const stopMs = Math.ceil(now() / STEP_MS) * STEP_MS;
  const job = { program: listing.program, startMs: stopMs - WINDOW_MS - STEP_MS, stopMs, resolutionMs: STEP_MS };
  const answer = await runner.run(job, signal);
  const listed = answer.ok ? listedSeries(answer.value, listing) : answer;
  if (!listed.ok) return listed;
  const described = listed.value.map((series) => dimensionsOf(series, labels));
  return succeeded(combinationsOf(described, labels));
}
