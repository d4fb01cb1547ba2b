import type {
  Alert,
  Episode,
  EpisodeLedger,
  Explanation,
  Forecast,
  SliceSettings,
  TargetSuggestion,
  WhatIf,
  WhatIfInput,
} from "@solvent/api-contract";
import { definitionOf, type FakeObjective, statusOf } from "./fake-objectives.ts";
import { basisOf, burn, judged, methodOf, periodOf, perMillion, projectedTotal, spent, unitOf, windowOf } from "./fake-period.ts";
import { coverage, exactly, gapSpans, isoMinute, simulate, sums, WATERMARK } from "./simulate.ts";

/** Insight of a fake objective, from the same simulated minutes as its status: the incidents of its recipe are its episodes. */
const DAY = 1440;
const BACKGROUND_BELOW = 0.01;

export type Notes = ReadonlyMap<string, NonNullable<Episode["note"]>>;

const idOf = (from: number): string => `e${from.toString(36)}`;

/** Newest first. An excluded or forgiven incident has nothing left of it. */
export function episodesOf(o: FakeObjective, alerts: readonly Alert[], notes: Notes, from = periodOf(o).start): Episode[] {
  return o.world.recipe.incidents
    .map((one) => ({ from: Math.max(from, WATERMARK - one.fromAgo), to: WATERMARK - one.toAgo }))
    .filter((span) => span.to > span.from && spent(o, span.from, span.to).value >= BACKGROUND_BELOW)
    .sort((a, b) => b.from - a.from)
    .map((span) => {
      const { bad, mass } = judged(o, span.from, span.to);
      const peak = burn(o, 5, Math.min(span.to, span.from + 10));
      const inside = (alert: Alert) => {
        const opened = Math.floor(Date.parse(alert.openedAt) / 60_000);
        return alert.kind === "burn" && alert.subject.objective?.name === o.name && opened >= span.from && opened <= span.to;
      };
      return {
        id: idOf(span.from),
        from: isoMinute(span.from),
        to: isoMinute(span.to),
        open: span.to === WATERMARK,
        bad: exactly(bad, 1),
        total: exactly(mass, 1),
        share: spent(o, span.from, span.to),
        peakBurn: peak === null ? null : { burn: peak, minutes: 5, at: isoMinute(span.from + 10) },
        alerts: alerts.filter(inside).map(({ id, kind, severity, openedAt }) => ({ id, kind, severity, openedAt })),
        note: notes.get(idOf(span.from)) ?? null,
        annotations: [],
      };
    });
}

export function ledgerOf(o: FakeObjective, alerts: readonly Alert[], notes: Notes): EpisodeLedger {
  const { start } = periodOf(o);
  const episodes = episodesOf(o, alerts, notes);
  const total = judged(o, start, WATERMARK).bad;
  const background = total - episodes.reduce((sum, { bad }) => sum + bad.value, 0);
  const allowed = (projectedTotal(o) ?? basisOf(o)) * perMillion(o);
  return {
    objective: o.name,
    from: isoMinute(start),
    to: isoMinute(WATERMARK),
    unit: unitOf(o),
    episodes,
    backgroundBad: exactly(background, 1),
    backgroundShare: exactly(background * 1_000_000, allowed),
    totalBad: exactly(total, 1),
    spentShare: exactly(total * 1_000_000, allowed),
    allowed: exactly(allowed, 1_000_000),
    coverage: coverage(o.world, start, WATERMARK),
  };
}

