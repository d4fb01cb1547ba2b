import { type ConditionReading, minuteOfMs } from "@solvent/domain";
import type { AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import { readObjectiveConditions } from "../conditions/condition-status.ts";
import type { CountedMinutes } from "../counts/count-reader.ts";
import { makeReadProjectedTotal } from "../counts/read-projection.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import type { Judgement } from "./judge-objective.ts";
import type { ObjectiveDirectory } from "./objective-directory.ts";
import { burnLengthsOf, burnWindow, makePlanner, withIntervals } from "./objective-plan.ts";
import { planEntry, readJudgements } from "./read-judgements.ts";
import { readProjectedJudgement } from "./read-projected-judgement.ts";

export interface StatusBoardDeps {
  readonly directory: ObjectiveDirectory;
  readonly minutes: CountedMinutes & Pick<MinuteReader, "series">;
  readonly adjustments: AppliedAdjustments;
  readonly now: () => number;
}

/** All objectives judged at one moment. */
export interface BoardSnapshot {
  readonly judgements: readonly Judgement[];
}

export interface StatusBoard {
  snapshot(): Promise<BoardSnapshot>;
  /**
   * One objective judged anew, with what its calendar period is expected to hold; null where there is none of that name.
   * `burnMinutes`: lengths of burn windows to count besides those of its rules and page.
   */
  findJudgement(name: string, burnMinutes?: readonly number[]): Promise<Judgement | null>;
  /** What the conditions beyond burn rules of a judged objective say, in the order of its plan. */
  conditionsOf(judgement: Judgement): Promise<readonly ConditionReading[]>;
}

/** Judging more objectives than this takes longer than a reader wants to wait every minute. */
const LARGE_BOARD = 1_000;
/** For so long a large board is shown as it was while it is judged anew. */
const SHOWN_FOR_MINUTES = 1;

interface Reading {
  readonly key: string;
  readonly definitions: string;
  readonly nowMinute: number;
  readonly snapshot: Promise<BoardSnapshot>;
  /** Null until it has ended. */
  ended: BoardSnapshot | null;
}

const isShowable = (reading: Reading | null, now: { definitions: string; nowMinute: number }): boolean =>
  reading?.ended != null &&
  reading.ended.judgements.length > LARGE_BOARD &&
  reading.definitions === now.definitions &&
  now.nowMinute - reading.nowMinute <= SHOWN_FOR_MINUTES;

/**
 * Judges all objectives at most once per minute and change: the directory's fingerprint tells whether anything was written; minutes
 * filled in later show within the minute. Callers share a reading that is under way. A large board is not waited for: until the new
 * reading has ended the one before it is shown, unless a definition has changed.
 */
export function makeStatusBoard(deps: StatusBoardDeps): StatusBoard {
  const planner = makePlanner();
  const readProjectedTotal = makeReadProjectedTotal(deps.minutes);
  let newest: Reading | null = null;
  let shown: Reading | null = null;

  const judgeAll = async (nowMinute: number): Promise<BoardSnapshot> => {
    const planned = (await deps.directory.entries()).map((entry) => planEntry(entry, planner(entry)));
    return { judgements: await readJudgements(deps, planned, nowMinute) };
  };

  function begin(of: Pick<Reading, "key" | "definitions" | "nowMinute">): Reading {
    const reading: Reading = { ...of, snapshot: judgeAll(of.nowMinute), ended: null };
    newest = reading;
    reading.snapshot.then(
      (snapshot) => {
        reading.ended = snapshot;
        if (newest === reading) shown = reading;
      },
      () => {
        // A failed reading must not be remembered.
        if (newest === reading) newest = null;
      },
    );
    return reading;
  }

  async function snapshot(): Promise<BoardSnapshot> {
    const nowMinute = minuteOfMs(deps.now());
    const { definitions, figures } = await deps.directory.fingerprint();
    const key = `${nowMinute}|${definitions}|${figures}`;
    const isUnderWay = newest?.ended === null && newest.definitions === definitions;
    const reading = newest !== null && (newest.key === key || isUnderWay) ? newest : begin({ key, definitions, nowMinute });
    return reading.ended === null && shown !== null && isShowable(shown, { definitions, nowMinute }) ? shown.snapshot : reading.snapshot;
  }

  return {
    snapshot,
    conditionsOf: (judgement) => readObjectiveConditions(deps, judgement),
    findJudgement: async (name, burnMinutes = []) => {
      const entry = await deps.directory.findEntry(name);
      if (entry === null) return null;
      const planned = planEntry(entry, planner(entry));
      const burns = burnLengthsOf(planned.plan.terms, burnMinutes).map((minutes) => burnWindow(planned.windows, minutes));
      const windows = withIntervals(planned.windows, burns);
      return readProjectedJudgement({ ...deps, readProjectedTotal }, { ...planned, windows }, minuteOfMs(deps.now()));
    },
  };
}
