import { MINUTE_MS, type Minute } from "@solvent/domain";
import { ACTIONS, type Action, DECOMMISSIONED, ROUTES, type Route, routeById } from "./catalogue.ts";
import { noise } from "./hash.ts";
import { type Conditions, conditionsOf, type Incident, quietShare, type Stretch } from "./incident.ts";

export const SEED = 4600;

/** Everything that decides how the company behaves at a time. */
export interface Circumstances {
  /** May hold more than what touches the time in question. */
  readonly incidents: readonly Incident[];
  /** When the decommissioned service stopped. */
  readonly decommissionedAtMs: number;
}

/** How one route behaves by itself: without what those do whom it calls. */
export interface OwnBehaviour {
  readonly errorShare: number;
  readonly medianMs: number;
}

const BAD_DEPLOY_ERRORS = 0.12;
const BAD_DEPLOY_SLOWER = 1.3;
const SLOW_ERRORS = 0.005;
const SLOW_SLOWER = 8;
const QUIET_TRAFFIC = 0.05;
const MINUTES_PER_DAY = 1440;
const BUSIEST_MINUTE = 17 * 60;

/** A route of a service under these conditions. Everything in an incident multiplies: a slow service can also be broken. */
export function ownBehaviour(route: Route, { outage, badDeploy, slow }: Conditions): OwnBehaviour {
  const works = (1 - route.baseError) * (1 - outage) * (1 - badDeploy * BAD_DEPLOY_ERRORS) * (1 - slow * SLOW_ERRORS);
  const slower = (1 + badDeploy * (BAD_DEPLOY_SLOWER - 1)) * (1 + slow * (SLOW_SLOWER - 1));
  return { errorShare: 1 - works, medianMs: route.medianMs * slower };
}

function isOpen({ hours }: Action, minuteOfDay: number): boolean {
  return hours === undefined || (minuteOfDay >= hours.from * 60 && minuteOfDay < hours.to * 60);
}

/** Times per minute that people do this: day and night, a little noise, and quiet nights. */
export function actionRate(action: Action, minute: Minute, quiet: number): number {
  const minuteOfDay = minute % MINUTES_PER_DAY;
  if (!isOpen(action, minuteOfDay)) return 0;
  const day = 1 + action.swing * Math.cos((2 * Math.PI * (minuteOfDay - BUSIEST_MINUTE)) / MINUTES_PER_DAY);
  const shake = 1 + action.jitter * noise(SEED, minute, ACTIONS.indexOf(action));
  return action.perMinute * day * shake * (1 - quiet * (1 - QUIET_TRAFFIC));
}

/** What one route does in a minute, with the effect of those whom it calls: expected numbers, not whole ones. */
export interface RouteMinute {
  readonly requests: number;
  /** Share of them that fails, for whatever reason. */
  readonly errorShare: number;
  readonly medianMs: number;
}

const indexOfRoute = (id: string): number => ROUTES.findIndex((route) => route.id === id);
/** The catalogue by index, because history asks for every minute of a month. */
const CALLS = ROUTES.map(({ calls }) => calls.map(({ to, needed }) => ({ to: indexOfRoute(to), needed })));
const ASKED = ACTIONS.map((action) => ({ action, to: indexOfRoute(action.to), legacy: routeById(action.to).service === DECOMMISSIONED }));

/** All routes in `minute`, in the order of the catalogue. */
export function companyMinute(minute: Minute, { incidents, decommissionedAtMs }: Circumstances): readonly RouteMinute[] {
  const stretch: Stretch = { fromMs: minute * MINUTE_MS, toMs: (minute + 1) * MINUTE_MS };
  const own = ROUTES.map((route) => ownBehaviour(route, conditionsOf(route.service, incidents, stretch)));
  const requests = requestsOf({ minute, quiet: quietShare(incidents, stretch), own, legacy: stretch.toMs <= decommissionedAtMs });
  const result: RouteMinute[] = own.map((alone, index) => ({ requests: requests[index] ?? 0, ...alone }));
  // Those who are called come later in the catalogue and must be known before their callers.
  for (let index = ROUTES.length - 1; index >= 0; index--) {
    let works = 1 - (own[index]?.errorShare ?? 0);
    let medianMs = own[index]?.medianMs ?? 0;
    for (const call of CALLS[index] ?? []) {
      if (call.needed) works *= 1 - (result[call.to]?.errorShare ?? 0);
      medianMs += result[call.to]?.medianMs ?? 0;
    }
    result[index] = { requests: requests[index] ?? 0, errorShare: 1 - works, medianMs };
  }
  return result;
}

/** A request that fails by its own fault makes no calls. */
function requestsOf(input: {
  readonly minute: Minute;
  readonly quiet: number;
  readonly own: readonly OwnBehaviour[];
  readonly legacy: boolean;
}): readonly number[] {
  const requests = ROUTES.map(() => 0);
  const add = (index: number, count: number): void => {
    requests[index] = (requests[index] ?? 0) + count;
  };
  for (const { action, to, legacy } of ASKED) if (!legacy || input.legacy) add(to, actionRate(action, input.minute, input.quiet));
  CALLS.forEach((calls, index) => {
    const passing = (requests[index] ?? 0) * (1 - (input.own[index]?.errorShare ?? 0));
    for (const call of calls) add(call.to, passing);
  });
  return requests;
}
