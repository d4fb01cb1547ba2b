import { exhaustionAtRate, MINUTES_PER_HOUR, type Minute, ZERO_TOTALS } from "@solvent/domain";
import type { Exhaustion } from "@solvent/notifiers";
import type { MinuteReader } from "../../../usecases/minutes/minute-store.ts";
import type { Clock } from "../../shared/clock.ts";
import type { StoredAlert } from "../outbox-store.ts";
import { termsOf } from "./stored-figures.ts";

/** When the budget of a burning objective is gone if it goes on like the last hour. Never throws: a message must not wait for a figure. */
export type ExhaustionReader = (alert: StoredAlert) => Promise<Exhaustion>;

export interface ExhaustionDeps {
  readonly minutes: Pick<MinuteReader, "heads" | "series"> & {
    heads(streamIds: readonly number[]): Promise<readonly { readonly watermark: Minute }[]>;
  };
  readonly clock: Pick<Clock, "after">;
  readonly onError: (error: unknown) => void;
}

const PATIENCE_MS = 3_000;
const UNKNOWN: Exhaustion = { kind: "unknown" };

/** Reads the objective's window minute by minute as it is now, up to the newest minute. */
export function makeReadExhaustion({ minutes, clock, onError }: ExhaustionDeps): ExhaustionReader {
  async function read({ evidence, subject }: StoredAlert): Promise<Exhaustion> {
    if (evidence.kind !== "burn") return UNKNOWN;
    const terms = termsOf(subject);
    const [head] = await minutes.heads([evidence.streamId]);
    if (head === undefined) return UNKNOWN;
    const at = head.watermark;
    // A window may be shorter than the hour that the rates are taken from.
    const from = at - Math.max(terms.windowMinutes, MINUTES_PER_HOUR);
    const totals = await minutes.series(evidence.streamId, from, at, 1);
    const totalsAt = (minute: Minute) => totals[minute - from] ?? ZERO_TOTALS;
    const forecast = exhaustionAtRate({ terms, at, lookbackMinutes: MINUTES_PER_HOUR, totalsAt });
    switch (forecast.kind) {
      case "projected":
        return { kind: "at", minute: at + forecast.minutes };
      case "already-exhausted":
        return { kind: "already-gone" };
      case "not-at-this-rate":
      case "unknown":
        return { kind: forecast.kind };
    }
  }

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
