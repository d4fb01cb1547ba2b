import { type Adjustment, evaluationInstant, type Minute, totalsBetween, windowCounts } from "@solvent/domain";
import type { CountRequest } from "../../usecases/counts/count-reader.ts";
import { readCounts } from "../../usecases/counts/read-counts.ts";
import type { MinuteTransaction, TotalsTable } from "../../usecases/minutes/minute-store.ts";
import type { CountsOf } from "../alerts/rule-moves.ts";
import { SILENCE_WINDOWS } from "../alerts/silence.ts";
import { isComposite, type PlannedObjective } from "./plan.ts";
import type { CompiledPolicy } from "./rule-book.ts";

/** One objective at one watermark. */
export interface Judged {
  readonly objective: PlannedObjective;
  readonly policy: CompiledPolicy;
  readonly adjustments: readonly Adjustment[];
  /** The instant that its rules are evaluated at; null: not now, because no slice has closed. */
  readonly at: Minute | null;
}

export interface JudgedWindows {
  /** Of the rules, before the instant they are evaluated at. */
  readonly burns: CountsOf;
  /** Of the silence, before the watermark. */
  readonly recent: CountsOf;
}

const LONGEST_SILENCE = Math.max(...SILENCE_WINDOWS);

/** Whether nothing but the sums of its stream's minutes counts of events: no adjustment, no start of the objective lies in any window. */
function hasPlainEvents({ objective, policy, adjustments }: Judged, minute: Minute): boolean {
  if (isComposite(objective)) return false;
  const start = minute - Math.max(LONGEST_SILENCE, policy.windows.at(-1) ?? 0);
  const { sloStart } = policy.terms;
  return (sloStart === null || sloStart <= start) && adjustments.every(({ from, to }) => to <= start || from >= minute);
}

const countsEvents = ({ policy }: Judged): boolean => policy.terms.slices === null;

/** Counts of one stream's windows before its watermark, each worked out once for all objectives that read it. */
function plainCounts(table: TotalsTable, row: number, lengths: readonly number[]): CountsOf {
  const counts = new Map<number, ReturnType<CountsOf>>();
  const work = (minutes: number): ReturnType<CountsOf> => {
    const end = table.at(row, 0);
    const start = table.at(row, lengths.indexOf(minutes));
    return start === null || end === null ? null : windowCounts(totalsBetween(start, end), minutes);
  };
  return (minutes) => {
    const known = counts.get(minutes);
    if (known !== undefined) return known;
    const made = work(minutes);
    counts.set(minutes, made);
    return made;
  };
}

/** By objective, what the sums of its stream's minutes say: all of them share one question to the store. */
async function readPlain(tx: MinuteTransaction, minute: Minute, plain: readonly Judged[]): Promise<ReadonlyMap<Judged, CountsOf>> {
  if (plain.length === 0) return new Map();
  const streams = [...new Set(plain.map(({ objective }) => objective.streamId))];
  const lengths = [...new Set([0, ...SILENCE_WINDOWS, ...plain.filter(countsEvents).flatMap(({ policy }) => policy.windows)])];
  const table = await tx.totalsAt(
    streams,
    lengths.map((length) => minute - length),
  );
  const byStream = new Map(streams.map((streamId, row) => [streamId, plainCounts(table, row, lengths)]));
  return new Map(plain.map((judged) => [judged, byStream.get(judged.objective.streamId) ?? nothing]));
}

const nothing: CountsOf = () => null;

/** Windows of one objective that end at one instant, as its adjustments and its method say. */
interface Question {
  readonly judged: Judged;
  readonly end: Minute;
  readonly lengths: readonly number[];
  /** Of the method; silence is about events, whatever is judged. */
  readonly slices: boolean;
}

/** Silence is about the newest minutes; of a composite nothing is known before a slice closes. */
const silenceEnd = ({ objective, policy }: Judged, minute: Minute): Minute =>
  isComposite(objective) ? evaluationInstant(policy.terms, minute) : minute;

const before = (end: Minute, minutes: number) => ({ start: end - minutes, end });

function toRequest({ judged: { objective, policy, adjustments }, end, lengths, slices }: Question): CountRequest {
  const { terms } = policy;
  return {
    streamId: objective.streamId,
    slicesStreamId: slices ? (objective.slices?.streamId ?? null) : null,
    terms: slices ? terms : { method: "occurrences", slices: null, sloStart: terms.sloStart },
    adjustments,
    intervals: lengths.map((length) => before(end, length)),
  };
}

async function readQuestions(tx: MinuteTransaction, questions: readonly Question[]): Promise<ReadonlyMap<Judged, CountsOf>> {
  const counted = await readCounts(tx, questions.map(toRequest));
  return new Map(
    questions.map(({ judged, end }, i) => {
      const countsIn = counted[i];
      return [judged, countsIn === undefined ? nothing : (length: number) => countsIn(before(end, length))];
    }),
  );
}

/** Windows of all that are judged at one watermark. */
export async function readJudgedWindows(
  tx: MinuteTransaction,
  minute: Minute,
  judged: readonly Judged[],
): Promise<ReadonlyMap<Judged, JudgedWindows>> {
  const plain = await readPlain(
    tx,
    minute,
    judged.filter((each) => hasPlainEvents(each, minute)),
  );
  const adjusted = judged.filter((each) => !plain.has(each));
  const recent = await readQuestions(
    tx,
    adjusted.map((each) => ({ judged: each, end: silenceEnd(each, minute), lengths: SILENCE_WINDOWS, slices: false })),
  );
  const burns = await readQuestions(
    tx,
    judged.flatMap((each): Question[] =>
      each.at === null || (countsEvents(each) && plain.has(each))
        ? []
        : [{ judged: each, end: each.at, lengths: each.policy.windows, slices: !countsEvents(each) }],
    ),
  );
  return new Map(
    judged.map((each): [Judged, JudgedWindows] => {
      const events = plain.get(each) ?? recent.get(each) ?? nothing;
      return [each, { burns: burns.get(each) ?? (countsEvents(each) ? events : nothing), recent: events }];
    }),
  );
}
