import type { Adjustment, AlertRule, Minute, MinuteBlock, MinuteInterval, Notice, ObjectiveTerms, SliceTerms } from "../../src/index.ts";

/**
 * A replay as slo-math 5 and 6 put it, one minute after the other: windows are carried along by adding the minute that comes and taking away
 * the one that goes. It shares nothing with the engine but its types.
 */
export interface NaiveReplay {
  readonly terms: ObjectiveTerms;
  readonly block: MinuteBlock;
  readonly adjustments: readonly Adjustment[];
  readonly rules: readonly AlertRule[];
  readonly range: MinuteInterval;
}

/** What one minute adds to a window. */
interface Grain {
  readonly bad: bigint;
  readonly mass: bigint;
  readonly counted: number;
  readonly excluded: number;
  readonly unjudged: number;
}

type Known = { readonly good: bigint; readonly total: bigint } | "missing" | "excluded";

const covers = (adjustments: readonly Adjustment[], mode: Adjustment["mode"], minute: Minute): boolean =>
  adjustments.some((one) => one.mode === mode && one.from <= minute && minute < one.to);

function knownOf({ block, adjustments, terms: { sloStart } }: NaiveReplay, minute: Minute): Known {
  if (covers(adjustments, "exclude", minute)) return "excluded";
  const index = minute - block.from;
  if (index < 0 || index >= block.good.length || block.missing[index] !== null || (sloStart !== null && minute < sloStart))
    return "missing";
  const [good, total] = [BigInt(block.good[index] ?? 0), BigInt(block.total[index] ?? 0)];
  return covers(adjustments, "forgive", minute) ? { good: total, total } : { good, total };
}

const SLICE_UNITS = 1000n;
const RATIO_UNITS = 1_000_000_000_000n;

/** Good units of a slice; null: not judged; "missing": not judged because minutes are missing. */
function judgeNaively(minutes: readonly Known[], { target, noTraffic, missing }: SliceTerms): bigint | "missing" | null {
  const all = target === null ? RATIO_UNITS : SLICE_UNITS;
  const left = minutes.filter((minute) => minute !== "excluded");
  if (left.length === 0) return null;
  const known = left.filter((minute) => minute !== "missing");
  if (known.length < left.length && missing !== "observed") return missing === "good" ? all : missing === "bad" ? 0n : "missing";
  if (known.length === 0) return "missing";
  let [good, total] = [0n, 0n];
  for (const minute of known) {
    good += minute.good;
    total += minute.total;
  }
  if (total === 0n) return noTraffic === "good" ? all : noTraffic === "bad" ? 0n : null;
  if (target !== null) return good * target.den < target.num * total ? 0n : all;
  const [whole, rest] = [(good * all) / total, (good * all) % total];
  const up = rest * 2n > total || (rest * 2n === total && whole % 2n === 1n);
  return up ? whole + 1n : whole;
}

function grainsOf(replay: NaiveReplay, start: Minute): Grain[] {
  const { terms, range, block } = replay;
  const known = Array.from({ length: range.end - start }, (_, i) => knownOf(replay, start + i));
  return known.map((minute, i): Grain => {
    const counted = minute === "missing" || minute === "excluded" ? 0 : 1;
    const excluded = minute === "excluded" ? 1 : 0;
    const events =
      counted === 1 && typeof minute === "object" ? { bad: minute.total - minute.good, mass: minute.total } : { bad: 0n, mass: 0n };
    if (terms.slices === null) return { ...events, counted, excluded, unjudged: 0 };
    const length = terms.slices.minutes;
    const nothing: Grain = { bad: 0n, mass: 0n, counted, excluded, unjudged: 0 };
    if ((start + i + 1) % length !== 0 || i + 1 < length) return nothing;
    const slice = known.slice(i + 1 - length, i + 1);
    const first = start + i + 1 - length;
    const tooEarly = slice.some((one, k) => one !== "excluded" && first + k < Math.max(block.from, terms.sloStart ?? block.from));
    const good = judgeNaively(slice, terms.slices);
    if (tooEarly || good === "missing") return { ...nothing, unjudged: 1 };
    if (good === null) return nothing;
    const mass = terms.slices.target === null ? RATIO_UNITS : SLICE_UNITS;
    return { ...nothing, bad: mass - good, mass };
  });
}

