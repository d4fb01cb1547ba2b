import { MINUTE_MS } from "@solvent/domain";
import Fastify, { type FastifyInstance } from "fastify";
import { historyText, OPENMETRICS_TYPE } from "../history/exposition.ts";
import type { RunningTotals } from "../history/running-totals.ts";
import { GROUPS, type Group, isService, LIVE_SERVICES, type Service, servicesOf } from "../model/catalogue.ts";
import { INCIDENT_KINDS, type Incident, type IncidentKind, isIncidentKind } from "../model/incident.ts";
import { decommissionedAtMs } from "../model/timetable.ts";
import { type Addresses, historyPath } from "./addresses.ts";
import type { IncidentBook } from "./incident-book.ts";

const LONGEST_HISTORY_MINUTES = 25 * 60;
const LONGEST_INCIDENT_MINUTES = 24 * 60;

/** A request that cannot be done, in words for whoever sent it. */
class BadRequest extends Error {
  readonly statusCode = 400;
}

export interface ControlDeps {
  readonly book: IncidentBook;
  readonly totals: RunningTotals;
  readonly addresses: () => Addresses;
  readonly nowMs: () => number;
}

const shown = ({ kind, service, fromMs, toMs }: Incident) => ({
  kind,
  service,
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
});

function readService(kind: IncidentKind, service: unknown): Service | null {
  if (kind === "quiet-night") return null;
  const name = service ?? "checkout";
  if (typeof name === "string" && isService(name) && LIVE_SERVICES.includes(name)) return name;
  throw new BadRequest(`service must be one of ${LIVE_SERVICES.join(", ")}`);
}

/** `{ kind, service?, minutes? }` */
function readIncident(body: unknown): { kind: IncidentKind; service: Service | null; minutes: number } {
  const { kind, service, minutes = 2 } = (typeof body === "object" && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  if (typeof kind !== "string" || !isIncidentKind(kind)) throw new BadRequest(`kind must be one of ${INCIDENT_KINDS.join(", ")}`);
  if (typeof minutes !== "number" || !(minutes > 0 && minutes <= LONGEST_INCIDENT_MINUTES)) {
    throw new BadRequest(`minutes must be a number above 0 and at most ${LONGEST_INCIDENT_MINUTES}`);
  }
  return { kind, service: readService(kind, service), minutes };
}

function readSpan(query: Readonly<Record<string, unknown>>, nowMs: number): { from: number; to: number } {
  const second = (name: string): number => {
    const text = query[name];
    if (typeof text !== "string" || !/^\d{1,11}(\.\d+)?$/.test(text)) throw new BadRequest(`${name} must be a time in Unix seconds`);
    return Number(text);
  };
  const [start, end] = [second("start"), second("end")];
  if (end < start) throw new BadRequest("end must not be before start");
  const from = Math.floor(start / 60);
  const to = Math.floor(Math.min(end, nowMs / 1000) / 60);
  if (to - from > LONGEST_HISTORY_MINUTES) throw new BadRequest("a stretch of history is at most 25 hours long");
  return { from, to };
}

function serveIncidents(app: FastifyInstance, book: IncidentBook): void {
  app.get("/incidents", () => ({ incidents: book.now().map(shown) }));
  app.post("/incidents", (request, reply) => reply.code(201).send(shown(book.start(readIncident(request.body)))));
  app.delete("/incidents", () => ({ stopped: book.stop().map(shown) }));
}

function serveHistory(app: FastifyInstance, deps: ControlDeps): void {
  const pagesOf = (group: Group) => servicesOf(group).map((service) => ({ service, instance: deps.addresses().services[service] }));
  for (const group of GROUPS) {
    app.get<{ Querystring: Readonly<Record<string, unknown>> }>(historyPath(group), (request, reply) => {
      const decommissioned = Math.floor(decommissionedAtMs(deps.book.chronicle()) / MINUTE_MS);
      const span = readSpan(request.query, deps.nowMs());
      return reply.type(OPENMETRICS_TYPE).send(historyText({ totals: deps.totals, pages: pagesOf(group), ...span, decommissioned }));
    });
  }
}

/** Incidents, generated history, and where everything is. */
export function buildControl(deps: ControlDeps): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Error && "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : 500;
    reply.code(status).send({ error: status < 500 && error instanceof Error ? error.message : "something went wrong" });
  });
  app.get("/healthz", () => ({ ok: true }));
  app.get("/", () => deps.addresses());
  serveIncidents(app, deps.book);
  serveHistory(app, deps);
  return app;
}