export function forecastOf(o: FakeObjective): Forecast {
  const left = statusOf(o).summary.budgetLeft?.value ?? 0;
  const { start, end } = periodOf(o);
  const length = end - start;
  const atRate = [60, DAY, 7 * DAY].map((lookbackMinutes): Forecast["atRate"][number] => {
    const rate = burn(o, lookbackMinutes);
    if (rate === null) {
      return { lookbackMinutes, outcome: "unknown", minutes: null, exhaustsAt: null, burn: null, reason: "Nothing is known of that time." };
    }
    const none = { lookbackMinutes, burn: rate, minutes: null, exhaustsAt: null };
    if (left < 0) return { ...none, outcome: "already-exhausted", reason: "More is spent than the window allows." };
    if (rate.value <= 1)
      return {
        ...none,
        outcome: windowOf(o).kind === "rolling" ? "not-at-this-rate" : "not-before-period-end",
        reason:
          windowOf(o).kind === "rolling"
            ? "A burn rate of 1 or less never spends the whole budget of a rolling window."
            : "The period ends before the budget does.",
      };
    const minutes = Math.floor((left * length) / rate.value);
    return {
      lookbackMinutes,
      burn: rate,
      minutes,
      exhaustsAt: isoMinute(WATERMARK + minutes),
      outcome: "projected",
      reason: "If bad and good requests go on as they did, and old minutes leave the window.",
    };
  });
  return {
    objective: o.name,
    at: isoMinute(WATERMARK),
    atRate,
    chance:
      o.state === "provisional"
        ? null
        : {
            days: 7,
            paths: 1000,
            exhausting: 124,
            chance: exactly(124, 1000),
            low: exactly(412, 1000),
            median: exactly(587, 1000),
            high: exactly(1034, 1000),
            daysDrawnFrom: 28,
          },
    chanceReason: o.state === "provisional" ? "There are only 17 days of history; 14 whole days without a gap are needed." : null,
    relief: reliefOf(o, left),
    recoversAt: left < 0 ? isoMinute(WATERMARK + 4 * DAY) : null,
  };
}

function reliefOf(o: FakeObjective, left: number): Forecast["relief"] {
  const { start, end } = periodOf(o);
  const length = end - start;
  const ledger = ledgerOf(o, [], new Map());
  if (windowOf(o).kind === "calendar") {
    const all = ledger.spentShare ?? exactly(0, 1);
    return [{ from: isoMinute(end), to: isoMinute(end + 1), returns: all, episode: null, leftAfter: exactly(1, 1) }];
  }
  const steps = [...ledger.episodes].reverse().map((episode) => ({
    from: isoMinute(Math.floor(Date.parse(episode.from) / 60_000) + length),
    to: isoMinute(Math.floor(Date.parse(episode.to) / 60_000) + length),
    returns: episode.share ?? exactly(0, 1),
    episode: episode.id,
  }));
  const background = {
    from: isoMinute(WATERMARK),
    to: isoMinute(WATERMARK + length),
    returns: ledger.backgroundShare ?? exactly(0, 1),
    episode: null,
  };
  let sum = left;
  return [...steps, background].map((step) => {
    sum += step.returns.value;
    return { ...step, leftAfter: exactly(Math.round(sum * 1e9), 1e9) };
  });
}

export function suggestionOf(o: FakeObjective): TargetSuggestion {
  const { start } = periodOf(o);
  const s = sums(o.world, start, WATERMARK);
  const low = o.state === "low-evidence";
  return {
    objective: o.name,
    suggested: low ? null : "99.5",
    achieved: "99.95",
    resolvable: low ? null : "99.5",
    windows: 4,
    days: 31,
    sentence: low
      ? "Traffic is too low to tell any target of the ladder apart."
      : "History supports 99.95, and your traffic can tell targets up to 99.5 apart: 99.5 is the highest that is both.",
    traffic: {
      events: s.total,
      allowedBad: exactly(s.total * perMillion(o), 1_000_000),
      fastestPage: {
        rule: "page-1h-5m",
        badEvents: exactly(s.total * perMillion(o), 50_000_000),
        detectionMinutes: low ? null : exactly(52, 60),
      },
      warnings: low
        ? [
            {
              code: "low-traffic",
              message: "One failure costs more than 10 % of the budget: lengthen the window, lower the target, or count time slices.",
            },
          ]
        : [],
    },
  };
}

/** Other terms on the same minutes; a target that no simulation has is counted anew. */
export function whatIfOf(o: FakeObjective, input: WhatIfInput): WhatIf {
  const recipe = { ...o.world.recipe, target: input.targetPercent ?? o.world.recipe.target };
  const { slices: present, ...rest } = o;
  const slices: SliceSettings | null | undefined = input.slices === undefined ? present : input.slices;
  const tried: FakeObjective = {
    ...rest,
    world: simulate(recipe),
    ...(slices == null ? {} : { slices }),
    window: input.window ?? windowOf(o),
  };
  return { objective: o.name, at: isoMinute(WATERMARK), present: cardOf(o), tried: cardOf(tried) };
}

