import type { FakeObjective } from "./fake-objectives.ts";
import { isoMinute, type Recipe, simulate, WATERMARK } from "./simulate.ts";

const DAY = 1440;
const PLAIN: Recipe = { target: "99.9", windowDays: 28, perMinute: 900, base: 0.0002, incidents: [], gaps: [], knownSinceAgo: 31 * DAY };

type Draft = Partial<Recipe> & Omit<FakeObjective, "world" | "description"> & { readonly description?: string };

function fake(draft: Draft): FakeObjective {
  const { target, windowDays, perMinute, base, incidents, gaps, knownSinceAgo, ...rest } = draft;
  const given = { target, windowDays, perMinute, base, incidents, gaps, knownSinceAgo };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { description: "Answers other than 5xx, of all requests", ...rest, world: simulate({ ...PLAIN, ...set }) };
}

const at = (days: number, hours = 0): number => days * DAY + hours * 60;
const incident = (fromAgo: number, lasts: number, badShare: number) => ({ fromAgo, toAgo: fromAgo - lasts, badShare });

export const CHECKOUT = fake({
  name: "checkout-availability",
  displayName: "Checkout availability",
  service: "checkout",
  team: "payments",
  description: "Answers other than 5xx, of all checkout requests",
  perMinute: 1000,
  base: 0.00003,
  incidents: [
    incident(at(26, 8), 51, 0.11),
    incident(at(20, 1), 51, 0.07),
    incident(at(13), 42, 0.14),
    incident(at(6, 6), 95, 0.03),
    incident(34, 34, 0.042),
  ],
  gaps: [{ fromAgo: at(10, 4), toAgo: at(10, 4) - 550, reason: "source-down" }],
  firing: { rule: "page-1h-5m", severity: "page", since: isoMinute(WATERMARK - 12) },
  warnings: ["The label replica has two values: every request is counted once per replica"],
});

/** The board of the visual direction: every group and every state. */
export const BOARD: readonly FakeObjective[] = [
  CHECKOUT,
  fake({
    name: "route-plan-ready",
    displayName: "Route plan ready < 20 s",
    service: "route-planner",
    team: "routing",
    target: "98",
    base: 0.013,
    incidents: [incident(at(3, 6), at(3, 6), 0.038)],
    firing: { rule: "ticket-3d-6h", severity: "ticket", since: isoMinute(WATERMARK - at(2)) },
  }),
  fake({
    name: "payment-authorisation",
    displayName: "Payment authorisation",
    service: "checkout",
    team: "payments",
    target: "99.5",
    base: 0.0014,
    incidents: [incident(25, 25, 0.055)],
  }),
  fake({
    name: "driver-position",
    displayName: "Driver position < 60 s old",
    service: "driver-tracking",
    team: "fleet",
    target: "99.5",
    base: 0.0021,
    incidents: [incident(200, 40, 0.7)],
    gaps: [{ fromAgo: 91, toAgo: 0, reason: "source-refused" }],
    state: "no-data",
    reason: "source refused the token",
    source: "fleet-metrics",
  }),
  fake({
    name: "slot-search",
    displayName: "Slot search < 300 ms",
    service: "delivery-slots",
    team: "slots",
    target: "99",
    base: 0.0018,
    incidents: [incident(at(24), 1500, 0.2), incident(at(15), 700, 0.15), incident(at(8), 600, 0.12)],
  }),
  fake({
    name: "home-page",
    displayName: "Home page availability",
    service: "storefront",
    team: "storefront",
    target: "99.95",
    base: 0.0001,
    incidents: [incident(at(22), 200, 0.03), incident(at(12), 140, 0.03)],
  }),
  fake({
    name: "arrival-eta",
    displayName: "Arrival within 5 min of ETA",
    service: "route-planner",
    team: "routing",
    target: "90",
    base: 0.046,
  }),
  fake({
    name: "slot-reservation",
    displayName: "Slot reservation availability",
    service: "delivery-slots",
    team: "slots",
    base: 0.00018,
    incidents: [incident(240, 45, 0.02)],
  }),
  fake({
    name: "product-search",
    displayName: "Product search < 400 ms",
    service: "storefront",
    team: "storefront",
    target: "97",
    base: 0.0081,
  }),
  fake({
    name: "driver-app-api",
    displayName: "Driver app API availability",
    service: "driver-tracking",
    team: "fleet",
    target: "99.5",
    base: 0.0011,
  }),
  fake({ name: "catalogue", displayName: "Catalogue availability", service: "storefront", team: "storefront", base: 0.00015 }),
  fake({
    name: "order-email",
    displayName: "Order e-mail < 5 min",
    service: "checkout",
    team: "payments",
    target: "99",
    windowDays: 7,
    base: 0.001,
    perMinute: 60,
  }),
  fake({
    name: "sign-in",
    displayName: "Sign-in availability",
    service: "storefront",
    team: "storefront",
    base: 0.0001,
    knownSinceAgo: at(17),
    state: "provisional",
    reason: "back-filling, 61\u202f% read",
    backfill: {
      id: "7",
      state: "running",
      from: isoMinute(WATERMARK - at(28)),
      to: isoMinute(WATERMARK),
      readTo: isoMinute(WATERMARK - at(17)),
      readFraction: 0.61,
      estimatedSecondsLeft: 190,
      message: null,
    },
  }),
  fake({
    name: "refund-api",
    displayName: "Refund API availability",
    service: "checkout",
    team: "payments",
    perMinute: 0.1,
    base: 0,
    reason: "only 3 failures allowed",
    state: "low-evidence",
  }),
];

/** Every kind of window and method, for a scenario of their own. */
export const WINDOWS: readonly FakeObjective[] = [
  fake({
    name: "invoice-api",
    displayName: "Invoice API availability",
    service: "billing",
    team: "finance",
    target: "99.5",
    base: 0.0008,
    window: { kind: "calendar", unit: "month", zone: "Europe/Paris", weekStart: "monday" },
    incidents: [incident(at(15), 70, 0.2), incident(at(4, 5), 40, 0.1)],
  }),
  fake({
    name: "login-probe",
    displayName: "Login probe",
    service: "storefront",
    team: "storefront",
    target: "99.5",
    base: 0.0004,
    slices: { minutes: 5, targetPercent: "99", noTraffic: "good", missing: "exclude" },
    incidents: [incident(at(9), 62, 0.2), incident(at(2, 4), 31, 0.3)],
  }),
  fake({
    name: "map-tiles",
    displayName: "Map tiles, by slices",
    service: "driver-tracking",
    team: "fleet",
    target: "99",
    base: 0.0004,
    window: { kind: "calendar", unit: "month", zone: "Europe/Paris", weekStart: "monday" },
    slices: { minutes: 15, targetPercent: "98", noTraffic: "exclude", missing: "bad" },
    incidents: [incident(at(12), 92, 0.2)],
  }),
];
