import type { BackfillProgress, BurnDown, Objective, ObjectiveState, ObjectiveStatus, ObjectiveSummary } from "@solvent/api-contract";
import {
  budgetPerMillion,
  burn,
  coverage,
  exactly,
  gapSpans,
  isoMinute,
  spent,
  sums,
  WATERMARK,
  type World,
  windowMinutes,
} from "./simulate.ts";

/** One objective of the fake API: what it is, and how its minutes went. */
export interface FakeObjective {
  readonly name: string;
  readonly displayName: string;
  readonly service: string;
  readonly team: string;
  readonly description: string;
  readonly world: World;
  readonly state?: ObjectiveState;
  readonly reason?: string;
  readonly firing?: ObjectiveSummary["firing"];
  readonly backfill?: BackfillProgress;
  readonly warnings?: readonly string[];
  readonly source?: string;
  readonly generatedUntil?: string;
  readonly mutedUntil?: string | null;
}

const DAY = 1440;
const RULES = [
  { name: "page-1h-5m", severity: "page", longMinutes: 60, shortMinutes: 5, tenths: 144, share: 2 },
  { name: "page-6h-30m", severity: "page", longMinutes: 360, shortMinutes: 30, tenths: 60, share: 5 },
  { name: "ticket-1d-2h", severity: "ticket", longMinutes: 1440, shortMinutes: 120, tenths: 30, share: 10 },
  { name: "ticket-3d-6h", severity: "ticket", longMinutes: 4320, shortMinutes: 360, tenths: 10, share: 10 },
] as const;

function rulesOf(o: FakeObjective): ObjectiveStatus["rules"] {
  return RULES.map((rule) => {
    const [burnLong, burnShort] = [burn(o.world, rule.longMinutes), burn(o.world, rule.shortMinutes)];
    const over = (b: typeof burnLong) => b !== null && b.value >= rule.tenths / 10;
    const frozen = o.state === "no-data" || o.state === "provisional";
    return {
      name: rule.name,
      severity: rule.severity,
      longMinutes: rule.longMinutes,
      shortMinutes: rule.shortMinutes,
      factor: exactly(rule.tenths, 10),
      budgetShare: exactly(rule.share, 100),
      minExcess: 5,
      burnLong,
      burnShort,
      word: frozen
        ? "frozen"
        : over(burnLong) && over(burnShort)
          ? "breached"
          : over(burnShort) && rule.tenths >= 30
            ? "increasing"
            : over(burnLong)
              ? "recovering"
              : "acceptable",
      firingSince: o.firing?.rule === rule.name ? o.firing.since : null,
    };
  });
}

function governing(rules: ObjectiveStatus["rules"]): ObjectiveStatus["rules"][number] | undefined {
  for (const word of ["breached", "increasing", "recovering", "frozen"] as const) {
    const found = rules.find((rule) => rule.word === word);
    if (found !== undefined) return found;
  }
  return undefined;
}

function leftAt(world: World, to: number): number {
  return 1 - spent(world, WATERMARK - windowMinutes(world), to).value;
}

export function summaryOf(o: FakeObjective): ObjectiveSummary {
  const { world } = o;
  const from = WATERMARK - windowMinutes(world);
  const s = sums(world, from, WATERMARK);
  const perMillion = budgetPerMillion(world.recipe.target);
  const bad = s.total - s.good;
  const left = exactly(s.total * perMillion - bad * 1_000_000, s.total * perMillion);
  const rules = rulesOf(o);
  const governs = governing(rules);
  const allowedMinutes = (windowMinutes(world) * perMillion) / 1_000_000;
  const parts = 56;
  return {
    name: o.name,
    displayName: o.displayName,
    service: o.service,
    team: o.team,
    source: o.source ?? "prometheus-prod",
    targetPercent: world.recipe.target,
    windowMinutes: windowMinutes(world),
    labels: { tier: "1" },
    state: o.state ?? stateOf(left.value, rules, (s.total * perMillion) / 1_000_000),
    reason: o.reason ?? null,
    burnWord: governs?.word ?? "acceptable",
    governingRule: governs === undefined || governs.word === "frozen" ? null : governs.name,
    sli: exactly(s.good, s.total),
    budgetLeft: left,
    budgetLeftMinutes: exactly(Math.round(left.value * allowedMinutes * 60), 60),
    spentLastDay: spent(world, WATERMARK - DAY, WATERMARK),
    allowedBad: exactly(s.total * perMillion, 1_000_000),
    remainingBad: exactly(s.total * perMillion - bad * 1_000_000, 1_000_000),
    burnHour: burn(world, 60),
    coverage: coverage(world, from, WATERMARK),
    firing: o.firing ?? null,
    watermark: isoMinute(WATERMARK),
    generatedUntil: o.generatedUntil ?? null,
    mutedUntil: o.mutedUntil ?? null,
    backfill: o.backfill ?? null,
    burnLastDay: Array.from({ length: 48 }, (_, i) => burn(world, 30, WATERMARK - DAY + (i + 1) * 30)?.value ?? null),
    budgetOverWindow: Array.from({ length: parts }, (_, i) => {
      const end = from + Math.round(((i + 1) * windowMinutes(world)) / parts);
      const inGap = sums(world, end - 120, end).known === 0;
      return inGap ? null : leftAt(world, end);
    }),
  };
}

