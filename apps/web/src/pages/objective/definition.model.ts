import type { Objective } from "@solvent/api-contract";
import { countText, durationText } from "../../lib/figures.ts";
import { formatInstant, formatWeekday, msOfIso } from "../../lib/time.ts";
import { strategyText } from "../../lib/words.ts";

export interface DefinitionRow {
  readonly term: string;
  readonly text: string;
}

/** What stands beside the charts; a row without a value is left out. */
export function toDefinitionRows(objective: Objective, zone: string): DefinitionRow[] {
  const { measurement } = objective;
  const rows: [string, string | null][] = [
    ["Source", `${measurement.source} · ${measurement.sourceKind}`],
    ["Counted from", measurement.strategy === null ? null : strategyText(measurement.strategy)],
    ["Exactness", measurement.exactness],
    ["Series", measurement.seriesFound === null ? null : countText(measurement.seriesFound)],
    ["Scrape interval", measurement.scrapeIntervalSeconds === null ? null : `${measurement.scrapeIntervalSeconds}\u202fs`],
    ["Method", objective.method],
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
