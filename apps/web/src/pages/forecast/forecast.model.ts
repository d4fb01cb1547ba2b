import type { Forecast, ObjectiveSummary } from "@solvent/api-contract";
import { budgetText, burnText, durationText, spentText, windowText } from "../../lib/figures.ts";
import { formatInstant, formatWeekday, msOfIso } from "../../lib/time.ts";
import { plural } from "../../lib/words.ts";

/** When the budget runs out, and when it comes back. */
type Rate = Forecast["atRate"][number];

const LOOKBACKS: Readonly<Record<number, string>> = { 60: "last hour", 1440: "last day", 10080: "last week" };
const lookbackText = (minutes: number): string => LOOKBACKS[minutes] ?? `last ${windowText(minutes)}`;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/** Within a day the clock and the distance, else the day. */
function whenText(iso: string, at: string, zone: string): string {
  const minutes = (msOfIso(iso) - msOfIso(at)) / MINUTE_MS;
  return minutes < DAY_MINUTES
    ? `${formatInstant(msOfIso(iso), zone)}, in ${durationText(Math.max(0, minutes))}`
    : formatWeekday(msOfIso(iso), zone);
}

const OUTCOMES: Readonly<Record<Exclude<Rate["outcome"], "projected">, string>> = {
  "already-exhausted": "It is spent already",
  "not-at-this-rate": "Not at this rate",
  "not-before-period-end": "Not before the period ends",
  unknown: "Not known",
};

function outcomeText(rate: Rate, at: string, zone: string): string {
  if (rate.outcome !== "projected" || rate.exhaustsAt === null)
    return rate.outcome === "projected" ? OUTCOMES.unknown : OUTCOMES[rate.outcome];
  return whenText(rate.exhaustsAt, at, zone);
}

/** Inside a sentence; a day of the week keeps its capital. */
const uncapitalised = (text: string, rate: Rate): string =>
  rate.outcome === "projected" ? text : text.charAt(0).toLowerCase() + text.slice(1);

export interface RateRow {
  readonly key: number;
  readonly lookback: string;
  readonly burn: string;
  readonly outcome: string;
  readonly soon: boolean;
  readonly reason: string;
}

const SOON_MINUTES = 7 * DAY_MINUTES;

export const toRateRows = (forecast: Forecast, zone: string): RateRow[] =>
  forecast.atRate.map((rate) => ({
    key: rate.lookbackMinutes,
    lookback: lookbackText(rate.lookbackMinutes),
    burn: burnText(rate.burn),
    outcome: outcomeText(rate, forecast.at, zone),
    soon: rate.outcome === "already-exhausted" || (rate.minutes !== null && rate.minutes < SOON_MINUTES),
    reason: rate.reason,
  }));

export interface RunsOutTile {
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  readonly tone: "ink" | "spent";
}

/** It states its look-back: a day, or the last hour while a page rule fires. Null while there is no such rate. */
export function toRunsOutTile(forecast: Forecast, summary: Pick<ObjectiveSummary, "firing">, zone: string): RunsOutTile | null {
  const wanted = summary.firing?.severity === "page" ? [60, DAY_MINUTES] : [DAY_MINUTES, 60];
  const [rate, other] = wanted.map((minutes) => forecast.atRate.find((r) => r.lookbackMinutes === minutes));
  if (rate === undefined) return null;
  if (rate.outcome === "already-exhausted") return backTile(forecast.recoversAt, zone);
  const label = `Runs out, ${lookbackText(rate.lookbackMinutes)}'s rate`;
  const beside =
    other === undefined
      ? ""
      : `${lookbackText(other.lookbackMinutes)}'s rate: ${uncapitalised(outcomeText(other, forecast.at, zone), other)}`;
  if (rate.outcome === "unknown") {
    const otherKnown = other !== undefined && other.outcome !== "unknown";
    return { label, value: "–", hint: otherKnown ? beside : rate.reason, tone: "ink" };
  }
  if (rate.exhaustsAt === null || rate.minutes === null)
    return { label, value: outcomeText(rate, forecast.at, zone), hint: beside, tone: "ink" };
  const ms = msOfIso(rate.exhaustsAt);
  return {
    label,
    value: rate.minutes < DAY_MINUTES ? formatInstant(ms, zone) : formatWeekday(ms, zone),
    hint: [`in ${durationText(rate.minutes)}`, beside].filter((part) => part !== "").join(" · "),
    tone: "spent",
  };
}

const backTile = (recoversAt: string | null, zone: string): RunsOutTile =>
  recoversAt === null
    ? { label: "Back", value: "–", hint: "no day is known on which it is back", tone: "ink" }
    : { label: "Back", value: formatWeekday(msOfIso(recoversAt), zone), hint: "if nothing else fails", tone: "ink" };

/** "In typical weeks the budget runs out within 7 days in 12.3 % of 1 000 paths …", or why nobody can tell. */
export function chanceText(forecast: Pick<Forecast, "chance" | "chanceReason">): { readonly text: string; readonly detail: string } {
  const { chance, chanceReason } = forecast;
  if (chance === null) return { text: chanceReason ?? "There is not enough history to tell a chance.", detail: "" };
  const days = plural(chance.days, "day");
  return {
    text: `In typical weeks the budget is spent within ${days} in ${spentText(chance.chance)} of the cases.`,
    detail: `${chance.exhausting} of ${chance.paths} paths drawn from the last ${plural(chance.daysDrawnFrom, "day")}. In ${days}, ${spentText(chance.median)} will be spent in the middle case; ${spentText(chance.low)} to ${spentText(chance.high)} in eight of ten. Incidents are not predictable: this is no confidence interval.`,
  };
}

export interface ReliefRow {
  readonly key: string;
  readonly when: string;
  readonly returns: string;
  readonly what: string;
  readonly left: string;
}

const RELIEFS_SHOWN = 8;

/** When spent budget comes back, soonest first; `letters` are those of the ledger. */
export function toReliefRows(
  forecast: Forecast,
  letters: ReadonlyMap<string, string>,
  view: { readonly zone: string; readonly all: boolean },
): { rows: ReliefRow[]; more: number } {
  const { zone } = view;
  const rows = forecast.relief.map((step) => {
    const letter = step.episode === null ? undefined : letters.get(step.episode);
    const [from, to] = [formatWeekday(msOfIso(step.from), zone), formatWeekday(msOfIso(step.to) - MINUTE_MS, zone)];
    return {
      key: `${step.from} ${step.episode ?? "background"}`,
      when: from === to ? from : `${from} to ${to}`,
      returns: `+${spentText(step.returns)}`,
      what: step.episode === null ? "background leaves" : letter === undefined ? "an episode leaves" : `${letter} leaves`,
      left: budgetText(step.leftAfter),
    };
  });
  return view.all ? { rows, more: 0 } : { rows: rows.slice(0, RELIEFS_SHOWN), more: Math.max(0, rows.length - RELIEFS_SHOWN) };
}

/** Of an exhausted budget only. */
export const recoversText = (forecast: Pick<Forecast, "recoversAt">, zone: string): string =>
  forecast.recoversAt === null
    ? ""
    : `There is budget again on ${formatInstant(msOfIso(forecast.recoversAt), zone)} if nothing else fails.`;
