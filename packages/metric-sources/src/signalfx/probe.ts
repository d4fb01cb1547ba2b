import { minuteOfMs } from "@solvent/domain";
import { failed, succeeded } from "../failure.ts";
import type { Redact } from "../redact.ts";
import type { Outcome, QueryProbe, StreamQuery } from "../source.ts";
import { timingOf } from "./connection.ts";
import type { JobAnswer } from "./job.ts";
import type { ProgramMinutes } from "./minutes.ts";
import { readingOf, sayAnswers } from "./probe-words.ts";
import { type Published, planOf, type QueryPlan } from "./query.ts";
import { membersOf } from "./read-items.ts";
import type { ReadPrograms } from "./read-programs.ts";

export interface ProbeDeps {
  readonly readPrograms: ReadPrograms;
  readonly now: () => number;
  readonly maxDelaySeconds: number;
  readonly redact: Redact;
}

const LOOK_BACK_MINUTES = 60;

/** Published series of a comparison; its program runs by itself, so that the labels are its own. */
const publishedSeries = (metric: Published, answers: readonly JobAnswer[]): number =>
  Math.max(0, ...answers.map(({ series }) => series.filter(({ label }) => label === metric.label).length));

/** Programs that were run as one have one answer between them. */
function answersOf(minutes: readonly ProgramMinutes[]): JobAnswer[] {
  return [...new Set(minutes.flatMap(({ answers }) => answers))];
}

/** Series that went in; those that came out where the service does not say. */
const seriesOf = (answers: readonly JobAnswer[]): number =>
  answers.reduce((sum, { inputSeries, series }) => sum + (series.length === 0 ? 0 : Math.max(inputSeries ?? 0, 1)), 0);

function emptyPart(plan: QueryPlan, read: readonly ProgramMinutes[]): string[] {
  if (plan.kind !== "ratio" || plan.noSeries === "zero") return [];
  const exists = (label: string | null): boolean => read.some(({ streams }) => streams.get(label ?? "")?.exists === true);
  if (exists(plan.part.label) || !exists(plan.total.label)) return [];
  return [
    `there is no series of the ${plan.numerator} events: until there is one, minutes are missing. If that means that there were none, write noSeries: zero`,
  ];
}

/** One run over the last hour: how many series there are, and what is to be known about them. */
export async function probeQuery(deps: ProbeDeps, query: StreamQuery, signal: AbortSignal): Promise<Outcome<QueryProbe>> {
  const plan = planOf(query);
  const to = minuteOfMs(deps.now() - timingOf(deps).ingestDelaySeconds * 1000);
  const members = membersOf([{ query, inputSeries: 0 }]);
  const byKey = await deps.readPrograms({ members, from: to - LOOK_BACK_MINUTES, to, lane: "look", purpose: "live" }, signal);
  const read: ProgramMinutes[] = [];
  for (const { key } of members) {
    const minutes = byKey.get(key);
    if (minutes === undefined) return failed("bad-answer", "the program was not answered");
    if (!minutes.ok) return minutes;
    read.push(minutes.value);
  }
  const answers = answersOf(read);
  if (plan.kind === "threshold") {
    const published = publishedSeries(plan.metric, answers);
    if (published > 1)
      return failed("too-many-series", `the stream has ${published} series: make one of them, with .max(), .min(), .mean() or a filter`);
  }
  const { exact, warnings } = readingOf(plan);
  return succeeded({
    seriesFound: seriesOf(answers),
    strategy: "server",
    exactness: exact ? "exact (server side)" : "approximate",
    scrapeIntervalSeconds: null,
    warnings: [...warnings, ...emptyPart(plan, read), ...sayAnswers(answers, deps.maxDelaySeconds * 1000).map(deps.redact)],
  });
}
