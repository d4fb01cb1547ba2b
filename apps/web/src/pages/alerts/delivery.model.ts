import type { NotificationTarget } from "@solvent/api-contract";
import { givenUpText, type View } from "../../lib/alert-text.ts";
import { durationText } from "../../lib/figures.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { formatMoment, msOfIso } from "../../lib/time.ts";
import { plural, sentences } from "../../lib/words.ts";

/** What keeps people from being told, and where it is repaired. */
export interface DeliveryTrouble {
  readonly key: string;
  readonly lead: string;
  readonly detail: string;
  readonly link: { readonly to: string; readonly text: string };
}

export function toDeliveryTroubles(
  known: { readonly unrouted: number; readonly targets: readonly NotificationTarget[] },
  view: View,
): DeliveryTrouble[] {
  const unrouted: DeliveryTrouble[] =
    known.unrouted === 0
      ? []
      : [
          {
            key: "unrouted",
            lead: `Nobody is told of ${plural(known.unrouted, "open alert")}.`,
            detail: known.targets.length === 0 ? "There is no notification target yet." : "No target is routed to.",
            link: { to: "/notifications#routes", text: "Set who is told" },
          },
        ];
  const failing = known.targets.filter(({ health }) => health.state === "failing" || health.dead > 0);
  return [...unrouted, ...failing.map((target) => troubleOf(target, view))];
}

function troubleOf(target: NotificationTarget, view: View): DeliveryTrouble {
  const { health } = target;
  const since = health.failingSince === null ? "" : ` since ${formatMoment(msOfIso(health.failingSince), view.nowMs, view.zone)}`;
  const words = [health.failureClass, health.message].filter((part) => part !== null).join(": ");
  const oldest =
    health.oldestPendingAt === null
      ? ""
      : `, the oldest for ${durationText(Math.max(0, Math.floor((view.nowMs - msOfIso(health.oldestPendingAt)) / 60_000)))}`;
  const waits = health.pending === 0 ? "" : `${plural(health.pending, "notification")} ${health.pending === 1 ? "waits" : "wait"}${oldest}`;
  const dead = health.dead === 0 ? "" : `${givenUpText(health.dead)} in the last 7 days`;
  return {
    key: target.name,
    lead: health.state === "failing" ? `${titleOf(target)} fails${since}.` : `${titleOf(target)} works again.`,
    detail: sentences(health.state === "failing" ? words : "", waits, dead),
    link: { to: "/notifications", text: "Look at the target" },
  };
}