/** A window that moves over the grains. */
function movingWindow(grains: readonly Grain[], minutes: number, from: number) {
  let [bad, mass, counted, excluded, unjudged] = [0n, 0n, 0, 0, 0];
  const carry = (grain: Grain | undefined, sign: 1 | -1): void => {
    if (grain === undefined) return;
    bad += BigInt(sign) * grain.bad;
    mass += BigInt(sign) * grain.mass;
    counted += sign * grain.counted;
    excluded += sign * grain.excluded;
    unjudged += sign * grain.unjudged;
  };
  for (let index = from - minutes; index < from; index++) carry(grains[index], 1);
  return {
    move(index: number): void {
      carry(grains[index], 1);
      carry(grains[index - minutes], -1);
    },
    over(factor: readonly [bigint, bigint], budget: readonly [bigint, bigint]): boolean | null {
      if (counted + excluded === 0 || (mass === 0n && unjudged > 0)) return null;
      // bad / mass ÷ b × counted / minutes ≥ factor
      return mass > 0n && bad * budget[1] * BigInt(counted) * factor[1] >= factor[0] * mass * budget[0] * BigInt(minutes);
    },
    exceeds: (factor: readonly [bigint, bigint], budget: readonly [bigint, bigint], least: bigint): boolean =>
      bad * factor[1] * budget[1] >= factor[0] * budget[0] * mass + least * factor[1] * budget[1],
  };
}

interface NaiveState {
  firing: boolean;
  quiet: number;
}

/** Notices in the order in which they open. `minExcess` of the rules is a whole number of events. */
export function replayNaively(replay: NaiveReplay): Notice[] {
  const { terms, rules, range } = replay;
  const length = terms.slices?.minutes ?? 1;
  const raised = (minutes: number): number => (minutes % length === 0 ? minutes : minutes + length - (minutes % length));
  const start = range.start - Math.max(0, ...rules.map((rule) => raised(rule.longMinutes))) - length;
  const grains = grainsOf(replay, start);
  const budget = [terms.target.den - terms.target.num, terms.target.den] as const;
  const judges = rules.map((rule) => {
    const [long, short] = [raised(rule.longMinutes), raised(rule.shortMinutes)];
    const share = terms.slices === null ? null : rule.budgetShare;
    const factor =
      share === null
        ? ([rule.factor.num, rule.factor.den] as const)
        : ([share.num * BigInt(terms.windowMinutes), share.den * BigInt(long)] as const);
    const windows = [long, short].map((minutes) => movingWindow(grains, minutes, range.start - start));
    const verdict = (): boolean | null => {
      const over = windows.map((window) => window.over(factor, budget));
      if (over.includes(null)) return null;
      const guard = terms.slices !== null || windows[0]?.exceeds(factor, budget, BigInt(rule.minExcess) * 1000n) === true;
      return guard && !over.includes(false);
    };
    return { rule, long, windows, verdict, state: { firing: false, quiet: 0 } as NaiveState };
  });

  const open = new Map<string, Notice & { resolvedAt: Minute | null }>();
  const notices: (Notice & { resolvedAt: Minute | null })[] = [];
  for (let at = range.start + 1; at <= range.end; at++) {
    for (const { windows } of judges) for (const window of windows) window.move(at - 1 - start);
    if (at % length !== 0) continue;
    const fresh = judges.filter(({ state, verdict, rule }) => firesNow(state, verdict(), rule.resolveAfter));
    for (const severity of ["page", "ticket"] as const) {
      const thread = open.get(severity);
      const firing = judges.some(({ rule, state }) => rule.severity === severity && state.firing);
      if (firing === (thread !== undefined)) continue;
      if (thread !== undefined) {
        thread.resolvedAt = at;
        open.delete(severity);
        continue;
      }
      const first = fresh.find(({ rule }) => rule.severity === severity);
      if (first === undefined) throw new Error("a thread opens with a rule");
      const suppressed = severity === "ticket" && open.has("page");
      const notice = { rule: first.rule.name, severity, firedAt: at, resolvedAt: null, suppressed, longMinutes: first.long };
      open.set(severity, notice);
      notices.push(notice);
    }
  }
  return notices;
}

/** Moves a state by a verdict; whether it begins to fire. */
function firesNow(state: NaiveState, verdict: boolean | null, resolveAfter: number): boolean {
  if (verdict === null) return false;
  if (verdict) {
    const begins = !state.firing;
    state.firing = true;
    state.quiet = 0;
    return begins;
  }
  if (!state.firing) return false;
  state.quiet += 1;
  if (state.quiet === resolveAfter) state.firing = false;
  return false;
}
