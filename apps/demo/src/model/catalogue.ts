/** The company: its services, who reads their metric pages, the calls between them, and what people do. */
export const GROUPS = ["shop", "payments", "delivery", "legacy"] as const;
/** Pages that are read by one data source: those of a team. What is switched off has a source of its own, as it would blind the others. */
export type Group = (typeof GROUPS)[number];

/** In the order of their ports. */
export const SERVICES = [
  "storefront",
  "search",
  "checkout",
  "payments",
  "delivery-slots",
  "driver-tracking",
  "route-planner",
  "legacy-billing",
] as const;
export type Service = (typeof SERVICES)[number];

/** Its page was switched off a while ago; nothing listens on its port any more. */
export const DECOMMISSIONED: Service = "legacy-billing";
/** Services that run. */
export const LIVE_SERVICES: readonly Service[] = SERVICES.filter((service) => service !== DECOMMISSIONED);

const GROUP_OF: Readonly<Record<Service, Group>> = {
  storefront: "shop",
  search: "shop",
  checkout: "payments",
  payments: "payments",
  "legacy-billing": "legacy",
  "delivery-slots": "delivery",
  "driver-tracking": "delivery",
  "route-planner": "delivery",
};

export const servicesOf = (group: Group): readonly Service[] => SERVICES.filter((service) => GROUP_OF[service] === group);

/** A call that a route makes while it answers. */
export interface Dependency {
  readonly to: string;
  /** Without its answer the caller fails as well. */
  readonly needed: boolean;
}

export interface Route {
  readonly id: string;
  readonly service: Service;
  readonly path: string;
  /** Half of the requests take longer, without the calls they make. */
  readonly medianMs: number;
  /** Share of requests that fail on an ordinary day. */
  readonly baseError: number;
  readonly calls: readonly Dependency[];
}

const route = (
  service: Service,
  path: string,
  facts: Pick<Route, "medianMs" | "baseError"> & { calls?: readonly Dependency[] },
): Route => ({
  id: `${service}:${path}`,
  service,
  path,
  calls: [],
  ...facts,
});

/** Callers before those whom they call. */
export const ROUTES: readonly Route[] = [
  route("storefront", "/", { medianMs: 35, baseError: 0.0002 }),
  route("storefront", "/search", { medianMs: 20, baseError: 0.0002, calls: [{ to: "search:/search", needed: true }] }),
  route("storefront", "/order", { medianMs: 25, baseError: 0.0002, calls: [{ to: "checkout:/orders", needed: true }] }),
  route("search", "/search", { medianMs: 90, baseError: 0.0004 }),
  route("checkout", "/orders", {
    medianMs: 40,
    baseError: 0.0001,
    calls: [
      { to: "payments:/charges", needed: true },
      // An order without a reserved slot is accepted; the slot is agreed on by telephone.
      { to: "delivery-slots:/reservations", needed: false },
    ],
  }),
  route("payments", "/charges", { medianMs: 80, baseError: 0.0001 }),
  route("delivery-slots", "/slots", { medianMs: 45, baseError: 0.0005 }),
  route("delivery-slots", "/reservations", { medianMs: 30, baseError: 0.0005 }),
  route("driver-tracking", "/positions", { medianMs: 60, baseError: 0.001 }),
  route("route-planner", "/plans", { medianMs: 220, baseError: 0.0006 }),
  route("legacy-billing", "/invoices", { medianMs: 120, baseError: 0.0003 }),
];

/** Something that people (or a timer) do: a stream of requests to one route. */
export interface Action {
  readonly to: string;
  /** Average of a day; of the hours between `fromHour` and `toHour` (UTC) where there are any. */
  readonly perMinute: number;
  /** How much more than the average at the busiest moment of the day. */
  readonly swing: number;
  /** How much a minute may differ from its neighbours. */
  readonly jitter: number;
  readonly hours?: { readonly from: number; readonly to: number };
}

/**
 * Orders are few and even on purpose: a checkout outage of two minutes must be paged for by the 1 h rule within three minutes of its
 * start and must not reach the 6 h rule, which would hold the alert for half an hour (see outage.test.ts).
 */
export const ACTIONS: readonly Action[] = [
  { to: "storefront:/", perMinute: 50, swing: 0.5, jitter: 0.1 },
  { to: "storefront:/search", perMinute: 30, swing: 0.5, jitter: 0.1 },
  { to: "storefront:/order", perMinute: 18, swing: 0.1, jitter: 0.04 },
  { to: "delivery-slots:/slots", perMinute: 20, swing: 0.4, jitter: 0.1 },
  { to: "driver-tracking:/positions", perMinute: 45, swing: 0.25, jitter: 0.05 },
  { to: "route-planner:/plans", perMinute: 0.5, swing: 0, jitter: 0, hours: { from: 1, to: 3 } },
  { to: "legacy-billing:/invoices", perMinute: 6, swing: 0.3, jitter: 0.1 },
];

const routesById: ReadonlyMap<string, Route> = new Map(ROUTES.map((one) => [one.id, one]));

/** Throws for an id that is not in the catalogue: a mistake in this file. */
export function routeById(id: string): Route {
  const found = routesById.get(id);
  if (found === undefined) throw new RangeError(`there is no route ${id}`);
  return found;
}

export const routesOfService = (service: Service): readonly Route[] => ROUTES.filter((one) => one.service === service);
export const isService = (text: string): text is Service => SERVICES.some((service) => service === text);
