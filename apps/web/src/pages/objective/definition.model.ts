import type { Objective } from "@solvent/api-contract";
import { countText, durationText, targetText, windowText } from "../../lib/figures.ts";
import { COMPOSITE_WORDS, METHOD_LABELS } from "../../lib/objective-text.ts";
import { formatInstant, formatWeekday, msOfIso } from "../../lib/time.ts";
import { windowPromise } from "../../lib/window-text.ts";
import { strategyText } from "../../lib/words.ts";

export interface DefinitionRow {
  readonly term: string;
  readonly text: string;
}

/** What stands beside the charts; a row without a value is left out. */
export function toDefinitionRows(objective: Objective, zone: string): DefinitionRow[] {
  const { measurement } = objective;
  const rows: [string, string | null][] = [
    ["Source", sourceText(measurement)],
    ["Put together", objective.indicator.kind === "composite" ? COMPOSITE_WORDS[objective.indicator.how] : null],
    ["Group", objective.group],
    ["Counted from", measurement.strategy === null ? null : strategyText(measurement.strategy)],
    ["Exactness", measurement.exactness],
    ["A minute is good", conditionText(objective.indicator)],
    ["Series", measurement.seriesFound === null ? null : countText(measurement.seriesFound)],
    ["Scrape interval", measurement.scrapeIntervalSeconds === null ? null : `${measurement.scrapeIntervalSeconds}\u202fs`],
    ["Method", METHOD_LABELS[objective.method]],
    ...toSliceRows(objective.slices),
    ["Window", windowPromise(objective.window)],
    ["Counts since", objective.sloStart === null ? null : formatInstant(msOfIso(objective.sloStart), zone)],
    ["Owner", objective.team],
    ["Service", objective.service],
    ["Minutes since", formatWeekday(msOfIso(measurement.from), zone)],
    ["Clamped", measurement.clampedMinutes === 0 ? null : `${durationText(measurement.clampedMinutes)} with good above total`],
    ["Revision", `${objective.revision} by ${objective.author}`],
    ["Changed", formatInstant(msOfIso(objective.updatedAt), zone)],
    ...Object.entries(objective.labels).map(([key, value]): [string, string] => [key, value]),
  ];
  return rows.flatMap(([term, text]) => (text === null ? [] : [{ term, text }]));
}

const sourceText = ({ source, sourceKind }: Objective["measurement"]): string =>
  source === null ? "composite" : [source, sourceKind].filter((part) => part !== null).join(" · ");

const OPERATOR_WORDS = { lt: "under", lte: "at most", gt: "over", gte: "at least" } as const;

/** When a value makes its minute good, null for an indicator that counts events. */
function conditionText(indicator: Objective["indicator"]): string | null {
  if (indicator.kind !== "threshold") return null;
  const limit = `${OPERATOR_WORDS[indicator.operator]} ${indicator.value}`;
  return indicator.of === "age" ? `at an age ${limit}\u202fs` : `at a value ${limit}`;
}

const QUIET_WORDS = { good: "good", bad: "bad", exclude: "not judged" } as const;
const MISSING_WORDS = { ...QUIET_WORDS, observed: "judged by what is known" } as const;

const toSliceRows = (slices: Objective["slices"]): [string, string | null][] =>
  slices === null
    ? []
    : [
        ["Slices", windowText(slices.minutes)],
        ["A slice is good from", slices.targetPercent === null ? null : targetText(slices.targetPercent)],
        ["Slice without traffic", QUIET_WORDS[slices.noTraffic]],
        ["Slice with missing minutes", MISSING_WORDS[slices.missing]],
      ];
