import { MINUTE_MS } from "@solvent/domain";
import type { Service } from "../model/catalogue.ts";
import { type Incident, type IncidentKind, instant, touching } from "../model/incident.ts";
import { type Chronicle, incidentsWithin } from "../model/timetable.ts";
import type { ChronicleFile } from "./chronicle-file.ts";

/** Older runs and incidents have left every window. */
const REMEMBERED_MS = 100 * 24 * 60 * MINUTE_MS;

export interface IncidentBook {
  readonly chronicle: () => Chronicle;
  /** What goes on now, of the timetable and started by hand. */
  now(): readonly Incident[];
  start(input: { readonly kind: IncidentKind; readonly service: Service | null; readonly minutes: number }): Incident;
  /** Ends what was started by hand and goes on; returns it. */
  stop(): readonly Incident[];
  /** Notes that the company is still there. */
  heartbeat(): void;
}

function begin(before: Chronicle | null, nowMs: number): Chronicle {
  const anchorMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const old = before ?? { anchorMs, sessions: [], manual: [] };
  return {
    anchorMs: old.anchorMs,
    sessions: [...old.sessions.filter(({ lastSeenMs }) => lastSeenMs > nowMs - REMEMBERED_MS), { fromMs: nowMs, lastSeenMs: nowMs }],
    // What was going on when the last run ended has ended with it.
    manual: old.manual
      .filter(({ toMs }) => toMs > nowMs - REMEMBERED_MS)
      .map((incident) => ({ ...incident, toMs: Math.min(incident.toMs, old.sessions.at(-1)?.lastSeenMs ?? nowMs) })),
  };
}

/** The incidents of this run, with those of earlier ones. Everything is written down at once. */
export function openIncidentBook(deps: { readonly file: ChronicleFile; readonly nowMs: () => number }): IncidentBook {
  let chronicle = begin(deps.file.read(), deps.nowMs());
  const save = (next: Chronicle): void => {
    chronicle = next;
    deps.file.write(next);
  };
  save(chronicle);
  return {
    chronicle: () => chronicle,
    now() {
      const at = instant(deps.nowMs());
      return touching(incidentsWithin(chronicle, { ...at, toMs: at.toMs + 1 }), at);
    },
    start({ kind, service, minutes }) {
      const fromMs = deps.nowMs();
      const incident: Incident = { kind, service, fromMs, toMs: fromMs + Math.round(minutes * MINUTE_MS) };
      save({ ...chronicle, manual: [...chronicle.manual, incident] });
      return incident;
    },
    stop() {
      const nowMs = deps.nowMs();
      const running = touching(chronicle.manual, instant(nowMs));
      const end = (incident: Incident): Incident => (running.includes(incident) ? { ...incident, toMs: nowMs } : incident);
      if (running.length > 0) save({ ...chronicle, manual: chronicle.manual.map(end) });
      return running;
    },
    heartbeat() {
      const last = chronicle.sessions.at(-1);
      if (last === undefined) return;
      save({ ...chronicle, sessions: [...chronicle.sessions.slice(0, -1), { ...last, lastSeenMs: deps.nowMs() }] });
    },
  };
}
