import {
  type Alert,
  type AlertDetail,
  type EndpointName,
  endpoints,
  type Mute,
  type NotificationRoute,
  type NotificationTarget,
} from "@solvent/api-contract";
import { conditionAlert, fakeAlerts, type Telling, withCounts } from "./fake-alerts.ts";
import { fakeMutes, fakeRoutes, fakeTargets, NOTIFICATION_KINDS, testVerdict, withRoutes } from "./fake-notifications.ts";
import type { FakeObjective } from "./fake-objectives.ts";
import { NOW_MS } from "./simulate.ts";

/** The half of the fake that tells people: alerts, targets, routes and mutes. */
interface ToldWorld {
  /** Undefined: not an endpoint of this half. Null is an answer. */
  handle(name: EndpointName, params: Readonly<Record<string, string>>, request: FakeAsk): unknown;
  mutedUntil(objective: Pick<FakeObjective, "name" | "service" | "team">): string | null;
  alerts: AlertDetail[];
}

interface FakeAsk {
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface ToldSetup {
  readonly telling: Telling;
  readonly objectives: readonly FakeObjective[];
  /** There is nothing yet: no alert, no target, no route, no mute. */
  readonly empty: boolean;
  readonly refuse: (
    status: number,
    code: "alert.not-found" | "target.not-found" | "notification.not-found" | "objective.not-found",
    detail: string,
  ) => Error;
}

const NOW = new Date(NOW_MS).toISOString();

export function makeTold({ telling, objectives, empty, refuse }: ToldSetup): ToldWorld {
  const known = new Set(objectives.map(({ name }) => name));
  const alerts = empty ? [] : fakeAlerts(telling).filter(({ subject }) => known.has(subject.objective?.name ?? SOURCE_READER));
  for (const o of objectives) if (o.conditions?.some(({ firingSince }) => firingSince !== null)) alerts.push(conditionAlert(o));
  const targets: NotificationTarget[] = empty || telling === "unrouted" ? [] : fakeTargets();
  const routes: NotificationRoute[] = empty || telling === "unrouted" ? [] : fakeRoutes();
  const mutes: Mute[] = empty ? [] : fakeMutes();
  const mutedUntil: ToldWorld["mutedUntil"] = (o) => {
    const covers = (mute: Mute) =>
      mute.scope === "all" || mute.name === { team: o.team, service: o.service, objective: o.name }[mute.scope];
    const ends = mutes.filter((mute) => mute.active && covers(mute)).map(({ endsAt }) => endsAt);
    return ends.sort().at(-1) ?? null;
  };
  const listed = (alert: AlertDetail): AlertDetail => {
    const { objective } = alert.subject;
    return withCounts(alert, objective === null ? null : mutedUntil({ ...objective, team: objective.team ?? "" }));
  };
  const target = (name: string | undefined): NotificationTarget => {
    const found = targets.find((one) => one.name === name);
    if (found === undefined) throw refuse(404, "target.not-found", `there is no target ${name}`);
    return found;
  };
  const routeOf = (scope: string | undefined, subject: string | undefined) =>
    routes.findIndex((route) => route.scope === scope && (route.name ?? "all") === subject);
  const handle: ToldWorld["handle"] = (name, params, request) => {
    switch (name) {
      case "listAlerts":
        return listAlerts(alerts.map(listed), request.query);
      case "getAlert": {
        const found = alerts.find(({ id }) => id === params.id);
        if (found === undefined) throw refuse(404, "alert.not-found", `there is no alert ${params.id}`);
        return listed(found);
      }
      case "retryNotification": {
        const entry = alerts.flatMap(({ notifications }) => notifications).find(({ id }) => id === params.id);
        if (entry === undefined) throw refuse(404, "notification.not-found", `there is no notification ${params.id}`);
        return Object.assign(entry, { state: "pending", reason: null, settledAt: null, delivery: null });
      }
      case "listMutes":
        return { items: mutes };
      case "createMute": {
        const { minutes, ...input } = endpoints.createMute.body.parse(request.body);
        const made: Mute = {
          ...input,
          id: "0b5e6c1e-64f1-4c52-9d53-0d6f3fd3a0ff",
          author: "local",
          createdAt: NOW,
          endsAt: new Date(NOW_MS + minutes * 60_000).toISOString(),
          endedBy: null,
          active: true,
        };
        mutes.push(made);
        return made;
      }
      case "endMute":
        return Object.assign(mutes.find(({ id }) => id === params.id) ?? {}, { active: false, endsAt: NOW, endedBy: "local" });
      case "listNotificationKinds":
        return { items: NOTIFICATION_KINDS };
      case "listTargets":
        return { items: targets.map((one) => withRoutes(one, routes)), nextCursor: null };
      case "createTarget":
      case "updateTarget": {
        const { secrets, ...input } = endpoints.createTarget.body.parse(request.body);
        const base = targets.find((one) => one.name === input.name) ?? fakeTargets()[2];
        const kindTitle = NOTIFICATION_KINDS.find(({ kind }) => kind === input.kind)?.title ?? input.kind;
        const made = { ...base, ...input, kindTitle, secretsSet: Object.keys(secrets) } as NotificationTarget;
        const at = targets.findIndex((one) => one.name === input.name);
        if (at === -1) targets.push(made);
        else targets[at] = made;
        return withRoutes(made, routes);
      }
      case "deleteTarget":
        targets.splice(targets.indexOf(target(params.name)), 1);
        for (const route of routes) {
          route.page = route.page.filter((one) => one !== params.name);
          route.ticket = route.ticket.filter((one) => one !== params.name);
        }
        return null;
      case "testTarget":
        return testVerdict(endpoints.testTarget.body.parse(request.body).settings);
      case "testSavedTarget":
        return testVerdict(target(params.name).settings);
      case "listRoutes":
        return { items: routes };
      case "putRoute": {
        const { scope, subject } = endpoints.putRoute.params.parse(params);
        const made = { ...endpoints.putRoute.body.parse(request.body), scope, name: scope === "all" ? null : subject, updatedAt: NOW };
        const at = routeOf(scope, subject);
        if (at === -1) routes.push(made);
        else routes[at] = made;
        return made;
      }
      case "deleteRoute":
        routes.splice(routeOf(params.scope, params.subject), 1);
        return null;
      case "getEffectiveRoute": {
        const o = objectives.find((one) => one.name === params.name);
        if (o === undefined) throw refuse(404, "objective.not-found", `there is no objective ${params.name}`);
        const at = [routeOf("objective", o.name), routeOf("service", o.service), routeOf("team", o.team), routeOf("all", "all")];
        return { route: routes[at.find((index) => index >= 0) ?? -1] ?? null };
      }
      default:
        return undefined;
    }
  };
  return { handle, mutedUntil, alerts };
}

function listAlerts(all: readonly AlertDetail[], query: URLSearchParams): unknown {
  const filter = endpoints.listAlerts.query.parse(Object.fromEntries(query));
  const fits = ({ state, kind, severity, subject }: Alert) =>
    (filter.state === undefined || state === filter.state) &&
    (filter.kind === undefined || kind === filter.kind) &&
    (filter.severity === undefined || severity === filter.severity) &&
    (filter.objective === undefined || subject.objective?.name === filter.objective) &&
    (filter.service === undefined || subject.objective?.service === filter.service) &&
    (filter.team === undefined || subject.objective?.team === filter.team) &&
    (filter.source === undefined || subject.source === filter.source);
  const matching = all.filter(fits);
  const start = Number(filter.cursor ?? 0);
  const end = start + Math.min(filter.limit, LIST_PAGE);
  const firing = all.filter(({ state }) => state === "firing");
  const burning = (severity: Alert["severity"]) => firing.filter((alert) => alert.kind === "burn" && alert.severity === severity).length;
  return {
    items: matching.slice(start, end),
    nextCursor: end < matching.length ? String(end) : null,
    firing: { page: burning("page"), ticket: burning("ticket"), other: firing.filter(({ kind }) => kind !== "burn").length },
    unrouted: firing.filter((alert) => alert.origin === "live" && alert.notifications.length === 0).length,
  };
}

/** The objective that reads from the source that is down. */
const SOURCE_READER = "driver-position";

/** Small, so that the list has a second page. */
const LIST_PAGE = 7;
