import type { IncidentCommand } from "./arguments.ts";
import { DEFAULT_INCIDENT } from "./default-incident.ts";
import type { StartedIncident } from "./run-command.ts";

const clock = (iso: string): string => new Date(iso).toLocaleTimeString("en-GB", { hour12: false });

/** `2 min 05 s` */
export function sinceText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

export const startedText = ({ kind, service, from, to }: StartedIncident): string =>
  `${kind}${service === null ? "" : ` of ${service}`} from ${clock(from)} to ${clock(to)}.`;

/** What will happen, and where to look. */
export function expectation(command: IncidentCommand & { do: "start" }, slack: string): string {
  const { kind, service, minutes } = command;
  const isDefault = kind === DEFAULT_INCIDENT.kind && service === DEFAULT_INCIDENT.service && minutes === DEFAULT_INCIDENT.minutes;
  const look = `Watch the board and http://${slack}`;
  if (isDefault) {
    return `A page about "Checkout availability" comes within 3 minutes, and its end 9 to 10 minutes after the outage is over (longer when
there was another one in the last 6 hours, because that breaches the 6 h rule as well). ${look}`;
  }
  return `Whether and when somebody is told depends on the rules of the objectives concerned. ${look}`;
}
