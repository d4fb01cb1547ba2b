import type { Minute } from "@solvent/domain";
import { type Circumstances, companyMinute, type RouteMinute } from "../model/behaviour.ts";
import { ROUTES, routesOfService, SERVICES, type Service } from "../model/catalogue.ts";
import { shareWithin } from "../model/latency.ts";
import { BUCKETS_SECONDS } from "../model/metrics.ts";

/** Requests that took longer than one limit and not longer than the next; the last ones are over all limits. */
export const BINS = BUCKETS_SECONDS.length + 1;

/**
 * What happens at a service in one minute, as expected (not whole) numbers in a fixed order: good and failed requests of each route,
 * then the bins of the histogram. No request is in two of them, so that whole numbers made of each add up.
 */
const columnsOf = (service: Service): number => 2 * routesOfService(service).length + BINS;

const offsets = new Map<Service, number>();
let columns = 0;
for (const service of SERVICES) {
  offsets.set(service, columns);
  columns += columnsOf(service);
}
/** Columns of all services together. */
export const ALL_COLUMNS = columns;
/** First column of a service. */
export const columnOffset = (service: Service): number => offsets.get(service) ?? 0;

const MOST_KNOWN_MEDIANS = 500;
const knownShares = new Map<number, readonly number[]>();

/** Share of requests in each bin. Medians change only with incidents, so nearly every minute asks for the same ones. */
function binShares(medianMs: number): readonly number[] {
  const known = knownShares.get(medianMs);
  if (known !== undefined) return known;
  const within = [...BUCKETS_SECONDS.map((seconds) => shareWithin(seconds, medianMs)), 1];
  const shares = within.map((share, bin) => share - (within[bin - 1] ?? 0));
  if (knownShares.size >= MOST_KNOWN_MEDIANS) knownShares.clear();
  knownShares.set(medianMs, shares);
  return shares;
}

/** Adds one route: a request that fails is answered at once, the others follow the latency curve. */
function addRoute(into: Float64Array, at: { readonly route: number; readonly histogram: number }, minute: RouteMinute): void {
  const { requests, errorShare, medianMs } = minute;
  const good = requests * (1 - errorShare);
  const failed = requests * errorShare;
  const add = (column: number, amount: number): void => {
    into[column] = (into[column] ?? 0) + amount;
  };
  add(at.route, good);
  add(at.route + 1, failed);
  add(at.histogram, failed);
  binShares(medianMs).forEach((share, bin) => {
    add(at.histogram + bin, good * share);
  });
}

/** Where each route of the catalogue puts its numbers. */
const PLACES = ROUTES.map(({ id, service }) => {
  const routes = routesOfService(service);
  const index = routes.findIndex((route) => route.id === id);
  return { route: columnOffset(service) + 2 * index, histogram: columnOffset(service) + 2 * routes.length };
});

/** Adds what all counters of the company grow by in `minute`. */
export function addMinute(into: Float64Array, minute: Minute, circumstances: Circumstances): void {
  const company = companyMinute(minute, circumstances);
  PLACES.forEach((place, index) => {
    const route = company[index];
    if (route !== undefined) addRoute(into, place, route);
  });
}
