import type { ListedObjective, ObjectiveList } from "@solvent/api-contract";
import { isBurning, isFast } from "../../lib/burning.ts";
import { burnText } from "../../lib/figures.ts";
import { budgetLeftText, titleOf, unitsOf, unitsPhrase } from "../../lib/objective-text.ts";
import { formatSince, msOfIso } from "../../lib/time.ts";
import { budgetName } from "../../lib/window-text.ts";
import { capital, plural, sentences } from "../../lib/words.ts";
import { groupOf, totalOf } from "./board.model.ts";

/** The sentence on top of the board: what is true now, from the same figures as the rows below it. */
export interface Lede {
  readonly title: string;
  readonly detail: string;
  /** The objective to open, when there is one to act on. */
  readonly open: string | null;
}

type LedeInput = Pick<ObjectiveList, "items" | "counts" | "firing">;
type View = { readonly nowMs: number; readonly zone: string };
type Severity = NonNullable<ListedObjective["firing"]>["severity"];

/** `list` is the first page of the whole board by attention, so the objectives that matter most are in it. */
export function toLede(list: LedeInput, view: View): Lede {
  const total = totalOf(list.counts);
  if (total === 0)
    return { title: "No objective yet", detail: "Define what good means for one service, and its budget appears here.", open: null };
  return firingLede(list, view) ?? unwellLede(list) ?? quietLede(list, total);
}

function firingLede(list: LedeInput, view: View): Lede | null {
  const severity: Severity = list.items.some((o) => o.firing?.severity === "page") ? "page" : "ticket";
  const firing = list.items.filter((o) => o.firing?.severity === severity);
  const [worst] = firing;
  if (worst === undefined) return null;
  const count = list.firing[severity];
  const title =
    count > 1 ? `${count} objectives ${happeningToMany(firing, count)}, first ${titleOf(worst)}` : `${titleOf(worst)} ${happening(worst)}`;
  const rate = count > 1 ? rateSentence(worst) : "";
  return { title, detail: sentences(rate, budgetSentence(worst), firingSentence(worst, view)), open: worst.name };
}

/** Not every alert is about the rate, and one stays open for a while after the burning. */
function happening(o: ListedObjective): string {
  if (isBurning(o)) return `is burning ${burnText(o.burnHour)}`;
  const open = `has a ${o.firing?.severity} open`;
  if (o.state === "exhausted") return `has spent its budget and ${open}`;
  return o.state === "no-data" ? `${open} and cannot be seen` : open;
}

/** `firing` are those of the `count` that are on the first page: what is said of all of them is true of each, or it is not said. */
function happeningToMany(firing: readonly ListedObjective[], count: number): string {
  const all = (is: (o: ListedObjective) => boolean): boolean => firing.length === count && firing.every(is);
  if (all(isBurning)) return "burn too fast";
  const open = `have a ${firing[0]?.firing?.severity} open`;
  return all(({ state }) => state === "exhausted") ? `have spent their budgets and ${open}` : open;
}

function unwellLede(list: LedeInput): Lede | null {
  const first = (group: ReturnType<typeof groupOf>) => list.items.find((o) => groupOf(o) === group);
  const atRisk = first("at-risk");
  if (atRisk?.state === "exhausted") return exhaustedLede(list, atRisk, rateSentence(atRisk));
  if (atRisk !== undefined) {
    const title = countTitle(list.counts["at-risk"], atRisk, "is at risk", "objectives are at risk");
    return { title, detail: sentences(rateSentence(atRisk), budgetSentence(atRisk)), open: atRisk.name };
  }
  const unseen = first("cannot-see");
  if (unseen !== undefined) {
    const title = countTitle(list.counts["no-data"], unseen, "cannot be seen", "objectives cannot be seen");
    return { title, detail: sentences(capital(unseen.reason ?? ""), "Alerts are frozen, nothing is assumed good"), open: unseen.name };
  }
  const exhausted = first("exhausted");
  return exhausted === undefined ? null : exhaustedLede(list, exhausted, restSentence(list));
}

/** Both what still burns beyond its budget and what rests: it is spent, and `rate` tells them apart. */
function exhaustedLede({ counts }: LedeInput, first: ListedObjective, rate: string): Lede {
  const title = countTitle(counts.exhausted, first, "has spent its budget", "objectives have spent their budgets");
  const atRisk = counts["at-risk"];
  const others = atRisk === 0 ? "" : `${plural(atRisk, "other objective")} ${atRisk === 1 ? "is" : "are"} at risk`;
  return { title, detail: sentences(rate, budgetSentence(first), others), open: first.name };
}

/** Without a rule over its limit something may still be lost, or not be known. */
function restSentence(list: LedeInput): string {
  const resting = list.items.filter((o) => groupOf(o) === "exhausted" && o.burnHour !== null && !isFast(o));
  return resting.length === list.counts.exhausted ? "Nothing is burning now" : "No rule is over its limit";
}

/** Why nothing can be said yet: history still being read is the better news. */
function earlyDetail(list: LedeInput, early: number): string {
  const reading = list.items.filter((o) => o.backfill?.state === "running" || o.backfill?.state === "queued").length;
  if (reading > 0) return `The history of ${plural(reading, "objective")} is being read, newest first.`;
  return `${plural(early, "objective")} without enough history or traffic.`;
}

function quietLede(list: LedeInput, total: number): Lede {
  const fine = list.counts["on-target"];
  const early = total - fine;
  if (fine === 0) return { title: "Too early to say", detail: earlyDetail(list, early), open: null };
  const lowest = list.items.filter((o) => o.state === "on-target" && o.budgetLeft !== null).sort((a, b) => leftOf(a) - leftOf(b))[0];
  const title =
    early > 0
      ? `${plural(fine, "objective")} on target, ${early} too early to say`
      : fine === 1
        ? "The one objective is on target"
        : `All ${fine} objectives are on target`;
  const detail =
    lowest === undefined || lowest.budgetLeft === null ? "" : `Least budget: ${titleOf(lowest)}, ${budgetLeftText(lowest)} left.`;
  return { title, detail, open: null };
}

const leftOf = (o: ListedObjective): number => o.budgetLeft?.value ?? Number.POSITIVE_INFINITY;

const countTitle = (count: number, first: ListedObjective, one: string, many: string): string =>
  count > 1 ? `${count} ${many}, first ${titleOf(first)}` : `${titleOf(first)} ${one}`;

const rateSentence = (o: ListedObjective): string => (isBurning(o) ? `Burning ${burnText(o.burnHour)}` : "");

function budgetSentence(o: ListedObjective): string {
  if (o.budgetLeft === null) return "";
  const phrase = unitsPhrase(unitsOf(o));
  const unit = phrase === "" ? "" : `: ${phrase}`;
  const budget = budgetName(o.window);
  return o.budgetLeft.value < 0
    ? `${capital(budget)} is at ${budgetLeftText(o)}${unit}`
    : `${budgetLeftText(o)} of ${budget} is left${unit}`;
}

/** Over its limit is what both windows are of a rule that is breached; any other alert is open, and no more is known of it here. */
function firingSentence(o: ListedObjective, view: View): string {
  if (o.firing === null) return "";
  const { severity, rule, since } = o.firing;
  const isOver = o.burnWord === "breached" && o.governingRule === rule;
  return `${capital(severity)} ${isOver ? "rule over its limit" : "open"} since ${formatSince(msOfIso(since), view.nowMs, view.zone)}`;
}
