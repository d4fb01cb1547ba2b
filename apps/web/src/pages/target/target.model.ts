import type { TargetSuggestion } from "@solvent/api-contract";
import { amountText, countText, durationText, targetText } from "../../lib/figures.ts";
import { plural } from "../../lib/words.ts";

/** Is the target right: what history supports, and what traffic can tell. */
export interface TargetView {
  readonly sentence: string;
  readonly rows: readonly { readonly term: string; readonly text: string }[];
  readonly warnings: readonly string[];
  /** To try with one click; null: there is none, or it is the present one. */
  readonly suggested: string | null;
}

const orNone = (percent: string | null): string => (percent === null ? "none on the ladder" : targetText(percent));

export function toTargetView(suggestion: TargetSuggestion, presentPercent: string): TargetView {
  const { traffic } = suggestion;
  const { fastestPage } = traffic;
  const detection = fastestPage?.detectionMinutes == null ? "never" : `after ${durationText(fastestPage.detectionMinutes.value)}`;
  return {
    sentence: suggestion.sentence,
    suggested: suggestion.suggested === null || Number(suggestion.suggested) === Number(presentPercent) ? null : suggestion.suggested,
    rows: [
      { term: "Suggested", text: orNone(suggestion.suggested) },
      { term: "History supports", text: orNone(suggestion.achieved) },
      { term: "Traffic can tell apart", text: orNone(suggestion.resolvable) },
      { term: "Looked at", text: `${plural(suggestion.windows, "window")} in ${plural(suggestion.days, "day")}` },
      { term: "Counted in the window", text: countText(traffic.events) },
      { term: "Allowed bad", text: amountText(traffic.allowedBad) },
      ...(fastestPage === null
        ? []
        : [
            { term: "Fastest page", text: `${fastestPage.rule}, from ${amountText(fastestPage.badEvents)} bad on` },
            { term: "A full outage pages", text: detection },
          ]),
    ],
    warnings: traffic.warnings.map(({ message }) => message),
  };
}
