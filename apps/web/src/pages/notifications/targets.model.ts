import type { NotificationTarget, TargetTestResult } from "@solvent/api-contract";
import type { IconName } from "../../components/icon.tsx";
import type { View } from "../../lib/alert-text.ts";
import { durationText } from "../../lib/figures.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { formatMoment, msOfIso } from "../../lib/time.ts";
import { listText, plural, scopeText, type Tone } from "../../lib/words.ts";

/** One notification target as a line: who it is, how it goes, what is sent there. */
export interface TargetRow {
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly health: { readonly icon: IconName; readonly tone: Tone; readonly word: string; readonly detail: string };
  /** "1 waits for 22 min, 2 given up in 7 d", or nothing. */
  readonly backlog: string;
  readonly routes: string;
  readonly failover: string;
}

export function toTargetRow(target: NotificationTarget, view: View): TargetRow {
  return {
    name: target.name,
    title: titleOf(target),
    kind: target.kindTitle,
    health: healthOf(target.health, view),
    backlog: backlogOf(target.health, view),
    routes: routesText(target.routes),
    failover: target.failover === null ? "" : `${target.failover} stands in`,
  };
}

function healthOf(health: NotificationTarget["health"], view: View): TargetRow["health"] {
  const moment = (iso: string | null) => (iso === null ? "" : formatMoment(msOfIso(iso), view.nowMs, view.zone));
  switch (health.state) {
    case "ok":
      return { icon: "on-target", tone: "ink", word: "Takes messages", detail: `last one ${moment(health.okAt)}` };
    case "failing": {
      const words = [health.failureClass, health.message].filter((part) => part !== null).join(": ");
      const last = health.okAt === null ? "it never took one" : `last one taken ${moment(health.okAt)}`;
      return { icon: "exhausted", tone: "spent", word: `Fails since ${moment(health.failingSince)}`, detail: `${words} (${last})` };
    }
    case "unknown":
      return { icon: "no-data", tone: "unknown", word: "Nothing sent yet", detail: "send a test message to be sure" };
  }
}

function backlogOf({ pending, oldestPendingAt, dead }: NotificationTarget["health"], view: View): string {
  const oldest =
    oldestPendingAt === null ? "" : ` for ${durationText(Math.max(0, Math.floor((view.nowMs - msOfIso(oldestPendingAt)) / 60_000)))}`;
  return [pending === 0 ? "" : `${pending} ${pending === 1 ? "waits" : "wait"}${oldest}`, dead === 0 ? "" : `${dead} given up in 7\u202fd`]
    .filter((part) => part !== "")
    .join(", ");
}

function routesText(routes: NotificationTarget["routes"]): string {
  if (routes.length === 0) return "no route leads here";
  return routes.map((route) => `${listText(route.severities.map((s) => `${s}s`))} of ${scopeText(route.scope, route.name)}`).join("; ");
}

/** One line on top: whether people can be told. */
export interface NotificationsLede {
  readonly title: string;
  readonly detail: string;
}

export function toNotificationsLede(targets: readonly NotificationTarget[], hasRoute: boolean, view: View): NotificationsLede {
  if (targets.length === 0)
    return { title: "Nobody is told of alerts", detail: "Add a target, for example a chat channel, and route to it." };
  const failing = targets.filter(({ health }) => health.state === "failing");
  const worst = failing[0];
  if (worst !== undefined) {
    const { word } = healthOf(worst.health, view);
    const lead = `${titleOf(worst)} ${word.charAt(0).toLowerCase()}${word.slice(1)}`;
    return {
      title: failing.length === 1 ? lead : `${failing.length} targets fail, first ${titleOf(worst)}`,
      detail: backlogSentence(worst, view),
    };
  }
  if (!hasRoute) return { title: "No alert is routed to anybody", detail: "Say below which objectives go to which target." };
  const unsure = targets.filter(({ health }) => health.state === "unknown").length;
  const title = targets.length === 1 ? "The one target takes messages" : `All ${targets.length} targets take messages`;
  return unsure === 0
    ? { title, detail: "" }
    : { title: `${plural(targets.length, "target")}, ${unsure} not tried yet`, detail: "A test message shows whether it can be reached." };
}

function backlogSentence(target: NotificationTarget, view: View): string {
  const backlog = backlogOf(target.health, view);
  return [target.health.message === null ? "" : `It says “${target.health.message}”.`, backlog === "" ? "" : `${backlog}.`]
    .filter((part) => part !== "")
    .join(" ");
}

export interface Verdict {
  readonly ok: boolean;
  readonly lead: string;
  readonly detail: string;
}

/** What came of a test message: precise, in the target's own words. */
export function toVerdict(result: TargetTestResult): Verdict {
  const facts = [result.status === null ? "" : `HTTP ${result.status}`, `${result.latencyMs}\u202fms`]
    .filter((part) => part !== "")
    .join(", ");
  if (result.failure === null) return { ok: true, lead: "The test message was accepted.", detail: facts };
  const again = result.failure.permanent ? "trying again will not help" : "it may work later";
  return { ok: false, lead: `${result.failure.class}:`, detail: `${result.failure.message} (${facts}; ${again})` };
}
