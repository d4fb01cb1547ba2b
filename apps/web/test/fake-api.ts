import type { AlertDetail } from "@solvent/api-contract";
import { type EndpointName, type ErrorCode, endpoints, type ListedObjective, STATES } from "@solvent/api-contract";
import { ATTENTION_GROUPS, attentionGroup } from "@solvent/domain";
import { makeAdjusted } from "./fake-adjustments.ts";
import { makeAgreements, PERIODS } from "./fake-agreements.ts";
import type { Telling } from "./fake-alerts.ts";
import { makeAnnotations } from "./fake-annotations.ts";
import { BOARD, WINDOWS } from "./fake-board.ts";
import { JOURNEY, MEMBERS, WATCHED } from "./fake-combined.ts";
import { applyText, checkText } from "./fake-definitions.ts";
import { type FakeEvents, makeFakeEvents } from "./fake-events.ts";
import { fleetOf } from "./fake-fleet.ts";
import { makeGroups } from "./fake-groups.ts";
import { makeInsight } from "./fake-insight-api.ts";
import { burnDownOf, definitionOf, type FakeObjective, statusOf, summaryOf } from "./fake-objectives.ts";
import { windowOf } from "./fake-period.ts";
import { makePolicies } from "./fake-policies.ts";
import { makeSources } from "./fake-source-api.ts";
import { makeStreams } from "./fake-streams.ts";
import { makeTold } from "./fake-told.ts";
import { isoMinute, NOW_MS, traffic, WATERMARK } from "./simulate.ts";

export type Scenario =
  | "first-run"
  | "connected"
  | "board"
  | "healthy"
  | "no-data"
  | "stale"
  | "failing"
  | "undelivered"
  | "unrouted"
  | "generated"
  | "windows"
  | "adjusted"
  | "annotated"
  | "combined"
  | "sources";

/** What the fake API was asked to change, so that tests can look at it. */
export interface Written {
  readonly name: EndpointName;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly ifMatch: string | null;
}

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly ifMatch: string | null;
}

export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
}

