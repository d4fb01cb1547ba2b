import { parseArgs } from "node:util";
import { INCIDENT_KINDS, type IncidentKind, isIncidentKind } from "../model/incident.ts";
import { DEFAULT_INCIDENT } from "./default-incident.ts";

export type IncidentCommand =
  | { readonly do: "help" }
  | { readonly do: "stop" }
  | { readonly do: "start"; readonly kind: IncidentKind; readonly service: string; readonly minutes: number; readonly wait: boolean };

/** A command line that makes no sense, in words. */
export class UsageError extends Error {}

export const USAGE = `npm run demo:incident [-- KIND] [--service NAME] [--minutes N] [--wait]
npm run demo:incident stop

  KIND       ${INCIDENT_KINDS.join(", ")}; ${DEFAULT_INCIDENT.kind} when there is none
  --service  which service has it, ${DEFAULT_INCIDENT.service} when there is none; a quiet night concerns everybody
  --minutes  how long, ${DEFAULT_INCIDENT.minutes} when there is none
  --wait     stays until the messages about it have arrived
  stop       ends what was started this way`;

const OPTIONS = {
  service: { type: "string" },
  minutes: { type: "string" },
  wait: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Reads the command line; throws UsageError. */
export function readCommand(args: readonly string[]): IncidentCommand {
  const { values, positionals } = parse(args);
  const [kind = DEFAULT_INCIDENT.kind, ...more] = positionals;
  if (values.help === true) return { do: "help" };
  if (more.length > 0) throw new UsageError(`one kind of incident at a time, not also ${more.join(" ")}`);
  if (kind === "stop") return { do: "stop" };
  if (!isIncidentKind(kind)) throw new UsageError(`there is no incident called ${kind}; known are ${INCIDENT_KINDS.join(", ")}`);
  const minutes = Number(values.minutes ?? DEFAULT_INCIDENT.minutes);
  if (!(minutes > 0)) throw new UsageError(`--minutes takes a number above 0, not ${values.minutes}`);
  return { do: "start", kind, service: values.service ?? DEFAULT_INCIDENT.service, minutes, wait: values.wait === true };
}
