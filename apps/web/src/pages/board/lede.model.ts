import type { ObjectiveList, ObjectiveSummary } from "@solvent/api-contract";
import { budgetText, burnText } from "../../lib/figures.ts";
import { titleOf, unitsOf, unitsPhrase } from "../../lib/objective-text.ts";
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

/** `list` is the first page of the whole board by attention, so the objectives that matter most are in it. */
export function toLede(list: LedeInput, view: View): Lede {
  const total = totalOf(list.counts);
  if (total === 0)
    return { title: "No objective yet", detail: "Define what good means for one service, and its budget appears here.", open: null };
  return firingLede(list, view) ?? unwellLede(list) ?? quietLede(list, total);
}

function firingLede(list: LedeInput, view: View): Lede | null {
  const paging = list.items.filter((o) => o.firing?.severity === "page");
  const firing = paging.length > 0 ? paging : list.items.filter((o) => o.firing !== null);
  const worst = firing[0];
  if (worst === undefined) return null;
  const count = paging.length > 0 ? list.firing.page : list.firing.ticket;
  const all = firing.every(({ burnWord }) => burnWord !== "acceptable") ? "burn too fast" : "need a look";
  const title = count > 1 ? `${count} objectives ${all}, first ${titleOf(worst)}` : `${titleOf(worst)} ${happening(worst)}`;
  return { title, detail: sentences(rateSentence(worst, count), budgetSentence(worst), firingSentence(worst, view)), open: worst.name };
}

/** Not every alert is about the rate: while no burn rule is near its limit, another condition fires. */
function happening({ burnWord, burnHour, firing }: ObjectiveSummary): string {
  if (burnWord === "acceptable") return firing?.severity === "page" ? "has a page open" : "has a ticket open";
  return burnHour === null ? "is burning too fast" : `is burning ${burnText(burnHour)}`;
}

function unwellLede(list: LedeInput): Lede | null {
  const first = (group: ReturnType<typeof groupOf>) => list.items.find((o) => groupOf(o) === group);
  const atRisk = first("at-risk");
  if (atRisk !== undefined) {
    const title = countTitle(list.counts["at-risk"], atRisk, "is at risk", "objectives are at risk");
    return { title, detail: sentences(rateSentence(atRisk, list.counts["at-risk"]), budgetSentence(atRisk)), open: atRisk.name };
  }
  const unseen = first("cannot-see");
  if (unseen !== undefined) {
    const title = countTitle(list.counts["no-data"], unseen, "cannot be seen", "objectives cannot be seen");
    return { title, detail: sentences(capital(unseen.reason ?? ""), "Alerts are frozen, nothing is assumed good"), open: unseen.name };
  }
  const exhausted = first("exhausted");
  if (exhausted === undefined) return null;
  const title = countTitle(list.counts.exhausted, exhausted, "has spent its budget", "objectives have spent their budgets");
  return { title, detail: sentences("Nothing is burning now", budgetSentence(exhausted)), open: exhausted.name };
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
    lowest === undefined || lowest.budgetLeft === null ? "" : `Least budget: ${titleOf(lowest)}, ${budgetText(lowest.budgetLeft)} left.`;
  return { title, detail, open: null };
}

const leftOf = (o: ObjectiveSummary): number => o.budgetLeft?.value ?? Number.POSITIVE_INFINITY;

const countTitle = (count: number, first: ObjectiveSummary, one: string, many: string): string =>
  count > 1 ? `${count} ${many}, first ${titleOf(first)}` : `${titleOf(first)} ${one}`;

/** The title of a single objective has its rate already. */
const rateSentence = (o: ObjectiveSummary, count: number): string =>
  count > 1 && o.burnHour !== null ? `Burning ${burnText(o.burnHour)}` : "";

function budgetSentence(o: ObjectiveSummary): string {
  if (o.budgetLeft === null) return "";
  const phrase = unitsPhrase(unitsOf(o));
  const unit = phrase === "" ? "" : `: ${phrase}`;
  const budget = budgetName(o.window);
  return o.budgetLeft.value < 0
    ? `${capital(budget)} is at ${budgetText(o.budgetLeft)}${unit}`
    : `${budgetText(o.budgetLeft)} of ${budget} is left${unit}`;
}

function firingSentence(o: ObjectiveSummary, view: View): string {
  if (o.firing === null) return "";
  const what = o.firing.severity === "page" ? "Page" : "Ticket";
  return `${what} rule over its limit since ${formatSince(msOfIso(o.firing.since), view.nowMs, view.zone)}`;
}