function stateOf(left: number, rules: ObjectiveStatus["rules"], allowed: number): ObjectiveState {
  if (allowed < 10) return "low-evidence";
  if (left < 0) return "exhausted";
  const risky = rules.some((rule) => rule.word === "breached" || (rule.word === "increasing" && rule.severity === "page"));
  return risky ? "at-risk" : "on-target";
}

export function statusOf(o: FakeObjective): ObjectiveStatus {
  const { world } = o;
  const summary = summaryOf(o);
  const from = WATERMARK - windowMinutes(world);
  const s = sums(world, from, WATERMARK);
  const perMillion = budgetPerMillion(world.recipe.target);
  const bad = s.total - s.good;
  const minutes = (share: number) => exactly(Math.round(share * windowMinutes(world) * perMillion * 60), 60_000_000);
  return {
    summary,
    window: { from: isoMinute(from), to: isoMinute(WATERMARK), partial: false },
    good: s.good,
    total: s.total,
    bad,
    met: bad * 1_000_000 <= s.total * perMillion,
    budget: {
      allowed: exactly(s.total * perMillion, 1_000_000),
      consumed: exactly(bad, 1),
      remaining: exactly(s.total * perMillion - bad * 1_000_000, 1_000_000),
      consumedFraction: exactly(bad * 1_000_000, s.total * perMillion),
      remainingFraction: exactly(s.total * perMillion - bad * 1_000_000, s.total * perMillion),
      minutesAllowed: minutes(1),
      minutesConsumed: minutes((bad * 1_000_000) / (s.total * perMillion)),
      minutesRemaining: minutes(1 - (bad * 1_000_000) / (s.total * perMillion)),
    },
    burn: [5, 60, 360, 1440, 4320].map((length) => ({ minutes: length, burn: burn(world, length) })),
    rules: rulesOf(o),
  };
}

export function burnDownOf(o: FakeObjective): BurnDown {
  const { world } = o;
  const from = WATERMARK - windowMinutes(world);
  const step = 60;
  const starts = Array.from({ length: windowMinutes(world) / step + 1 }, (_, i) => from + i * step);
  const knownFrom = WATERMARK - world.recipe.knownSinceAgo;
  return {
    from: isoMinute(from),
    to: isoMinute(WATERMARK),
    stepMinutes: step,
    left: starts.map((at) => (at < knownFrom ? null : leftAt(world, at))),
    bad: starts.map((at) => {
      const s = sums(world, at - step, at);
      return s.total - s.good;
    }),
    gaps: gapSpans(world, from, WATERMARK),
  };
}

export function definitionOf(o: FakeObjective): Objective {
  const query = (selector: string) => ({ source: "prometheus-prod", spec: { query: `http_requests_total{${selector}}` } });
  return {
    name: o.name,
    displayName: o.displayName,
    description: o.description,
    service: o.service,
    team: o.team,
    indicator: {
      kind: "ratio",
      counter: true,
      numerator: "good",
      part: query(`job="${o.service}",code!~"5.."`),
      total: query(`job="${o.service}"`),
    },
    targetPercent: o.world.recipe.target,
    windowMinutes: windowMinutes(o.world),
    method: "occurrences",
    labels: { tier: "1" },
    annotations: {},
    revision: 14,
    createdAt: "2026-06-02T08:00:00Z",
    updatedAt: "2026-11-12T09:30:00Z",
    author: "local",
    openslo: openSloOf(o),
    measurement: {
      source: "prometheus-prod",
      sourceKind: "Prometheus",
      strategy: "raw",
      exactness: "exact",
      seriesFound: 12,
      scrapeIntervalSeconds: 15,
      warnings: [...(o.warnings ?? [])],
      clampedMinutes: 0,
      from: isoMinute(WATERMARK - 31 * DAY),
      watermark: isoMinute(WATERMARK),
    },
    backfill: o.backfill ?? null,
  };
}

export const openSloOf = (
  o: Pick<FakeObjective, "name" | "displayName" | "service" | "description" | "world">,
): string => `apiVersion: openslo/v1
kind: SLO
metadata:
  name: ${o.name}
  displayName: ${o.displayName}
spec:
  service: ${o.service}
  description: ${o.description}
  budgetingMethod: Occurrences
  timeWindow:
    - duration: ${o.world.recipe.windowDays}d
      isRolling: true
  objectives:
    - target: ${(Number(o.world.recipe.target) / 100).toFixed(4).replace(/0+$/, "")}
`;
