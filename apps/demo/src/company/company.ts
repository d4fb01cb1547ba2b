import { setTimeout as delay } from "node:timers/promises";
import { MINUTE_MS, MINUTES_PER_HOUR } from "@solvent/domain";
import { makeRunningTotals } from "../history/running-totals.ts";
import { DECOMMISSIONED, LIVE_SERVICES, SERVICES, type Service } from "../model/catalogue.ts";
import { makeDice } from "../model/dice.ts";
import { makeInbox } from "../slack/inbox.ts";
import { buildSlack } from "../slack/slack-server.ts";
import type { Addresses } from "./addresses.ts";
import { type Ask, makeAsk } from "./ask.ts";
import { chronicleFile, forgetful } from "./chronicle-file.ts";
import { buildControl } from "./control-server.ts";
import { type IncidentBook, openIncidentBook } from "./incident-book.ts";
import { type Listeners, makeListeners } from "./listeners.ts";
import { makeLoad } from "./load.ts";
import { buildRemains, buildService } from "./service-server.ts";
import { type CompanySettings, SERVICES_OFFSET, SLACK_OFFSET } from "./settings.ts";
import type { World } from "./world.ts";

export interface Company {
  readonly addresses: Addresses;
  /** Ends the load and closes every server. */
  stop(): Promise<void>;
}

/** The history that is told reaches this far back: the 30 days that Solvent asks for, and a little. */
const HISTORY_MINUTES = 32 * 24 * MINUTES_PER_HOUR;
const LOAD_STEP_MS = 200;
const HEARTBEAT_MS = MINUTE_MS;

function openHistory(book: IncidentBook, nowMs: () => number) {
  const minute = Math.floor(nowMs() / MINUTE_MS);
  const origin = Math.floor((minute - HISTORY_MINUTES) / MINUTES_PER_HOUR) * MINUTES_PER_HOUR;
  const totals = makeRunningTotals({ origin, chronicle: book.chronicle, nowMs });
  // Adding up a month takes most of a second, once; after that every stretch is quick.
  totals.walk(minute, minute, () => undefined);
  return totals;
}

const portOffset = (service: Service): number => SERVICES_OFFSET + SERVICES.indexOf(service);

async function openServices(deps: { listeners: Listeners; world: World; ask: Ask; listening: Map<Service, string> }): Promise<void> {
  const dice = makeDice();
  for (const service of LIVE_SERVICES) {
    const app = buildService({ service, world: deps.world, dice, ask: deps.ask });
    deps.listening.set(service, await deps.listeners.open(app, portOffset(service)));
  }
}

/** Starts the whole company in this process: its services, their customers, the control and the stand-in for Slack. */
export async function startCompany(settings: CompanySettings, nowMs: () => number = Date.now): Promise<Company> {
  const abort = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  const listeners = makeListeners(settings);
  const book = openIncidentBook({ file: settings.dataDir === null ? forgetful : chronicleFile(settings.dataDir), nowMs });
  const world: World = {
    nowMs,
    incidents: () => book.now(),
    work: (seconds) => delay(seconds * 1000, undefined, { ref: false }),
  };
  const listening = new Map<Service, string>();
  const ask = makeAsk(({ service }) => listening.get(service), abort.signal);
  let addresses: Addresses | null = null;
  const known = (): Addresses => {
    if (addresses === null) throw new Error("the company is still starting");
    return addresses;
  };

  async function stop(): Promise<void> {
    for (const timer of timers) clearTimeout(timer);
    abort.abort();
    book.heartbeat();
    await listeners.close();
  }

  try {
    const totals = openHistory(book, nowMs);
    await openServices({ listeners, world, ask, listening });
    const remains = buildRemains(nowMs());
    listening.set(DECOMMISSIONED, await listeners.open(remains, portOffset(DECOMMISSIONED)));
    timers.push(setTimeout(() => void remains.close(), settings.lastRitesMs));
    const slack = await listeners.open(buildSlack(makeInbox(nowMs)), SLACK_OFFSET);
    const control = await listeners.open(buildControl({ book, totals, addresses: known, nowMs }), 0);
    const services = SERVICES.map((service) => [service, listening.get(service) ?? ""] as const);
    addresses = { control, slack, services: Object.fromEntries(services) as Addresses["services"] };
    timers.push(setInterval(makeLoad({ world, ask }).step, LOAD_STEP_MS), setInterval(book.heartbeat, HEARTBEAT_MS));
    return { addresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
