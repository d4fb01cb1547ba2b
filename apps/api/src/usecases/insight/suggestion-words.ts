import { formatCount, type LowTrafficAdvice, type LowTrafficReport, type TargetSuggestion, THIN_SPACE } from "@solvent/domain";

const percent = (target: string): string => `${target}${THIN_SPACE}%`;
const plural = (count: number, word: string): string => `${count}${THIN_SPACE}${word}${count === 1 ? "" : "s"}`;

export interface SuggestionCircumstances {
  /** Days of which enough is known. */
  readonly days: number;
  readonly windowDays: number;
  readonly unit: "events" | "slices";
}

/** What history supports and what the traffic can tell, in one sentence. */
export function suggestionSentence(
  { target, achieved, resolvable, windows }: TargetSuggestion,
  { days, windowDays, unit }: SuggestionCircumstances,
): string {
  const tells = unit === "events" ? "traffic" : "number of slices";
  if (windows === 0) return `There is no whole window yet: ${plural(days, "day")} of history, and the window has ${windowDays}.`;
  if (achieved === null && resolvable === null) return `There are too few ${unit} to say anything about a target.`;
  if (resolvable === null) return `History says ${percent(achieved ?? "")}, your ${tells} is too low to tell any target.`;
  if (achieved === null) return `History met not even 90${THIN_SPACE}%, your ${tells} can tell ${percent(resolvable)}.`;
  if (target === achieved) return `History says ${percent(achieved)}, and your ${tells} can tell ${percent(resolvable)}.`;
  return `History says ${percent(achieved)}, your ${tells} can only tell ${percent(resolvable)}.`;
}

function adviceMessage(advice: LowTrafficAdvice): string {
  switch (advice.code) {
    case "lengthen-window":
      return `A window of ${plural(advice.days, "day")} would allow 10 bad ones at the same traffic.`;
    case "lower-target":
      return `A target of ${percent(advice.percent)} would allow 10 bad ones.`;
    case "use-probes":
      return "Requests of your own at a steady rate would give more to count.";
    case "use-time-slices":
      return "Time slices count good and bad stretches of time in place of requests.";
    case "shorten-slices":
      return "Shorter slices would give more of them to judge.";
  }
}

/** What a person should know about so little traffic, and what can be done; empty where there is enough. */
export function trafficWarnings(
  { low, costOfOne, allowedBad, eventsToProve, events, advice, fastestPage }: LowTrafficReport,
  unit: "events" | "slices",
) {
  const warnings = low
    ? [
        {
          code: "low-traffic",
          message:
            costOfOne === null
              ? `There are no ${unit} to judge.`
              : `Only ${formatCount(allowedBad)} of ${formatCount(events)} ${unit} may be bad in a window: one of them costs a large part of the budget. It takes ${formatCount(BigInt(Math.ceil(eventsToProve)))} good ones to prove the target.`,
        },
        ...advice.map((one) => ({ code: one.code, message: adviceMessage(one) })),
      ]
    : [];
  if (fastestPage !== null) return warnings;
  return [...warnings, { code: "no-page", message: "No page rule notices a total outage at this traffic." }];
}