function cardOf(o: FakeObjective): WhatIf["present"] {
  const { start } = periodOf(o);
  const { bad, mass } = judged(o, start, WATERMARK);
  const allowed = basisOf(o) * perMillion(o);
  const ledger = ledgerOf(o, [], new Map());
  const whole = projectedTotal(o);
  const days = Array.from({ length: Math.floor((WATERMARK - start) / DAY) }, (_, i) =>
    judged(o, start + i * DAY, start + (i + 1) * DAY),
  ).filter((day) => day.mass > 0);
  return {
    targetPercent: o.world.recipe.target,
    window: windowOf(o),
    method: methodOf(o),
    from: isoMinute(start),
    to: isoMinute(WATERMARK),
    unit: unitOf(o),
    coverage: coverage(o.world, start, WATERMARK),
    bad: exactly(bad, 1),
    mass: exactly(mass, 1),
    sli: mass === 0 ? null : exactly(mass - bad, mass),
    met: mass === 0 ? null : bad * 1_000_000 <= mass * perMillion(o),
    allowed: exactly(allowed, 1_000_000),
    remainingFraction: mass === 0 ? null : exactly(allowed - bad * 1_000_000, allowed),
    projectedConsumedFraction: whole === null ? null : exactly(bad * 1_000_000, whole * perMillion(o)),
    daysMissed: days.filter((day) => day.bad * 1_000_000 > day.mass * perMillion(o)).length,
    daysJudged: days.length,
    episodes: ledger.episodes.map(({ from, to, bad: cost, share }) => ({ from, to, bad: cost, share })),
    episodeCount: ledger.episodes.length,
    backgroundBad: ledger.backgroundBad,
  };
}

/** A figure worked out by hand. */
export function explanationOf(
  o: FakeObjective,
  ask: { readonly figure: Explanation["figure"]; readonly minutes?: number | undefined },
): Explanation {
  const status = statusOf(o);
  const definition = definitionOf(o);
  const { start } = periodOf(o);
  const from = ask.figure === "burn" ? WATERMARK - (ask.minutes ?? 60) : start;
  const { bad, mass } = judged(o, from, WATERMARK);
  const value = { sli: status.summary.sli, budget: status.summary.budgetLeft, burn: burn(o, WATERMARK - from), coverage: null }[ask.figure];
  const covered = coverage(o.world, from, WATERMARK);
  return {
    objective: o.name,
    figure: ask.figure,
    value,
    formula: {
      sli: `1 − ${bad} / ${mass}`,
      budget: `1 − ${bad} / (${mass} × b)`,
      burn: `(${bad} / ${mass}) / b`,
      coverage: `${covered.counted} / ${covered.minutes}`,
    }[ask.figure],
    steps: [
      { name: "bad", value: String(bad), meaning: "What counted as bad in the minutes below" },
      { name: "total", value: String(mass), meaning: "What was judged" },
      { name: "b", value: String(perMillion(o) / 1_000_000), meaning: "Share that the target allows to be bad" },
    ],
    interval: { from: isoMinute(from), to: isoMinute(WATERMARK), zone: "UTC", resolution: "minute" },
    watermark: isoMinute(WATERMARK),
    coverage: covered,
    revision: definition.revision,
    method: methodOf(o),
    slices: o.slices ?? null,
    source:
      o.composite === undefined
        ? {
            name: definition.measurement.source ?? "",
            kind: definition.measurement.sourceKind ?? "",
            query: `http_requests_total{job="${o.service}",code!~"5.."}\nhttp_requests_total{job="${o.service}"}`,
            strategy: definition.measurement.strategy,
            exactness: definition.measurement.exactness,
          }
        : null,
    parts: (o.composite?.parts ?? []).map(({ objective, weight }) => ({ objective, weight })),
    stream: { id: 7, firstMinute: definition.measurement.from, clampedMinutes: 0, generatedUntil: o.generatedUntil ?? null },
    exclusions: (o.adjusted?.stretches ?? [])
      .filter((one) => one.to > from && one.from < WATERMARK)
      .map((one) => ({
        adjustment: "0b5e6c1e-64f1-4c52-9d53-0d6f3fd3a001",
        version: 1,
        mode: one.mode,
        from: isoMinute(one.from),
        to: isoMinute(one.to),
        reason: "Database moved to new hardware, CHG-71",
        author: "local",
      })),
    gaps: gapSpans(o.world, from, WATERMARK),
  };
}
