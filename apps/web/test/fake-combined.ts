import { CHECKOUT, WINDOWS } from "./fake-board.ts";
import type { FakeObjective } from "./fake-objectives.ts";
import { coverage, exactly, isoMinute, simulate, WATERMARK } from "./simulate.ts";

const DAY = 1440;
const WINDOW = 28 * DAY;
const SLICES = WINDOW / 5;

const RECIPE = { target: "99.9", windowDays: 28, perMinute: 300, base: 0.0004, incidents: [], gaps: [], knownSinceAgo: 31 * DAY };

const part = (objective: string, displayName: string, weight: string, bad: number, state: "on-target" | "at-risk" | "exhausted") => ({
  objective,
  displayName,
  weight,
  state,
  sli: exactly(SLICES - bad, SLICES),
  bad: exactly(bad, 1),
  mass: exactly(SLICES, 1),
  coverage: coverage(CHECKOUT.world, WATERMARK - WINDOW, WATERMARK),
  watermark: isoMinute(WATERMARK),
});

/** A weighted mean that is green while one of its parts is dead. */
export const JOURNEY: FakeObjective = {
  name: "checkout-journey",
  displayName: "Checkout journey",
  description: "From the slot to the payment",
  service: "checkout",
  team: "payments",
  slices: { minutes: 5, targetPercent: null, noTraffic: "good", missing: "exclude" },
  world: simulate({ ...RECIPE, target: "99" }),
  composite: {
    how: "weighted",
    partial: true,
    parts: [
      part("slot-reservation", "Slot reservation availability", "1", 2, "on-target"),
      part("checkout-availability", "Checkout availability", "6", 9, "at-risk"),
      part("payment-authorisation", "Payment authorisation", "0.5", 1210, "exhausted"),
    ],
  },
};

/** As it was left when its series went: an alert that nobody ended, and nothing known since. */
const LEFT = {
  state: "no-data",
  reason: "no series",
  firing: { rule: "page-1h-5m", severity: "page", since: "2026-11-20T03:00Z" },
} as const;

const member = (labels: Readonly<Record<string, string>>, base: number, archivedAt?: string): FakeObjective => ({
  name: `route-latency-${Object.values(labels).join("-")}`,
  displayName: "Route latency",
  description: "Plans made within 2 s",
  service: "route-planner",
  team: "routing",
  group: "route-latency",
  groupLabels: labels,
  world: simulate({ ...RECIPE, target: "99.5", base }),
  ...(archivedAt === undefined ? {} : { archivedAt, ...LEFT }),
});

/** The objectives of one group. */
export const MEMBERS: readonly FakeObjective[] = [
  member({ region: "eu", tier: "gold" }, 0.001),
  member({ region: "eu", tier: "silver" }, 0.009),
  member({ region: "us", tier: "gold" }, 0.002),
  member({ region: "us", tier: "silver" }, 0.001, "2026-11-20T04:10:00Z"),
];

const monthly = (): FakeObjective => {
  const found = WINDOWS[0];
  if (found === undefined) throw new Error("there is no calendar objective");
  return found;
};

/** With policies of its own, of which one fires; its month is older than minutes are kept. */
export const WATCHED: FakeObjective = {
  ...monthly(),
  name: "billing-api",
  displayName: "Billing API availability",
  policies: ["pages-fast", "budget-watch"],
  resolution: "hour",
  firing: { rule: "budget-watch/half-gone", severity: "ticket", since: isoMinute(WATERMARK - 44) },
  conditions: [
    {
      name: "budget-watch/half-gone",
      kind: "budget-consumed",
      severity: "ticket",
      sentence: "50\u202f% of the budget or more is consumed; told again only after 5 points of it came back.",
      value: exactly(521, 1000),
      limit: exactly(1, 2),
      firingSince: isoMinute(WATERMARK - 44),
    },
    {
      name: "budget-watch/soon-gone",
      kind: "time-to-exhaustion",
      severity: "ticket",
      sentence: "At the rate of the last 1\u202fh the budget is used up within 3\u202fd.",
      value: null,
      limit: exactly(4320, 1),
      firingSince: null,
    },
    {
      name: "budget-watch/silent",
      kind: "no-traffic",
      severity: "ticket",
      sentence: "Not one event in 10\u202fmin, at an hour of the week that usually has 1 event a minute or more.",
      value: 8874,
      limit: exactly(10, 1),
      firingSince: null,
    },
  ],
};
