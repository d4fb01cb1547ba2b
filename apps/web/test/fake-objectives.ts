import {
  type BackfillProgress,
  type BurnDown,
  type ListedObjective,
  type Objective,
  type ObjectiveState,
  type ObjectiveStatus,
  ObjectiveSummary,
} from "@solvent/api-contract";
import {
  basisOf,
  burn,
  type Counted,
  judged,
  methodOf,
  periodOf,
  perMillion,
  projectedTotal,
  spent,
  unitOf,
  windowMinutes,
  windowOf,
} from "./fake-period.ts";
import { coverage, exactly, gapSpans, isoMinute, type Stretch, sums, WATERMARK, type World } from "./simulate.ts";

/** One objective of the fake API: what it is, and how its minutes went. */
export interface FakeObjective extends Counted {
  readonly name: string;
  readonly displayName: string;
  readonly service: string;
  readonly team: string;
  readonly description: string;
  /** The same without its adjustments; left out while there are none. */
  readonly plain?: World;
  /** Stretches that adjustments cover, and how many adjustments those are. */
  readonly adjusted?: { readonly stretches: readonly Stretch[]; readonly count: number };
  readonly state?: ObjectiveState;
  readonly reason?: string;
  readonly firing?: ObjectiveSummary["firing"];
  readonly backfill?: BackfillProgress;
  readonly warnings?: readonly string[];
  readonly source?: string;
  readonly generatedUntil?: string;
  readonly mutedUntil?: string | null;
  readonly group?: string;
  readonly groupLabels?: Readonly<Record<string, string>>;
  readonly archivedAt?: string;
  /** Names of policies; none: the default one. */
  readonly policies?: readonly string[];
  readonly conditions?: ObjectiveStatus["conditions"];
  /** Of a composite, which has no source. */
  readonly composite?: NonNullable<ObjectiveStatus["composite"]>;
  readonly resolution?: "minute" | "hour";
}

const DAY = 1440;
const RULES = [
  { name: "page-1h-5m", severity: "page", longMinutes: 60, shortMinutes: 5, tenths: 144, share: 2 },
  { name: "page-6h-30m", severity: "page", longMinutes: 360, shortMinutes: 30, tenths: 60, share: 5 },
  { name: "ticket-1d-2h", severity: "ticket", longMinutes: 1440, shortMinutes: 120, tenths: 30, share: 10 },
  { name: "ticket-3d-6h", severity: "ticket", longMinutes: 4320, shortMinutes: 360, tenths: 10, share: 10 },
] as const;

