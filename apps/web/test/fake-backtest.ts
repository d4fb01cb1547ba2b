import type { Backtest, BacktestInput } from "@solvent/api-contract";
import { episodesOf } from "./fake-insight.ts";
import { type FakeObjective, rulesOf } from "./fake-objectives.ts";
import { perMillion } from "./fake-period.ts";
import { coverage, exactly, isoMinute, simulate, sums, WATERMARK } from "./simulate.ts";

const DAY = 1440;
const minuteOf = (iso: string): number => Math.floor(Date.parse(iso) / 60_000);

interface FakeRule {
  readonly name: string;
  readonly severity: "page" | "ticket";
  readonly longMinutes: number;
  readonly shortMinutes: number;
  readonly factor: number;
}

/** Detection at constant error ratio, as the reference semantics have it; low factors page for noise once more. */
export function backtestOf(given: FakeObjective, input: BacktestInput): Backtest {
  const o =
    input.targetPercent === undefined ? given : { ...given, world: simulate({ ...given.world.recipe, target: input.targetPercent }) };
  const to = Math.min(WATERMARK, input.to === undefined ? WATERMARK : minuteOf(input.to));
  const from = input.from === undefined ? to - 30 * DAY : minuteOf(input.from);
  const episodes = episodesOf(o, [], new Map(), Math.max(from, o.world.from))
    .filter((episode) => minuteOf(episode.to) <= to)
    .reverse();
  return {
    objective: o.name,
    from: isoMinute(from),
    to: isoMinute(to),
    coverage:
      to <= o.world.from ? { minutes: to - from, counted: 0, missing: to - from, excluded: 0, noTraffic: 0 } : coverage(o.world, from, to),
    episodes: episodes.map(({ from: start, to: end, bad, share }) => ({ from: start, to: end, bad, share })),
    policies: input.policies.map((policy) => {
      const rules = policy.rules?.map((rule) => ({ ...rule, factor: Number(rule.factor) })) ?? presentRules(o);
      return policyOf(o, { name: policy.name, rules }, episodes, { from, to });
    }),
  };
}

const presentRules = (o: FakeObjective): FakeRule[] => rulesOf(o).map((rule) => ({ ...rule, factor: rule.factor.value }));

type Episodes = ReturnType<typeof episodesOf>;

function policyOf(
  o: FakeObjective,
  policy: { readonly name: string; readonly rules: readonly FakeRule[] },
  episodes: Episodes,
  range: { readonly from: number; readonly to: number },
): Backtest["policies"][number] {
  const rows = episodes.map((episode) => ({ episode, told: firstOf(o, policy.rules, episode) }));
  const noisy = policy.rules.find((rule) => rule.severity === "page" && rule.factor < 5);
  const told = rows.flatMap(({ episode, told: first }) =>
    first === null
      ? []
      : [
          {
            rule: first.rule.name,
            severity: first.rule.severity,
            firedAt: isoMinute(minuteOf(episode.from) + first.minutes),
            resolvedAt: episode.open ? null : isoMinute(minuteOf(episode.to) + first.rule.shortMinutes + 5),
            suppressed: false,
            episode: episode.from,
          },
        ],
  );
  const noise =
    noisy === undefined
      ? []
      : [
          {
            rule: noisy.name,
            severity: noisy.severity,
            firedAt: isoMinute(range.to - 3 * DAY),
            resolvedAt: isoMinute(range.to - 3 * DAY + 20),
            suppressed: false,
            episode: null,
          },
        ];
  const notices = [...told, ...noise].sort((a, b) => a.firedAt.localeCompare(b.firedAt));
  const pages = notices.filter(({ severity }) => severity === "page").length;
  const detections = rows.flatMap((row) => (row.told === null ? [] : [row.told.minutes])).sort((a, b) => a - b);
  return {
    name: policy.name,
    warnings: policy.rules
      .filter((rule) => rule.factor < 1)
      .map((rule) => ({ rule: rule.name, code: "below-sustainable", message: "it fires while the objective is being met" })),
    notices,
    noticeCount: notices.length,
    pages,
    tickets: notices.length - pages,
    pagesPerMonth: exactly(pages * 30 * DAY, range.to - range.from),
    detected: detections.length,
    missed: rows.length - detections.length,
    unmatchedPages: noise.length,
    medianDetectionMinutes: detections[Math.floor(detections.length / 2)] ?? null,
    medianResetMinutes: detections.length === 0 ? null : 10,
    episodes: rows.map(({ episode, told: first }) => ({
      from: episode.from,
      detectedAt: first === null ? null : isoMinute(minuteOf(episode.from) + first.minutes),
      detectionMinutes: first?.minutes ?? null,
      spentAtDetection: first === null ? null : exactly(Math.round((episode.share?.value ?? 0) * 1e6 * first.part), 1e6),
      resetMinutes: first === null || episode.open ? null : 10,
      rule: first?.rule.name ?? null,
    })),
  };
}

function firstOf(
  o: FakeObjective,
  rules: readonly FakeRule[],
  episode: Episodes[number],
): { rule: FakeRule; minutes: number; part: number } | null {
  const length = minuteOf(episode.to) - minuteOf(episode.from);
  const s = sums(o.world, minuteOf(episode.from), minuteOf(episode.to));
  const ratio = (s.total - s.good) / Math.max(1, s.total);
  const found = rules
    .map((rule) => ({ rule, minutes: Math.ceil((rule.factor * (perMillion(o) / 1_000_000) * rule.longMinutes) / ratio) }))
    .filter(({ rule, minutes }) => minutes <= Math.min(length, rule.longMinutes))
    .sort((a, b) => a.minutes - b.minutes)[0];
  return found === undefined ? null : { ...found, part: found.minutes / length };
}
