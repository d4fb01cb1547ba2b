import {
  exhaustionAtRate,
  forecastCandidates,
  forecastIntervals,
  type JudgedCounts,
  MINUTES_PER_HOUR,
  type Minute,
  type MinuteInterval,
  objectivePeriod,
  periodAllowance,
  type RateForecast,
} from "@solvent/domain";
import type { Exhaustion } from "@solvent/notifiers";
import type { AppliedAdjustments } from "../../../usecases/adjustment/applied-adjustments.ts";
import type { BurnEvidence } from "../../../usecases/alert/alert-record.ts";
import { termsOf } from "../../../usecases/alert/stored-figures.ts";
import type { CountRequest } from "../../../usecases/counts/count-reader.ts";
import { readCounts } from "../../../usecases/counts/read-counts.ts";
import type { MinuteReader } from "../../../usecases/minutes/minute-store.ts";
import type { Clock } from "../../shared/clock.ts";
import type { StoredAlert } from "../outbox-store.ts";
import { storedTermsOf } from "./stored-figures.ts";

/** When the budget of a burning objective is gone if it goes on like the last hour. Never throws: a message must not wait for a figure. */
export type ExhaustionReader = (alert: StoredAlert) => Promise<Exhaustion>;

export interface ExhaustionDeps {
  readonly minutes: Pick<MinuteReader, "totalsAt" | "minutesBetween"> & {
    heads(streamIds: readonly number[]): Promise<readonly { readonly watermark: Minute }[]>;
  };
  readonly adjustments: AppliedAdjustments;
  readonly clock: Pick<Clock, "after">;
  readonly onError: (error: unknown) => void;
}

const PATIENCE_MS = 3_000;
/** The hour that the rates are taken from ends with a whole slice. */
const LONGEST_LOOK_BACK_MINUTES = 2 * MINUTES_PER_HOUR;
const UNKNOWN: Exhaustion = { kind: "unknown" };

function toExhaustion(forecast: RateForecast, at: Minute): Exhaustion {
  switch (forecast.kind) {
    case "projected":
      return { kind: "at", minute: at + forecast.minutes };
    case "already-exhausted":
      return { kind: "already-gone" };
    case "not-at-this-rate":
    case "not-before-period-end":
      return { kind: "not-at-this-rate" };
    case "unknown":
      return UNKNOWN;
  }
}

const keyOf = ({ start, end }: MinuteInterval): string => `${start}/${end}`;

/** Counts the objective's window as it is now, up to the newest minute: hours first, then the minutes of the few that decide. */
export function makeReadExhaustion({ minutes, adjustments, clock, onError }: ExhaustionDeps): ExhaustionReader {
  async function count(request: Omit<CountRequest, "intervals">, intervals: readonly MinuteInterval[], into: Map<string, JudgedCounts>) {
    const [countsIn] = await readCounts(minutes, [{ ...request, intervals }]);
    if (countsIn !== undefined) for (const interval of intervals) into.set(keyOf(interval), countsIn(interval));
  }

  async function readFor({ objectiveId, subject }: StoredAlert, evidence: BurnEvidence): Promise<Exhaustion> {
    const terms = termsOf(storedTermsOf(subject));
    const [head] = await minutes.heads([evidence.streamId]);
    if (head === undefined) return UNKNOWN;
    const at = head.watermark;
    const { start, periodEnd } = objectivePeriod(terms, at);
    const range = { start: Math.min(start, at - LONGEST_LOOK_BACK_MINUTES), end: Math.max(periodEnd, at) };
    const applied = objectiveId === null ? undefined : (await adjustments.within(range, [objectiveId])).get(objectiveId);
    const request = { streamId: evidence.streamId, slicesStreamId: evidence.slicesStreamId ?? null, terms, adjustments: applied ?? [] };
    const counted = new Map<string, JudgedCounts>();
    const countsOf = (interval: MinuteInterval): JudgedCounts => {
      const counts = counted.get(keyOf(interval));
      if (counts === undefined) throw new RangeError(`the interval ${keyOf(interval)} was not asked for`);
      return counts;
    };
    const asked = { terms, at, lookbackMinutes: MINUTES_PER_HOUR };
    await count(request, forecastIntervals(asked), counted);
    await count(request, forecastCandidates({ ...asked, countsOf }), counted);
    const mass = start < at ? countsOf({ start, end: at }).mass : 0n;
    const allowed = periodAllowance({ terms, at, mass, adjustments: request.adjustments });
    return toExhaustion(exhaustionAtRate({ ...asked, countsOf, allowed }), at);
  }

  const read = async (alert: StoredAlert): Promise<Exhaustion> =>
    alert.evidence.kind === "burn" ? readFor(alert, alert.evidence) : UNKNOWN;

  return async (alert) => {
    let cancel: () => void = () => undefined;
    const late = new Promise<Exhaustion>((resolve) => {
      cancel = clock.after(PATIENCE_MS, () => resolve(UNKNOWN));
    });
    const reading = read(alert).catch((error: unknown) => {
      onError(error);
      return UNKNOWN;
    });
    const answer = await Promise.race([reading, late]);
    cancel();
    return answer;
  };
}
