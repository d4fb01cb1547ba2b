import type { Figure, ObjectiveStatus, SliceSettings } from "@solvent/api-contract";
import type { GapBand } from "../../charts/gaps.ts";
import {
  budgetText,
  burnText,
  coverageText,
  durationText,
  sliText,
  spentText,
  targetText,
  unitsText,
  windowText,
} from "../../lib/figures.ts";
import { badSlicesText, budgetLeftText, unitsOf, unitsPhrase } from "../../lib/objective-text.ts";
import { formatInstant, msOfIso } from "../../lib/time.ts";
import { wholePeriod, windowLine, windowName } from "../../lib/window-text.ts";
import { capital, plural } from "../../lib/words.ts";
import { generatedNote } from "./generated.model.ts";

/** The figures at the head of the page, each with its window, and what to know about that window. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  readonly tone: "ink" | "spent" | "unknown";
}

export interface BurnTile {
  readonly window: string;
  readonly burn: string;
  /** A breached rule looks at this window. */
  readonly over: boolean;
}

/** Without current data or complete history the figures are shown as such: grey, with ≈ where they will still change. */
const isUncertain = (status: ObjectiveStatus): boolean => status.summary.state === "no-data" || status.summary.state === "provisional";

const said = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" · ");

/** `slices` of the definition: the length of what is counted, null while it counts requests. */
export function toBudgetTile(status: ObjectiveStatus, slices: SliceSettings | null): Tile {
  const { summary, budget } = status;
  const label = `Budget left, ${windowName(summary.window)}`;
  if (summary.budgetLeft === null) return { label, value: "–", hint: "nothing measured yet", tone: "unknown" };
  const units = unitsOf(summary);
  const few = units?.kind === "requests" || units?.kind === "slices";
  return {
    label,
    value: budgetLeftText(summary),
    hint: said(
      few && slices !== null ? `${units.text}: ${badSlicesText(slices)}` : unitsPhrase(units),
      few ? "" : slices === null ? unitsText(budget.remaining, "events") : slicesLeft(budget.remaining, slices),
      budget.basis === "planned" ? `planned for ${wholePeriod(summary.window)}` : "",
      withoutText(status),
      generatedNote(summary),
    ),
    tone: isUncertain(status) ? "unknown" : summary.budgetLeft.value < 0 ? "spent" : "ink",
  };
}

const slicesLeft = (remaining: Figure, slices: SliceSettings): string =>
  `${unitsText(remaining, "slices")} of ${windowText(slices.minutes)}`;

/** Nothing while no adjustment touches the window. */
function withoutText({ adjustments }: ObjectiveStatus): string {
  const left = adjustments.without?.remainingFraction ?? null;
  return left === null ? "" : `${budgetText(left)} without ${plural(adjustments.count, "adjustment")}`;
}

export interface SpentTile {
  readonly label: string;
  readonly figures: readonly { readonly term: string; readonly text: string; readonly over: boolean }[];
}

/** Of a calendar window that counts events: what is spent so far, and of the budget of the whole period as projected. */
export function toSpentTile(status: ObjectiveStatus): SpentTile | null {
  const { budget, summary } = status;
  if (budget.projectedConsumedFraction === null) return null;
  const figure = (term: string, share: Figure) => ({ term, text: spentText(share), over: share.value > 1 });
  return {
    label: `Spent, ${windowName(summary.window)}`,
    figures: [
      figure("so far", budget.consumedFraction),
      figure(`as projected for ${wholePeriod(summary.window)}`, budget.projectedConsumedFraction),
    ],
  };
}

export interface WindowNote {
  readonly text: string;
  readonly warning: boolean;
}

/** What to know about the window before reading its figures. */
export function toWindowNotes(status: ObjectiveStatus, slices: SliceSettings | null, zone: string): WindowNote[] {
  const { window, adjustments, summary } = status;
  const note = (text: string) => ({ text, warning: false });
  const counted = badSlicesText(slices);
  return [
    note(capital(said(windowLine(summary.window, window), counted === "" ? "" : `counts ${counted}`))),
    ...(window.partial ? [note(`Partial: only what came since ${formatInstant(msOfIso(window.from), zone)} counts`)] : []),
    ...(window.resolution === "hour" ? [note("Its start is exact to the hour: minutes that old are kept as hours")] : []),
    ...(adjustments.excludedTooMuch
      ? [
          {
            text: `${spentText(adjustments.excludedFraction)} of the window is excluded, more than 5\u202f%: the figures say less about what users saw`,
            warning: true,
          },
        ]
      : []),
  ];
}

export function toSliTile(status: ObjectiveStatus): Tile {
  const { summary, met } = status;
  const target = targetText(summary.targetPercent);
  const verdict = met === null ? "" : met ? ", met" : ", missed";
  return {
    label: `SLI, ${windowName(summary.window)}`,
    value: sliText(summary.sli, summary.targetPercent),
    hint: [`target ${target}${verdict}`, generatedNote(summary)].filter((part) => part !== "").join(" · "),
    tone: isUncertain(status) || summary.sli === null ? "unknown" : met === false ? "spent" : "ink",
  };
}

export function toBurnTiles(status: ObjectiveStatus): BurnTile[] {
  const breached = status.rules.filter((rule) => rule.word === "breached");
  return status.burn.map(({ minutes, burn }) => ({
    window: windowText(minutes),
    burn: burnText(burn),
    over: breached.some((rule) => rule.longMinutes === minutes || rule.shortMinutes === minutes),
  }));
}

export function toCoverageTile(status: ObjectiveStatus, bands: readonly GapBand[]): Tile {
  const { coverage, window } = status.summary;
  const gaps = bands.length === 0 ? "" : `${plural(bands.length, "gap")}, ${durationText(coverage.missing)}`;
  const excluded = coverage.excluded === 0 ? "" : `${durationText(coverage.excluded)} excluded`;
  const quiet = coverage.noTraffic === 0 ? "" : `${durationText(coverage.noTraffic)} without traffic`;
  return {
    label: `Coverage, ${windowName(window)}`,
    value: coverageText(coverage),
    hint: [gaps, excluded, quiet].filter((part) => part !== "").join(" · ") || "every minute is known",
    tone: "ink",
  };
}
