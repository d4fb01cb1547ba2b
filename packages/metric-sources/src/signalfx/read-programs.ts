import { MINUTE_MS } from "@solvent/domain";
import { failed, succeeded } from "../failure.ts";
import type { Outcome, ReadRequest, SourceFailureClass } from "../source.ts";
import { type JoinedProgram, joinPrograms, type Member, planBatches } from "./batch.ts";
import type { JobAnswer, JobRunner } from "./job.ts";
import { type BucketLabel, EMPTY_STREAM, joinMinutes, labelKey, type ProgramMinutes, type Span, timesOf, toMinutes } from "./minutes.ts";
import type { StartGate, StartLane } from "./start-gate.ts";

export interface ProgramsDeps {
  readonly runner: JobRunner;
  readonly gate: StartGate;
  readonly now: () => number;
  readonly bucketLabel: BucketLabel;
}

export interface ProgramsRequest extends Span {
  readonly members: readonly Member[];
  readonly lane: StartLane;
  /** What older times than the service keeps in minutes mean: nothing there, or a failure. */
  readonly purpose: ReadRequest["purpose"];
  /** Called with the outcome of each key once it is known, while others still wait for their turn. */
  readonly onOutcome?: (key: string, outcome: Outcome<ProgramMinutes>) => void;
}

/** Reads programs, one outcome for each key. */
export type ReadPrograms = (request: ProgramsRequest, signal: AbortSignal) => Promise<ReadonlyMap<string, Outcome<ProgramMinutes>>>;

type Results = readonly (readonly [string, Outcome<ProgramMinutes>])[];

/** Failures that one of several programs may cause for all that are run with it. */
const OF_A_PROGRAM: ReadonlySet<SourceFailureClass> = new Set(["bad-query", "partial", "too-large"]);
/** Shorter stretches of one program are not halved: it has too many series for any. */
const MIN_HALVED_MINUTES = 120;
/** How long a program that failed is run by itself. */
const ALONE_MS = 3_600_000;

const sayResolution = (milliseconds: number): string =>
  milliseconds % MINUTE_MS === 0 ? `${milliseconds / MINUTE_MS} minutes` : `${milliseconds / 1000} seconds`;

/** An answer in other steps than minutes is none, and neither is one that does not say its steps. */
function checkResolution(answer: JobAnswer): Outcome<JobAnswer> {
  const { resolutionMs, series } = answer;
  if (resolutionMs === MINUTE_MS) return succeeded(answer);
  if (resolutionMs !== null)
    return failed("partial", `the service only has steps of ${sayResolution(resolutionMs)} for this time, not minutes`);
  return series.some(({ values }) => values.size > 0)
    ? failed("partial", "the answer does not say how long its steps are")
    : succeeded(answer);
}

function checkTimes(answer: JobAnswer): Outcome<JobAnswer> {
  for (const time of answer.frames.keys())
    if (time % MINUTE_MS !== 0) return failed("bad-answer", "the answer holds points at other times than whole minutes");
  return succeeded(answer);
}

interface Run {
  readonly members: readonly Member[];
  readonly joined: JoinedProgram;
  readonly span: Span;
}

function takeApart({ members, joined: { streams, labelsOf }, span }: Run, answer: JobAnswer, label: BucketLabel): Results {
  const { byLabel, doubtful } = toMinutes(answer, span, { label, streams });
  return members.map(({ key }, place) => {
    const own = labelsOf(place).map(({ own: name, joined }) => [labelKey(name), byLabel.get(labelKey(joined)) ?? EMPTY_STREAM] as const);
    return [key, succeeded({ streams: new Map(own), doubtful, answers: [answer] })];
  });
}

/** Minutes of a time in which the service keeps none any more: the series are there, their values are not. */
function nothingKept({ program }: Member, { from, to }: Span): ProgramMinutes {
  const streams = program.publishes.map(({ label }) => [labelKey(label), { exists: true, series: 1, values: [] }] as const);
  return { streams: new Map(streams), doubtful: new Array<boolean>(to - from).fill(false), answers: [] };
}

function tell({ onOutcome }: ProgramsRequest, results: Results): Results {
  for (const [key, outcome] of results) onOutcome?.(key, outcome);
  return results;
}

export function makeReadPrograms({ runner, gate, now, bucketLabel }: ProgramsDeps): ReadPrograms {
  /** When a program was last seen to spoil a batch, by key. */
  const spoilt = new Map<string, number>();

  function isAlone({ key, program }: Member): boolean {
    const since = spoilt.get(key);
    if (since === undefined || now() - since < ALONE_MS) return program.alone || since !== undefined;
    spoilt.delete(key);
    return program.alone;
  }

  async function runOnce({ joined, span }: Run, lane: StartLane, signal: AbortSignal): Promise<Outcome<JobAnswer>> {
    const mayStart = await gate.enter(lane, signal);
    if (!mayStart) return failed("aborted", "the program was given up before it began");
    const job = { program: joined.text, ...timesOf(span, bucketLabel), resolutionMs: MINUTE_MS };
    return runner.run(job, signal);
  }

  /** Halves what is too much or goes wrong: the programs first, so that only the one to blame fails, then the time of a single one. */
  async function runBatch(members: readonly Member[], request: ProgramsRequest, span: Span, signal: AbortSignal): Promise<Results> {
    const run = { members, joined: joinPrograms(members), span };
    const ran = await runOnce(run, request.lane, signal);
    const checked = ran.ok ? checkResolution(ran.value) : ran;
    const answer = checked.ok ? checkTimes(checked.value) : checked;
    if (answer.ok) return tell(request, takeApart(run, answer.value, bucketLabel));
    const isOurs = OF_A_PROGRAM.has(answer.failure.class) && !signal.aborted;
    const [only] = members;
    if (isOurs && members.length > 1) {
      const middle = Math.ceil(members.length / 2);
      const halves = [members.slice(0, middle), members.slice(middle)];
      return (await Promise.all(halves.map((half) => runBatch(half, request, span, signal)))).flat();
    }
    if (only === undefined) return [];
    if (isOurs && answer.failure.class === "too-large" && span.to - span.from >= MIN_HALVED_MINUTES)
      return tell(request, await runHalves(only, request, span, signal));
    if (isOurs) spoilt.set(only.key, now());
    const tooOld = ran.ok && !checked.ok && ran.value.resolutionMs !== null && ran.value.resolutionMs > MINUTE_MS;
    if (tooOld && request.purpose === "backfill") return tell(request, [[only.key, succeeded(nothingKept(only, span))]]);
    return tell(
      request,
      members.map(({ key }) => [key, answer]),
    );
  }

  async function runHalves(
    member: Member,
    { onOutcome: _, ...request }: ProgramsRequest,
    span: Span,
    signal: AbortSignal,
  ): Promise<Results> {
    const middle = span.from + Math.floor((span.to - span.from) / 2);
    const [older] = await runBatch([member], request, { from: span.from, to: middle }, signal);
    if (older === undefined || !older[1].ok) return older === undefined ? [] : [older];
    const [newer] = await runBatch([member], request, { from: middle, to: span.to }, signal);
    if (newer === undefined || !newer[1].ok) return newer === undefined ? [] : [newer];
    return [[member.key, succeeded(joinMinutes(older[1].value, newer[1].value))]];
  }

  return async (request, signal) => {
    const batches = planBatches(request.members, { minutes: request.to - request.from, isAlone });
    const span = { from: request.from, to: request.to };
    const results = await Promise.all(batches.map((members) => runBatch(members, request, span, signal)));
    return new Map(results.flat());
  };
}
