import { minuteOfMs } from "@solvent/domain";
import type { MinuteReader } from "../minutes/minute-store.ts";
import { type Judgement, judgeObjective } from "./judge-objective.ts";
import type { ObjectiveDirectory } from "./objective-directory.ts";
import { makePlanner } from "./objective-plan.ts";
import { readWindows } from "./window-readings.ts";

export interface StatusBoardDeps {
  readonly directory: ObjectiveDirectory;
  readonly minutes: Pick<MinuteReader, "totalsAt">;
  readonly now: () => number;
}

/** All objectives judged at one moment. */
export interface BoardSnapshot {
  readonly judgements: readonly Judgement[];
}

export interface StatusBoard {
  snapshot(): Promise<BoardSnapshot>;
  findJudgement(name: string): Promise<Judgement | null>;
}

/**
 * Judges all objectives at most once per minute and change: the figures of a watermark cannot change until something is
 * written, and the directory's fingerprint tells that. Concurrent callers share one reading.
 */
export function makeStatusBoard(deps: StatusBoardDeps): StatusBoard {
  const planner = makePlanner();
  let last: { key: string; snapshot: Promise<BoardSnapshot> } | null = null;

  const judgeAll = async (nowMinute: number): Promise<BoardSnapshot> => {
    const planned = (await deps.directory.entries()).map((entry) => ({ entry, plan: planner(entry) }));
    const requests = planned.map(({ entry, plan }) => ({ ...plan, streamId: entry.streamId, watermark: entry.watermark }));
    const readings = await readWindows(deps.minutes, requests);
    const judgements = planned.flatMap(({ entry, plan }, index) => {
      const countsOf = readings[index];
      return countsOf === undefined ? [] : [judgeObjective(entry, { plan, countsOf, nowMinute })];
    });
    return { judgements };
  };

  return {
    snapshot: async () => {
      const nowMinute = minuteOfMs(deps.now());
      const key = `${nowMinute}|${await deps.directory.fingerprint()}`;
      if (last?.key === key) return last.snapshot;
      const snapshot = judgeAll(nowMinute);
      last = { key, snapshot };
      // A failed reading must not be remembered.
      snapshot.catch(() => {
        if (last?.snapshot === snapshot) last = null;
      });
      return snapshot;
    },
    findJudgement: async (name) => {
      const entry = await deps.directory.findEntry(name);
      if (entry === null) return null;
      const plan = planner(entry);
      const [countsOf] = await readWindows(deps.minutes, [{ ...plan, streamId: entry.streamId, watermark: entry.watermark }]);
      return countsOf === undefined ? null : judgeObjective(entry, { plan, countsOf, nowMinute: minuteOfMs(deps.now()) });
    },
  };
}
