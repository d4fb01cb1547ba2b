import type { Explanation } from "@solvent/api-contract";
import { ADJUSTED_WORDS } from "../../charts/burn-down.series.ts";
import { budgetText, burnText, countText, coverageText, durationText, sliText, targetText, windowText } from "../../lib/figures.ts";
import { METHOD_LABELS } from "../../lib/objective-text.ts";
import { formatInstant, formatZone, msOfIso } from "../../lib/time.ts";
import { gapReason, plural, strategyText } from "../../lib/words.ts";

/** Where a figure comes from, ready to be read. */
type Figure = Explanation["figure"];
const MINUTE_MS = 60_000;

export const FIGURE_TITLES: Readonly<Record<Figure, string>> = {
  sli: "SLI",
  budget: "Budget left",
  burn: "Burn rate",
  coverage: "Coverage",
};

export function valueText(explanation: Pick<Explanation, "figure" | "value" | "coverage">, targetPercent: string): string {
  const { figure, value, coverage } = explanation;
  switch (figure) {
    case "sli":
      return sliText(value, targetPercent);
    case "budget":
      return value === null ? "–" : budgetText(value);
    case "burn":
      return burnText(value);
    case "coverage":
      return coverageText(coverage);
  }
}

const instantText = (iso: string, zone: string): string => `${formatInstant(msOfIso(iso), zone)} ${formatZone(msOfIso(iso), zone)}`;

interface Row {
  readonly term: string;
  readonly text: string;
}

/** The minutes that were counted, and what became of the others. */
export function toMinuteRows({ interval, coverage, watermark }: Explanation): Row[] {
  const { zone } = interval;
  const rows: [string, string | null][] = [
    ["From", instantText(interval.from, zone)],
    ["To", instantText(interval.to, zone)],
    ["In UTC", `${interval.from} to ${interval.to}`],
    ["Zone", zone],
    ["Exact to", interval.resolution === "hour" ? "the hour: minutes that old are kept as hours" : "the minute"],
    ["Newest closed minute", instantText(watermark, zone)],
    ["Minutes", countText(coverage.minutes)],
    ["Counted", countText(coverage.counted)],
    ["Without traffic", coverage.noTraffic === 0 ? null : countText(coverage.noTraffic)],
    ["Missing", countText(coverage.missing)],
    ["Excluded", coverage.excluded === 0 ? null : countText(coverage.excluded)],
  ];
  return rows.flatMap(([term, text]) => (text === null ? [] : [{ term, text }]));
}

/** Definition and data behind it. */
export function toOriginRows({ revision, method, slices, source, parts, stream, interval }: Explanation): Row[] {
  const rows: [string, string | null][] = [
    ["Revision of the definition", String(revision)],
    ["Counts", METHOD_LABELS[method]],
    [
      "Slices",
      slices === null
        ? null
        : [windowText(slices.minutes), slices.targetPercent === null ? "" : `good from ${targetText(slices.targetPercent)}`]
            .filter((part) => part !== "")
            .join(", "),
    ],
    ["Source", source === null ? null : `${source.name} · ${source.kind}`],
    ["Put together from", parts.length === 0 ? null : plural(parts.length, "objective")],
    ["Counted from", source === null || source.strategy === null ? null : strategyText(source.strategy)],
    ["Exactness", source?.exactness ?? null],
    ["Stream", String(stream.id)],
    ["First minute stored", instantText(stream.firstMinute, interval.zone)],
    ["Clamped", stream.clampedMinutes === 0 ? null : `${durationText(stream.clampedMinutes)} with good above total`],
    ["Generated", stream.generatedUntil === null ? null : `before ${instantText(stream.generatedUntil, interval.zone)}`],
  ];
  return rows.flatMap(([term, text]) => (text === null ? [] : [{ term, text }]));
}

export interface StretchRow {
  readonly key: string;
  readonly when: string;
  readonly length: string;
  readonly what: string;
}

const lengthOf = (span: { readonly from: string; readonly to: string }): string =>
  durationText((msOfIso(span.to) - msOfIso(span.from)) / MINUTE_MS);

export const toExclusionRows = ({ exclusions, interval }: Explanation): StretchRow[] =>
  exclusions.map((one) => ({
    key: `${one.adjustment} ${one.from}`,
    when: formatInstant(msOfIso(one.from), interval.zone),
    length: lengthOf(one),
    what: `${ADJUSTED_WORDS[one.mode]}: ${one.reason} (${one.author}, version ${one.version})`,
  }));

export const toGapRows = ({ gaps, interval }: Explanation): StretchRow[] =>
  gaps.map((gap) => ({
    key: gap.from,
    when: formatInstant(msOfIso(gap.from), interval.zone),
    length: lengthOf(gap),
    what: gapReason(gap.reason),
  }));

/** "2 gaps, 1 stretch adjusted". */
export const summaryText = ({ gaps, exclusions }: Pick<Explanation, "gaps" | "exclusions">): string =>
  `${plural(gaps.length, "gap")}, ${plural(exclusions.length, "stretch", "stretches")} adjusted`;
