import {
  type BudgetCondition,
  type ConditionReading,
  type ConditionSubject,
  type MinuteInterval,
  type ReadSoFar,
  stepCondition,
  type WindowCounts,
} from "@solvent/domain";
import { isComposite } from "../counts/composite-counts.ts";
import type { CountedMinutes, CountRequest } from "../counts/count-reader.ts";
import { readCounts } from "../counts/read-counts.ts";

/** Conditions of one objective at one evaluation. */
export interface ConditionQuestion extends ConditionSubject {
  readonly streamId: number;
  /** Of its slices; null for occurrences. */
  readonly slicesStreamId: number | null;
  readonly conditions: readonly BudgetCondition[];
}

type Flavour = "judged" | "events";
type Needs = Readonly<Record<Flavour, Map<string, MinuteInterval>>>;

/** A question with what was read for it so far. */
interface Progress {
  readonly question: ConditionQuestion;
  readonly counts: Readonly<Record<Flavour, Map<string, WindowCounts>>>;
  readonly readings: (ConditionReading | undefined)[];
}

const keyOf = ({ start, end }: MinuteInterval): string => `${start}/${end}`;

/** Where events are what the method judges, one reading serves both. */
function begin(question: ConditionQuestion): Progress {
  const judged = new Map<string, WindowCounts>();
  const events = question.terms.slices === null ? judged : new Map<string, WindowCounts>();
  return { question, counts: { judged, events }, readings: new Array(question.conditions.length).fill(undefined) };
}

/** Goes as far as it can; what is needed to go on. */
function advance({ question, counts, readings }: Progress): Needs {
  const needs: Needs = { judged: new Map(), events: new Map() };
  const read: ReadSoFar = {
    judged: (interval) => counts.judged.get(keyOf(interval)),
    events: (interval) => counts.events.get(keyOf(interval)),
  };
  question.conditions.forEach((condition, index) => {
    if (readings[index] !== undefined) return;
    const step = stepCondition(condition, question, read);
    if (step.kind === "done") readings[index] = step.reading;
    else for (const flavour of ["judged", "events"] as const) for (const each of step[flavour]) needs[flavour].set(keyOf(each), each);
  });
  return needs;
}

interface Asked {
  readonly request: CountRequest;
  readonly into: Map<string, WindowCounts>;
}

/** Equal lists become one object: what they need of the store is then worked out once. */
function makeShared(): (intervals: ReadonlyMap<string, MinuteInterval>) => readonly MinuteInterval[] {
  const known = new Map<string, readonly MinuteInterval[]>();
  return (intervals) => {
    const key = [...intervals.keys()].join();
    const shared = known.get(key) ?? [...intervals.values()];
    known.set(key, shared);
    return shared;
  };
}

/** Nothing is known of it: a composite has no traffic of its own. */
const NO_STREAM = 0;

function requestsOf({ question, counts }: Progress, needs: Needs, shared: ReturnType<typeof makeShared>): readonly Asked[] {
  const { streamId, slicesStreamId, terms, adjustments } = question;
  const common = { streamId, adjustments };
  const traffic = isComposite(question) ? NO_STREAM : streamId;
  const events = {
    ...common,
    streamId: traffic,
    slicesStreamId: null,
    terms: { method: "occurrences" as const, slices: null, sloStart: terms.sloStart },
  };
  const judged = { ...common, slicesStreamId, terms };
  return (["judged", "events"] as const).flatMap((flavour): Asked[] => {
    if (needs[flavour].size === 0) return [];
    const counting = flavour === "judged" ? judged : events;
    return [{ request: { ...counting, intervals: shared(needs[flavour]) }, into: counts[flavour] }];
  });
}

/**
 * Judges the conditions of many objectives with few questions to the store: one round answers most of them; what costs more, such as the hours
 * of a window or the same hour of earlier weeks, is asked only for those that it decides about. In the order of the questions and their conditions.
 */
export async function readConditions(
  minutes: CountedMinutes,
  questions: readonly ConditionQuestion[],
): Promise<readonly (readonly ConditionReading[])[]> {
  const all = questions.map(begin);
  const shared = makeShared();
  for (let open = all; open.length > 0; ) {
    const asked = open.map((progress) => requestsOf(progress, advance(progress), shared));
    open = open.filter((_, index) => (asked[index] ?? []).length > 0);
    const flat = asked.flat();
    const counted = await readCounts(
      minutes,
      flat.map(({ request }) => request),
    );
    flat.forEach(({ request, into }, index) => {
      for (const interval of request.intervals) {
        const counts = counted[index]?.(interval);
        if (counts !== undefined) into.set(keyOf(interval), counts);
      }
    });
  }
  return all.map(({ readings }) => readings.filter((reading) => reading !== undefined));
}
