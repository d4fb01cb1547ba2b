import type { Addresses } from "../company/addresses.ts";
import type { IncidentCommand } from "./arguments.ts";
import { type SeenMessage, watchMessages } from "./watch-messages.ts";
import { expectation, sinceText, startedText } from "./words.ts";

/** The company does not run, or does not do what it was asked for. */
export class IncidentError extends Error {}

export interface CommandDeps {
  /** `http://host:port` of the company's control. */
  readonly control: string;
  readonly say: (text: string) => void;
  readonly nowMs: () => number;
}

/** Rules need at most this long after the end of an incident until all is told: the 6 h rule holds for half an hour. */
const LONGEST_TALE_MS = 45 * 60_000;

async function ask<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    throw new IncidentError(`The company does not answer at ${url}. Start it with: npm run demo`, { cause });
  });
  const body = (await response.json()) as T & { error?: string };
  if (!response.ok) throw new IncidentError(body.error ?? `the company answers with status ${response.status}`);
  return body;
}

export interface StartedIncident {
  readonly kind: string;
  readonly service: string | null;
  readonly from: string;
  readonly to: string;
}

async function tell(incident: StartedIncident, slack: string, before: number, { say, nowMs }: CommandDeps): Promise<boolean> {
  const read = async () => (await ask<{ messages: readonly SeenMessage[] }>(`http://${slack}/messages`)).messages;
  const untilMs = Date.parse(incident.to) + LONGEST_TALE_MS;
  const watch = watchMessages({ read, service: incident.service ?? "", untilMs, nowMs });
  const fired = await watch.next("fired", before);
  if (fired === null) return false;
  say(`${sinceText(fired.receivedAtMs - Date.parse(incident.from))} after the start: ${fired.text.split("\n")[0]}`);
  const resolved = await watch.next("resolved", fired.id);
  if (resolved === null) return false;
  say(`${sinceText(resolved.receivedAtMs - Date.parse(incident.to))} after the end: ${resolved.text.split("\n")[0]}`);
  return true;
}

async function start(command: IncidentCommand & { do: "start" }, deps: CommandDeps): Promise<boolean> {
  const addresses = await ask<Addresses>(`${deps.control}/`);
  const seen = await ask<{ messages: readonly SeenMessage[] }>(`http://${addresses.slack}/messages`);
  const { kind, service, minutes } = command;
  const incident = await ask<StartedIncident>(`${deps.control}/incidents`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind, service, minutes }),
  });
  deps.say(startedText(incident));
  deps.say(expectation(command, addresses.slack));
  return command.wait ? tell(incident, addresses.slack, Math.max(0, ...seen.messages.map(({ id }) => id)), deps) : true;
}

/** Does it; false when what was waited for did not come. */
export async function runCommand(command: IncidentCommand & { do: "start" | "stop" }, deps: CommandDeps): Promise<boolean> {
  if (command.do === "start") return start(command, deps);
  const { stopped } = await ask<{ stopped: readonly StartedIncident[] }>(`${deps.control}/incidents`, { method: "DELETE" });
  deps.say(stopped.length === 0 ? "Nothing that was started by hand goes on." : `Ended: ${stopped.map(({ kind }) => kind).join(", ")}.`);
  return true;
}
