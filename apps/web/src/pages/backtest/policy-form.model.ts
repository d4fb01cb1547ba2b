import type { BacktestInput, ObjectiveStatus, RuleInput } from "@solvent/api-contract";
import { parseDecimal, parseTarget } from "@solvent/domain";
import { type FieldProblems, rangeProblem } from "../../lib/field-problems.ts";
import { plainDecimal } from "../../lib/figures.ts";
import { lengthText, parseLength } from "../../lib/length-text.ts";
import { instantOfLocal, isoMinuteOfMs, localTimeOf, msOfIso } from "../../lib/time.ts";

/** Policies as they are typed. `key` only tells rows apart. */
export interface RuleDraft {
  readonly key: string;
  readonly name: string;
  readonly severity: RuleInput["severity"];
  readonly long: string;
  readonly short: string;
  readonly factor: string;
  readonly minExcess: string;
  readonly resolveAfter: string;
}
export interface PolicyDraft {
  readonly key: string;
  readonly name: string;
  /** Null: the saved policy, or else what the objective has at present. */
  readonly rules: readonly RuleDraft[] | null;
  /** Name of a saved policy. */
  readonly saved: string | null;
}
export interface BacktestDraft {
  readonly policies: readonly PolicyDraft[];
  /** Local times; empty: as much history as is usual. */
  readonly from: string;
  readonly to: string;
  readonly targetPercent: string;
}

export const MAX_POLICIES = 5;
export const MAX_RULES = 10;
const DEFAULT_RESOLVE_AFTER = "5";

type Rule = ObjectiveStatus["rules"][number];

let keys = 0;
const nextKey = (): string => `${++keys}`;

const FACTOR_DIGITS = 6;

const presentRule = (rule: Rule): RuleDraft => ({
  key: nextKey(),
  name: rule.name,
  severity: rule.severity,
  long: lengthText(rule.longMinutes),
  short: lengthText(rule.shortMinutes),
  factor: plainDecimal(rule.factor, FACTOR_DIGITS),
  minExcess: String(rule.minExcess),
  resolveAfter: String(rule.resolveAfter),
});

const givenRule = (rule: RuleInput): RuleDraft => ({
  key: nextKey(),
  name: rule.name,
  severity: rule.severity,
  long: lengthText(rule.longMinutes),
  short: lengthText(rule.shortMinutes),
  factor: rule.factor ?? "",
  minExcess: String(rule.minExcess),
  resolveAfter: String(rule.resolveAfter),
});

export const draftOf = (input: BacktestInput, zone: string): BacktestDraft => ({
  policies: input.policies.map(({ name, rules, policy }) => ({
    key: nextKey(),
    name,
    rules: rules?.map(givenRule) ?? null,
    saved: policy ?? null,
  })),
  from: input.from === undefined ? "" : localTimeOf(msOfIso(input.from), zone),
  to: input.to === undefined ? "" : localTimeOf(msOfIso(input.to), zone),
  targetPercent: input.targetPercent ?? "",
});

/** One more policy: a copy of the present rules, to change. */
export const newPolicy = (rules: readonly Rule[], count: number): PolicyDraft => ({
  key: nextKey(),
  name: `Policy ${count + 1}`,
  rules: rules.map(presentRule),
  saved: null,
});

/** One more policy: one that is saved, as it is. */
export const savedPolicy = (name: string): PolicyDraft => ({ key: nextKey(), name, rules: null, saved: name });

/** One more rule: a copy of the last one under a name of its own. */
export function newRule(rules: readonly RuleDraft[]): RuleDraft {
  const last = rules.at(-1);
  const name = `rule-${rules.length + 1}`;
  return last === undefined
    ? {
        key: nextKey(),
        name,
        severity: "page",
        long: "1h",
        short: "5m",
        factor: "14.4",
        minExcess: "5",
        resolveAfter: DEFAULT_RESOLVE_AFTER,
      }
    : { ...last, key: nextKey(), name };
}

export type ParsedBacktest = { readonly input: BacktestInput } | { readonly problems: FieldProblems };

export function parseBacktest(draft: BacktestDraft, zone: string): ParsedBacktest {
  const problems = new Map<string, string>();
  const say = (path: string, problem: string | null) => problem !== null && problems.set(path, problem);
  const policies = draft.policies.map((policy, p) => {
    say(`policies.${p}.name`, policy.name.trim() === "" ? "Give it a name" : null);
    if (policy.rules !== null && policy.rules.length === 0) say(`policies.${p}.rules`, "A policy has at least one rule");
    return {
      name: policy.name.trim(),
      rules: policy.rules?.map((rule, r) => toRule(rule, (field, text) => say(`policies.${p}.rules.${r}.${field}`, text))) ?? null,
      ...(policy.saved === null ? {} : { policy: policy.saved }),
    };
  });
  const at = (field: "from" | "to") => {
    const ms = draft[field] === "" ? null : instantOfLocal(draft[field], zone);
    if (draft[field] !== "" && ms === null) say(field, `There is no such time in ${zone}`);
    return ms;
  };
  const [fromMs, toMs] = [at("from"), at("to")];
  if (fromMs !== null && toMs !== null && toMs <= fromMs) say("to", "It has to end after it begins");
  const target = draft.targetPercent.trim();
  if (target !== "")
    say(
      "targetPercent",
      rangeProblem(() => parseTarget(target)),
    );
  if (problems.size > 0) return { problems };
  return {
    input: {
      policies,
      ...(fromMs === null ? {} : { from: isoMinuteOfMs(fromMs) }),
      ...(toMs === null ? {} : { to: isoMinuteOfMs(toMs) }),
      ...(target === "" ? {} : { targetPercent: target }),
    },
  };
}

function toRule(rule: RuleDraft, say: (field: string, problem: string | null) => void): RuleInput {
  const [long, short] = [parseLength(rule.long), parseLength(rule.short)];
  say("name", rule.name.trim() === "" ? "Give it a name" : null);
  say("longMinutes", long === null ? "A length such as 1h, 30m or 3d" : null);
  say("shortMinutes", short === null ? "A length such as 5m" : long !== null && short > long ? "Not longer than the long window" : null);
  say(
    "factor",
    rangeProblem(() => positive(rule.factor.trim())),
  );
  say("minExcess", /^\d+(\.\d+)?$/.test(rule.minExcess.trim()) ? null : "A number from 0 on");
  say("resolveAfter", /^[1-9]\d{0,3}$/.test(rule.resolveAfter.trim()) ? null : "A whole number from 1 on");
  return {
    name: rule.name.trim(),
    severity: rule.severity,
    longMinutes: long ?? 1,
    shortMinutes: short ?? 1,
    factor: rule.factor.trim(),
    minExcess: Number(rule.minExcess),
    resolveAfter: Number(rule.resolveAfter),
  };
}

function positive(text: string): void {
  let above = false;
  try {
    above = parseDecimal(text).num > 0n;
  } catch {
    throw new RangeError("a factor is a number such as 14.4");
  }
  if (!above) throw new RangeError("a factor is above 0");
}