export class Refusal extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  /** The field that is wrong. */
  readonly field: string | null;
  constructor(status: number, code: ErrorCode, detail: string, field: string | null = null) {
    super(detail);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

const NOW = new Date(NOW_MS).toISOString();
const PAGE = 50;

export interface FakeApi {
  readonly written: readonly Written[];
  /** Endpoints that answer 503 from now on; the rest works. */
  readonly broken: Set<EndpointName>;
  readonly events: FakeEvents;
  /** The board as it is; tests change it behind the page's back. */
  readonly objectives: FakeObjective[];
  readonly alerts: AlertDetail[];
  answer(request: FakeRequest): FakeAnswer;
}

/** An API that keeps the contract: every answer is parsed with the schema of its endpoint before it is sent. */
export function makeFakeApi(scenario: Scenario): FakeApi {
  const written: Written[] = [];
  const broken = new Set<EndpointName>(scenario === "failing" ? ["listObjectives", "getBurnDown", "listAlerts"] : []);
  const world = makeState(scenario);
  return {
    written,
    broken,
    events: makeFakeEvents(),
    objectives: world.objectives,
    alerts: world.told.alerts,
    answer(request) {
      const match = matchEndpoint(request);
      if (match === null) return problem(404, "route.not-found", `no route ${request.path}`);
      const { name, params } = match;
      if (broken.has(name)) return problem(503, "database.unavailable", "the database does not answer");
      if (request.method !== "GET") written.push({ name, params, body: request.body, ifMatch: request.ifMatch });
      try {
        const body = world.handle(name, params, request);
        return { status: endpoints[name].status, body: endpoints[name].response.parse(body) };
      } catch (error) {
        if (error instanceof Refusal) return problem(error.status, error.code, error.message, error.field);
        throw error;
      }
    },
  };
}

const problem = (status: number, code: ErrorCode, detail: string, field: string | null = null): FakeAnswer => ({
  status,
  body: {
    type: "about:blank",
    title: code,
    status,
    detail,
    code,
    requestId: "req-42",
    ...(field === null ? {} : { errors: [{ path: field, message: detail }] }),
  },
});

function matchEndpoint({ method, path }: FakeRequest): { name: EndpointName; params: Record<string, string> } | null {
  const parts = path.split("/");
  let best: { name: EndpointName; params: Record<string, string> } | null = null;
  for (const name of Object.keys(endpoints) as EndpointName[]) {
    const endpoint = endpoints[name];
    const pattern = endpoint.path.split("/");
    if (endpoint.method !== method || pattern.length !== parts.length) continue;
    if (!pattern.every((part, i) => part.startsWith(":") || part === parts[i])) continue;
    const params = Object.fromEntries(pattern.flatMap((part, i) => (part.startsWith(":") ? [[part.slice(1), parts[i] ?? ""]] : [])));
    // A literal segment wins over a parameter: /sources/test is not the source "test".
    if (best === null || Object.keys(params).length < Object.keys(best.params).length) best = { name, params };
  }
  return best;
}

function makeState(scenario: Scenario) {
  const objectives: FakeObjective[] = objectivesOf(scenario);
  const sources = makeSources({ scenario, refuse: (status, code, detail, field) => new Refusal(status, code, detail, field) });
  const told = makeTold({
    objectives,
    empty: objectives.length === 0,
    telling: tellingOf(scenario),
    refuse: (status, code, detail) => new Refusal(status, code, detail),
  });
  const adjusted = makeAdjusted({
    objectives,
    adjusted: scenario === "adjusted",
    refuse: (status, code, detail, field) => new Refusal(status, code, detail, field),
  });
  const insight = makeInsight(told.alerts, (status, code, detail, field) => new Refusal(status, code, detail, field));
  const agreements = makeAgreements({
    empty: objectives.length === 0,
    refuse: (status, code, detail, field) => new Refusal(status, code, detail, field),
  });
  const annotations = makeAnnotations({
    objectives,
    annotated: scenario === "annotated",
    refuse: (status, code, detail, field) => new Refusal(status, code, detail, field),
  });
  const parts = [
    sources.handle,
    agreements,
    annotations.handle,
    makePolicies({
      objectives,
      empty: objectives.length === 0,
      refuse: (status, code, detail, field) => new Refusal(status, code, detail, field),
    }),
    makeGroups({ objectives, refuse: (status, code, detail, field) => new Refusal(status, code, detail, field) }),
    makeStreams({ name: () => objectives[0]?.name ?? "", hasPast: scenario === "combined" }),
  ];
  const backfills = new Map<string, "running" | "cancelled">();
  const find = (name: string | undefined): FakeObjective => {
    const found = objectives.find((o) => o.name === name);
    if (found === undefined) throw new Refusal(404, "objective.not-found", `there is no objective ${name}`);
    return { ...withBackfill(adjusted.apply(found), backfills), mutedUntil: told.mutedUntil(found) };
  };
  const ofParts = (name: EndpointName, params: Record<string, string>, request: FakeRequest): unknown => {
    if (name === "listObjectivePeriods") return { items: windowOf(find(params.name)).kind === "calendar" ? PERIODS : [] };
    for (const part of parts) {
      const answered = part(name, params, request);
      if (answered !== undefined) return answered;
    }
    return undefined;
  };
  const handle = (name: EndpointName, params: Record<string, string>, request: FakeRequest): unknown => {
    switch (name) {
      case "about":
        return {
          version: "0.1.0",
          database: "embedded",
          evaluator: { active: true, lastTickAt: NOW, lagSeconds: 2 },
          objectives: objectives.length,
          sources: sources.count(),
        };
      case "listObjectives":
        return listObjectives(
          objectives
            .filter(({ archivedAt }) => archivedAt === undefined)
            .map((o) => ({ ...cachedSummary(o), mutedUntil: told.mutedUntil(o) })),
          request.query,
          scenario,
        );
      case "getObjective":
        return definitionOf(find(params.name));
      case "getStatus":
        return statusOf(find(params.name));
      case "getBurnDown":
        return burnDownOf(find(params.name));
      case "getTraffic": {
        const minute = (key: string) => Math.floor(Date.parse(request.query.get(key) ?? "") / 60_000);
        return traffic(find(params.name).world, minute("from"), minute("to"));
      }
      case "listRevisions":
        return { items: REVISIONS, nextCursor: null };
      case "deleteObjective":
        objectives.splice(objectives.indexOf(find(params.name)), 1);
        return null;
      case "cancelBackfill":
      case "resumeBackfill": {
        backfills.set(params.id ?? "", name === "cancelBackfill" ? "cancelled" : "running");
        const owner = objectives.find((o) => o.backfill?.id === params.id);
        if (owner === undefined) throw new Refusal(404, "backfill.not-found", "there is no such back-fill");
        return withBackfill(owner, backfills).backfill;
      }
      case "apply":
        return applyText(request.body, objectives);
      case "check":
        return checkText(request.body);
      case "listFleetEpisodes":
        return annotations.inFleet(fleetOf(objectives, told.alerts, request.query));
      case "listServices":
        return { items: servicesOf(objectives), nextCursor: null };
      case "listTeams":
        return { items: teamsOf(objectives), nextCursor: null };
      default: {
        const answered = ofParts(name, params, request);
        if (answered !== undefined) return answered;
        const answer =
          insight(name, () => find(params.name), { ...request, params }) ??
          adjusted.handle(name, params, request) ??
          told.handle(name, params, request);
        if (answer === undefined) throw new Refusal(404, "route.not-found", `${name} is not part of the fake`);
        return name === "listEpisodes" ? annotations.inLedger(endpoints.listEpisodes.response.parse(answer)) : answer;
      }
    }
  };
  return { handle, told, objectives };
}

const tellingOf = (scenario: Scenario): Telling => (scenario === "undelivered" || scenario === "unrouted" ? scenario : "told");

function objectivesOf(scenario: Scenario): FakeObjective[] {
  if (scenario === "first-run" || scenario === "connected") return [];
  if (scenario === "healthy") return BOARD.filter((o) => summaryOf(o).state === "on-target");
  if (scenario === "no-data") return BOARD.filter((o) => ["no-data", "on-target"].includes(summaryOf(o).state));
  if (scenario === "windows") return [...BOARD, ...WINDOWS];
  if (scenario === "combined") return [...BOARD, JOURNEY, WATCHED, ...MEMBERS];
  if (scenario === "generated") return BOARD.map((o) => ({ ...o, generatedUntil: isoMinute(WATERMARK - 3 * 1440) }));
  return [...BOARD];
}

function withBackfill(o: FakeObjective, states: ReadonlyMap<string, "running" | "cancelled">): FakeObjective {
  if (o.backfill === undefined) return o;
  return { ...o, backfill: { ...o.backfill, state: states.get(o.backfill.id) ?? o.backfill.state } };
}

const summaries = new Map<FakeObjective, ListedObjective>();
const cachedSummary = (o: FakeObjective): ListedObjective => {
  const known = summaries.get(o) ?? summaryOf(o);
  summaries.set(o, known);
  return known;
};

function listObjectives(rows: readonly ListedObjective[], query: URLSearchParams, scenario: Scenario): unknown {
  const { state, service, team, source, group, search, sort, order, limit, cursor } = endpoints.listObjectives.query.parse(
    Object.fromEntries(query),
  );
  const inScope = rows.filter(
    (o) =>
      (service === undefined || o.service === service) &&
      (team === undefined || o.team === team) &&
      (source === undefined || o.source === source) &&
      (group === undefined || o.group === group) &&
      (search ?? "")
        .toLowerCase()
        .split(/\s+/)
        .every((word) => `${o.name} ${o.displayName} ${o.service} ${o.team}`.toLowerCase().includes(word)),
  );
  const matching = inScope.filter((o) => state === undefined || state.split(",").includes(o.state));
  const sorted = [...matching].sort((a, b) => keyOf(a, sort) - keyOf(b, sort) || a.name.localeCompare(b.name));
  if (sort === "name") sorted.sort((a, b) => a.name.localeCompare(b.name));
  if (order === "desc") sorted.reverse();
  const start = Number(cursor ?? 0);
  const end = start + Math.min(limit, PAGE);
  return {
    items: sorted.slice(start, end),
    nextCursor: end < sorted.length ? String(end) : null,
    matching: matching.length,
    counts: Object.fromEntries(STATES.map((s) => [s, inScope.filter((o) => o.state === s).length])),
    firing: {
      page: rows.filter((o) => o.firing?.severity === "page").length,
      ticket: rows.filter((o) => o.firing?.severity === "ticket").length,
    },
    dataTo: rows.length === 0 ? null : isoMinute(WATERMARK - (scenario === "stale" ? 7 : 0)),
    now: NOW,
  };
}

function keyOf(o: ListedObjective, sort: string): number {
  if (sort === "attention") {
    return ATTENTION_GROUPS.indexOf(attentionGroup({ ...o, firing: o.firing?.severity ?? null })) * 1000 + (o.budgetLeft?.value ?? 0);
  }
  if (sort === "sli") return o.sli?.value ?? 0;
  if (sort === "budget-left") return o.budgetLeft?.value ?? 0;
  if (sort === "burn") return o.burnHour?.value ?? 0;
  return sort === "coverage" ? o.coverage.counted / o.coverage.minutes : 0;
}

const servicesOf = (all: readonly FakeObjective[]) =>
  [...new Set(all.map((o) => o.service))].sort().map((name) => ({
    name,
    displayName: null,
    description: null,
    team: all.find((o) => o.service === name)?.team ?? null,
    labels: {},
    objectives: all.filter((o) => o.service === name).length,
    revision: 1,
    createdAt: NOW,
    updatedAt: NOW,
  }));

const teamsOf = (all: readonly FakeObjective[]) =>
  [...new Set(all.map((o) => o.team))].sort().map((name) => ({ name, services: [], objectives: 1, createdAt: NOW }));

const REVISIONS = [
  { revision: 14, author: "local", createdAt: "2026-11-12T09:30:00Z", changes: [{ path: "targetPercent", before: "99.5", after: "99.9" }] },
  { revision: 13, author: "local", createdAt: "2026-06-02T08:00:00Z", changes: [] },
];
