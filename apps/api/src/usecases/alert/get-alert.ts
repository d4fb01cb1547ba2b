import type { AlertDetail } from "@solvent/api-contract";
import { isoOfMinute } from "@solvent/domain";
import { AppError } from "../../errors/app-error.ts";
import type { AlertReader, ReadAlert, ReadTransition } from "./alert-reader.ts";
import { toAlert, toEvidence } from "./to-alert.ts";
import { toNotificationEntry } from "./to-notification-entry.ts";

const toTransition = ({ minute, evidence, ...transition }: ReadTransition, { subject }: ReadAlert): AlertDetail["transitions"][number] => ({
  ...transition,
  at: isoOfMinute(minute),
  evidence: toEvidence(evidence, subject.objective, minute),
});

/** One alert with everything that happened in it. Throws `alert.not-found`. */
export const makeGetAlert =
  (deps: { readonly alerts: Pick<AlertReader, "find" | "transitions" | "notifications"> }) =>
  async (id: string): Promise<AlertDetail> => {
    const alert = await deps.alerts.find(id);
    if (alert === null) throw new AppError("alert.not-found", `There is no alert ${id}`);
    const [transitions, notifications] = await Promise.all([deps.alerts.transitions(id), deps.alerts.notifications(id)]);
    return {
      ...toAlert(alert),
      transitions: transitions.map((transition) => toTransition(transition, alert)),
      notifications: notifications.map(toNotificationEntry),
    };
  };
