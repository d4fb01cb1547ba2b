import { MINUTE_MS } from "@solvent/domain";
import { actionRate } from "./behaviour.ts";
import { ACTIONS } from "./catalogue.ts";
import { type Incident, instant, quietShare } from "./incident.ts";

export interface Pacer {
  /** Routes that people ask in [fromMs, toMs), each as often as it is asked. A stretch should be much shorter than a minute. */
  due(fromMs: number, toMs: number, incidents: readonly Incident[]): readonly string[];
}

/**
 * Turns rates into requests, evenly: one whenever the expected number passes a whole one. Chance would make two minutes of one
 * outage cost 36 requests today and 28 tomorrow; this way it is foreseeable what an incident does.
 */
export function makePacer(): Pacer {
  const credit = ACTIONS.map((_action, index) => (index + 0.5) / ACTIONS.length);
  return {
    due(fromMs, toMs, incidents) {
      const quiet = quietShare(incidents, instant(fromMs));
      const minute = Math.floor(fromMs / MINUTE_MS);
      const due: string[] = [];
      ACTIONS.forEach((action, index) => {
        let saved = (credit[index] ?? 0) + (actionRate(action, minute, quiet) * (toMs - fromMs)) / MINUTE_MS;
        for (; saved >= 1; saved -= 1) due.push(action.to);
        credit[index] = saved;
      });
      return due;
    },
  };
}