export function rulesOf(o: FakeObjective): ObjectiveStatus["rules"] {
  return RULES.map((rule) => {
    const [burnLong, burnShort] = [burn(o, rule.longMinutes), burn(o, rule.shortMinutes)];
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
      resolveAfter: 5,
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

/** Left of the budget at an instant of the window. Of a calendar period that counts requests: of what is projected for all of it. */
function drawnAt(o: FakeObjective, to: number): number {
  const { bad } = judged(o, periodOf(o).start, to);
  return 1 - (bad * 1_000_000) / (Math.max(1, projectedTotal(o) ?? basisOf(o)) * perMillion(o));
}

export function summaryOf(o: FakeObjective): ListedObjective {
  const { world } = o;
  const { start } = periodOf(o);
  const { bad, mass } = judged(o, start, WATERMARK);
  const allowed = basisOf(o) * perMillion(o);
  const left = exactly(allowed - bad * 1_000_000, allowed);
  const rules = rulesOf(o);
  const governs = governing(rules);
  const allowedMinutes = o.slices === undefined ? (windowMinutes(o) * perMillion(o)) / 1_000_000 : (allowed / 1_000_000) * o.slices.minutes;
  const parts = 56;
  return {
    name: o.name,
    displayName: o.displayName,
    service: o.service,
    team: o.team,
    source: sourceOf(o),
    group: o.group ?? null,
    groupLabels: o.groupLabels === undefined ? null : { ...o.groupLabels },
    targetPercent: world.recipe.target,
    window: windowOf(o),
    windowMinutes: windowMinutes(o),
    method: methodOf(o),
    unit: unitOf(o),
    labels: { tier: "1" },
    state: o.state ?? stateOf(left.value, rules, allowed / 1_000_000),
    reason: o.reason ?? null,
    burnWord: governs?.word ?? "acceptable",
    governingRule: governs === undefined || governs.word === "frozen" ? null : governs.name,
    sli: exactly(mass - bad, mass),
    budgetLeft: left,
    budgetLeftMinutes: exactly(Math.round(left.value * allowedMinutes * 60), 60),
    spentLastDay: spent(o, WATERMARK - DAY, WATERMARK),
    allowedBad: exactly(allowed, 1_000_000),
    remainingBad: exactly(allowed - bad * 1_000_000, 1_000_000),
    burnHour: burn(o, 60),
    coverage: coverage(world, start, WATERMARK),
    firing: o.firing ?? null,
    watermark: isoMinute(WATERMARK),
    generatedUntil: o.generatedUntil ?? null,
    mutedUntil: o.mutedUntil ?? null,
    backfill: o.backfill ?? null,
    burnLastDay: Array.from({ length: 48 }, (_, i) => burn(o, 30, WATERMARK - DAY + (i + 1) * 30)?.value ?? null),
    budgetOverWindow: Array.from({ length: parts }, (_, i) => {
      const end = start + Math.round(((i + 1) * (WATERMARK - start)) / parts);
      const inGap = sums(world, end - 120, end).known === 0;
      return inGap ? null : drawnAt(o, end);
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
  const { start, end } = periodOf(o);
  const s = sums(o.world, start, WATERMARK);
  const { bad, mass } = judged(o, start, WATERMARK);
  const excluded = s.excluded;
  return {
    summary: ObjectiveSummary.parse(summaryOf(o)),
    archivedAt: o.archivedAt ?? null,
    window: {
      periodStart: isoMinute(start),
      periodEnd: isoMinute(end),
      from: isoMinute(start),
      to: isoMinute(WATERMARK),
      partial: false,
      resolution: o.resolution ?? "minute",
    },
    unit: unitOf(o),
    sliBad: exactly(bad, 1),
    sliMass: exactly(mass, 1),
    adjustments: {
      excludedMinutes: excluded,
      excludedFraction: exactly(excluded, WATERMARK - start),
      excludedTooMuch: excluded * 20 > WATERMARK - start,
      count: o.adjusted?.count ?? 0,
      without: o.plain === undefined ? null : withoutOf({ ...o, world: o.plain }),
    },
    good: s.good,
    total: s.total,
    bad: s.total - s.good,
    met: bad * 1_000_000 <= mass * perMillion(o),
    budget: budgetOf(o),
    burn: [5, 60, 360, 1440, 4320].map((length) => ({ minutes: length, burn: burn(o, length), alertBurn: burn(o, length) })),
    rules: rulesOf(o),
    conditions: o.conditions ?? [],
    policies: [...(o.policies ?? [])],
    composite: o.composite ?? null,
  };
}

const sourceOf = (o: FakeObjective): string | null => (o.composite === undefined ? (o.source ?? "prometheus-prod") : null);

function withoutOf(o: FakeObjective): ObjectiveStatus["adjustments"]["without"] {
  const { start } = periodOf(o);
  const s = sums(o.world, start, WATERMARK);
  const { bad, mass } = judged(o, start, WATERMARK);
  const summary = summaryOf(o);
  return {
    good: s.good,
    total: s.total,
    bad: exactly(bad, 1),
    mass: exactly(mass, 1),
    sli: summary.sli,
    met: bad * 1_000_000 <= mass * perMillion(o),
    remainingFraction: summary.budgetLeft,
  };
}

function budgetOf(o: FakeObjective): ObjectiveStatus["budget"] {
  const { bad } = judged(o, periodOf(o).start, WATERMARK);
  const allowed = basisOf(o) * perMillion(o);
  const whole = projectedTotal(o);
  // Minutes of full outage at average traffic, or the length of the slices.
  const minutes = (millionths: number) =>
    o.slices === undefined
      ? exactly(Math.round((millionths / allowed) * windowMinutes(o) * perMillion(o) * 60), 60_000_000)
      : exactly(millionths * o.slices.minutes, 1_000_000);
  return {
    basis: o.slices !== undefined && windowOf(o).kind === "calendar" ? "planned" : "observed",
    allowed: exactly(allowed, 1_000_000),
    consumed: exactly(bad, 1),
    remaining: exactly(allowed - bad * 1_000_000, 1_000_000),
    consumedFraction: exactly(bad * 1_000_000, allowed),
    remainingFraction: exactly(allowed - bad * 1_000_000, allowed),
    minutesAllowed: minutes(allowed),
    minutesConsumed: minutes(bad * 1_000_000),
    minutesRemaining: minutes(allowed - bad * 1_000_000),
    projectedTotal: whole === null ? null : exactly(whole, 1),
    projectedConsumedFraction: whole === null ? null : exactly(bad * 1_000_000, whole * perMillion(o)),
  };
}

export function burnDownOf(o: FakeObjective): BurnDown {
  const { world } = o;
  const { start } = periodOf(o);
  const step = 60;
  const starts = Array.from({ length: Math.ceil((WATERMARK - start) / step) + 1 }, (_, i) => start + i * step);
  const knownFrom = WATERMARK - world.recipe.knownSinceAgo;
  return {
    from: isoMinute(start),
    to: isoMinute(WATERMARK),
    stepMinutes: step,
    left: starts.map((at) => (at < knownFrom ? null : drawnAt(o, Math.min(at, WATERMARK)))),
    bad: starts.map((at) => judged(o, at - step, Math.min(at, WATERMARK)).bad),
    unit: unitOf(o),
    projected: projectedTotal(o) !== null,
    adjusted: (o.adjusted?.stretches ?? [])
      .filter(({ from, to }) => to > start && from < WATERMARK)
      .map(({ from, to, mode }) => ({ from: isoMinute(from), to: isoMinute(to), mode })),
    gaps: gapSpans(world, start, WATERMARK),
  };
}

function indicatorOf(o: FakeObjective): Objective["indicator"] {
  if (o.composite !== undefined) {
    return { kind: "composite", how: o.composite.how, parts: o.composite.parts.map(({ objective, weight }) => ({ objective, weight })) };
  }
  const query = (selector: string) => ({ source: "prometheus-prod", spec: { query: `http_requests_total{${selector}}` } });
  return {
    kind: "ratio",
    counter: true,
    numerator: "good",
    part: query(`job="${o.service}",code!~"5.."`),
    total: query(`job="${o.service}"`),
  };
}

export function definitionOf(o: FakeObjective): Objective {
  const measured = o.composite === undefined;
  return {
    name: o.name,
    displayName: o.displayName,
    description: o.description,
    service: o.service,
    team: o.team,
    indicator: indicatorOf(o),
    targetPercent: o.world.recipe.target,
    window: windowOf(o),
    windowMinutes: windowMinutes(o),
    method: methodOf(o),
    slices: o.slices ?? null,
    sloStart: null,
    alertPolicies: [...(o.policies ?? [])],
    group: o.group ?? null,
    groupLabels: o.groupLabels === undefined ? null : { ...o.groupLabels },
    archivedAt: o.archivedAt ?? null,
    labels: { tier: "1" },
    annotations: {},
    revision: 14,
    createdAt: "2026-06-02T08:00:00Z",
    updatedAt: "2026-11-12T09:30:00Z",
    author: "local",
    openslo: openSloOf(o),
    measurement: {
      stream: 7,
      source: sourceOf(o),
      sourceKind: measured ? "Prometheus" : null,
      strategy: measured ? "raw" : null,
      exactness: measured ? "exact" : null,
      seriesFound: measured ? 12 : null,
      scrapeIntervalSeconds: measured ? 15 : null,
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
