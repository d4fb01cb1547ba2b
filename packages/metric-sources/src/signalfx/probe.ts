import { minuteOfMs } from "@solvent/domain";
import { failed, succeeded } from "../failure.ts";
import type { Redact } from "../redact.ts";
import type { Outcome, QueryProbe, StreamQuery } from "../source.ts";
import type { Member } from "./batch.ts";
import { timingOf } from "./connection.ts";
import type { JobAnswer } from "./job.ts";
import type { ProgramMinutes } from "./minutes.ts";
import { readingOf, sayAnswers, sayJointAnswers, sayManySeries } from "./probe-words.ts";
import { planOf, type QueryPlan, streamsOf } from "./query.ts";
import { membersOf } from "./read-items.ts";
import type { ReadPrograms } from "./read-programs.ts";
import { countedSeries, withSeriesCounts } from "./series-count.ts";

export interface ProbeDeps {
  readonly readPrograms: ReadPrograms;
  readonly now: () => number;
  readonly maxDelaySeconds: number;
  readonly redact: Redact;
}

const LOOK_BACK_MINUTES = 60;

type ByKey = ReadonlyMap<string, Outcome<ProgramMinutes>>;

/** Programs that were run as one have one answer between them. */
const answersOf = (minutes: readonly ProgramMinutes[]): JobAnswer[] => [...new Set(minutes.flatMap(({ answers }) => answers))];

/** Series that went in; those that came out where the service does not say. */
const inputSeriesOf = (answers: readonly JobAnswer[]): number =>
  answers.reduce((sum, { inputSeries, series }) => sum + (series.length === 0 ? 0 : Math.max(inputSeries ?? 0, 1)), 0);

const publishedSeries = ({ streams }: ProgramMinutes): number => [...streams.values()].reduce((sum, { series }) => sum + series, 0);

/** Series of programs that were looked at along with others: counted inside the service, and those that came out where that was not possible. */
function ownSeriesOf(read: readonly ProgramMinutes[]): number {
  const counts = read.map((minutes) => {
    const published = publishedSeries(minutes);
    return published === 0 ? 0 : Math.max(countedSeries(minutes) ?? published, 1);
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

function emptyPart(plan: QueryPlan, read: readonly ProgramMinutes[]): string[] {
  if (plan.kind !== "ratio" || plan.noSeries === "zero") return [];
  const exists = (label: string | null): boolean => read.some(({ streams }) => streams.get(label ?? "")?.exists === true);
  if (exists(plan.part.label) || !exists(plan.total.label)) return [];
  return [
    `there is no series of the ${plan.numerator} events: until there is one, minutes are missing. If that means that there were none, write noSeries: zero`,
  ];
}

function readOf(plan: QueryPlan, byKey: ByKey): Outcome<readonly ProgramMinutes[]> {
  const read: ProgramMinutes[] = [];
  for (const key of new Set(streamsOf(plan).map((stream) => stream.key))) {
    const minutes = byKey.get(key);
    if (minutes === undefined) return failed("bad-answer", "the program was not answered");
    if (!minutes.ok) return minutes;
    read.push(minutes.value);
  }
  return succeeded(read);
}

/** What is known of the series, and what the service remarked. */
function seenOf(plan: QueryPlan, read: readonly ProgramMinutes[], maxDelayMs: number, joint: boolean) {
  const answers = answersOf(read);
  const programs = streamsOf(plan).map(({ program }) => program);
  const hasOwnJobs = !joint || programs.every(({ alone }) => alone);
  if (hasOwnJobs) return { seriesFound: inputSeriesOf(answers), remarks: sayAnswers(answers, maxDelayMs) };
  const seriesFound = ownSeriesOf(read);
  return { seriesFound, remarks: [...sayJointAnswers(answers, programs, maxDelayMs), ...sayManySeries(seriesFound)] };
}

function toProbe({ maxDelaySeconds, redact }: ProbeDeps, plan: QueryPlan, byKey: ByKey, joint: boolean): Outcome<QueryProbe> {
  const read = readOf(plan, byKey);
  if (!read.ok) return read;
  if (plan.kind === "threshold") {
    const published = Math.max(0, ...read.value.map(({ streams }) => streams.get(plan.metric.label ?? "")?.series ?? 0));
    if (published > 1)
      return failed("too-many-series", `the stream has ${published} series: make one of them, with .max(), .min(), .mean() or a filter`);
  }
  const { exact, warnings } = readingOf(plan);
  const { seriesFound, remarks } = seenOf(plan, read.value, maxDelaySeconds * 1000, joint);
  return succeeded({
    seriesFound,
    strategy: "server",
    exactness: exact ? "exact (server side)" : "approximate",
    scrapeIntervalSeconds: null,
    warnings: [...warnings, ...emptyPart(plan, read.value), ...remarks.map(redact)],
  });
}

/** A query, and who waits for what comes of it. */
export interface Look {
  readonly query: StreamQuery;
  settle(outcome: Outcome<QueryProbe>): void;
}

/**
 * One run over the last hour for all of these queries: how many series there are, and what is to be known about them. Each is settled once
 * its own programs have answered; a program that is refused fails those queries alone that need it.
 */
export async function probeQueries(deps: ProbeDeps, looks: readonly Look[], signal: AbortSignal): Promise<void> {
  const to = minuteOfMs(deps.now() - timingOf(deps).ingestDelaySeconds * 1000);
  const joint = new Set(looks.map(({ query }) => query.canonical)).size > 1;
  const members = membersOf(looks.map(({ query }) => ({ query, inputSeries: 0 }))).map(
    (member): Member => (joint ? { ...member, program: withSeriesCounts(member.program) } : member),
  );
  const byKey = new Map<string, Outcome<ProgramMinutes>>();
  const waiting = new Set(looks);
  const settle = (look: Look): void => {
    waiting.delete(look);
    look.settle(toProbe(deps, planOf(look.query), byKey, joint));
  };
  const onOutcome = (key: string, outcome: Outcome<ProgramMinutes>): void => {
    byKey.set(key, outcome);
    for (const look of waiting) {
      const keys = streamsOf(planOf(look.query)).map((stream) => stream.key);
      if (keys.includes(key) && keys.every((one) => byKey.has(one))) settle(look);
    }
  };
  await deps.readPrograms({ members, from: to - LOOK_BACK_MINUTES, to, lane: "look", purpose: "live", onOutcome }, signal);
  for (const look of waiting) settle(look);
}
