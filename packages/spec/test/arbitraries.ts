import {
  type AlertPolicyDefinition,
  CALENDAR_UNITS,
  COMPOSITE_KINDS,
  DEFAULT_GROUP_CAP,
  type Indicator,
  type JsonValue,
  MAX_GROUP_LABELS,
  MISSING_POLICIES,
  NO_TRAFFIC_POLICIES,
  type ObjectiveDefinition,
  type ObjectiveGroupDefinition,
  type ObjectiveWindow,
  type PolicyCondition,
  type ServiceDefinition,
  SLICE_LENGTHS,
  type SliceSettings,
  type SourceDefinition,
  THRESHOLD_OPERATORS,
  THRESHOLD_SUBJECTS,
  WEEK_STARTS,
} from "@solvent/domain";
import fc from "fast-check";
import type { BroughtAdjustment, Definitions, ObjectiveAdjustments, ObjectiveAgreements, PromisedAgreement } from "../src/index.ts";

/** With ordinary objects, as they come out of the parser. */
const record = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });

const REFUSED = ["__proto__", "constructor", "prototype", "<<"];

/** Any text that can be stored, weighted towards what YAML could take for something else. */
const text = fc.oneof(
  fc.string({ unit: "binary" }).filter((s) => !s.includes("\0")),
  fc.string({
    unit: fc.constantFrom(" ", "\n", "\t", "\r", "a", ":", "#", "-", "'", '"', "\\", "|", ">", "\u0085", "\u2028", "\ufeff", "\u00a0"),
  }),
  fc.constantFrom(
    "null",
    "~",
    "true",
    "yes",
    "1",
    "0x1F",
    "1e3",
    ".inf",
    "---",
    "...",
    "- a",
    "a: b",
    "<<",
    "=",
    "%a",
    "@a",
    "`a",
    "&a",
    "*a",
    "!a",
    "2026-01-01",
    "? a",
  ),
);
const atMost = (length: number) => text.map((s) => [...s].slice(0, length).join("")).filter((s) => s.length <= length);

export const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
const labelKey = fc.stringMatching(/^([a-z0-9]([a-z0-9.-]{0,20}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);
const labels = fc.dictionary(
  labelKey.filter((key) => !key.startsWith("solvent/") && key !== "team" && !REFUSED.includes(key)),
  atMost(1024),
  { maxKeys: 5, noNullPrototype: true },
);

const key = text.filter((s) => !REFUSED.includes(s));
const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(text, fc.boolean(), fc.constant(null), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }).filter(isWritable)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
const jsonMap = fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true });

/** Numbers with an exponent beyond 40 are refused when read. */
function isWritable(value: number): boolean {
  return value === 0 || (Math.abs(value) < 1e40 && Math.abs(value) > 1e-40);
}

const described = {
  displayName: fc.option(atMost(200).filter((s) => s !== "")),
  labels,
  annotations: labels,
};
const description = fc.option(atMost(1050));

const service: fc.Arbitrary<ServiceDefinition> = record({ name, ...described, description, team: fc.option(name) });
const kind = fc.constantFrom("prometheus", "signalfx", "openmetrics");
const source: fc.Arbitrary<SourceDefinition> = record({ name, ...described, description, kind, connection: jsonMap });

const ratio: fc.Arbitrary<Indicator> = fc
  .record({ source: name, counter: fc.boolean(), numerator: fc.constantFrom("good", "bad"), part: jsonMap, total: jsonMap })
  .map(({ source: from, counter, numerator, part, total }) => ({
    kind: "ratio",
    counter,
    numerator,
    part: { source: from, spec: part },
    total: { source: from, spec: total },
  }));

const limit = fc
  .tuple(fc.constantFrom("", "-"), fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.option(fc.stringMatching(/^\d{1,20}$/)))
  .map(([sign, whole, decimals]) => `${sign}${whole}${decimals === null ? "" : `.${decimals}`}`);
const threshold: fc.Arbitrary<Indicator> = record({
  kind: fc.constant("threshold" as const),
  metric: record({ source: name, spec: jsonMap }),
  operator: fc.constantFrom(...THRESHOLD_OPERATORS),
  value: limit,
  of: fc.constantFrom(...THRESHOLD_SUBJECTS),
});
const indicator = fc.oneof(ratio, threshold);

const targetPercent = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 99 }), fc.stringMatching(/^\d{0,24}[1-9]0{0,2}$/)).map(([whole, digits]) => `${whole}.${digits}`),
  fc.integer({ min: 1, max: 99 }).map(String),
);

const zone = fc.constantFrom("UTC", "Europe/Paris", "America/St_Johns", "Pacific/Apia", "Africa/Cairo", "Asia/Kathmandu");
const calendar = fc.record({ unit: fc.constantFrom(...CALENDAR_UNITS), zone, weekStart: fc.constantFrom(...WEEK_STARTS) });
const window: fc.Arbitrary<ObjectiveWindow> = fc.oneof(
  record({ kind: fc.constant("rolling" as const), minutes: fc.integer({ min: 1, max: 366 }).map((days) => days * 1440) }),
  // Where weeks begin says nothing of other units.
  calendar.map((one) => ({ kind: "calendar" as const, ...one, weekStart: one.unit === "week" ? one.weekStart : ("monday" as const) })),
);

const settings = {
  minutes: fc.constantFrom(...SLICE_LENGTHS),
  noTraffic: fc.constantFrom(...NO_TRAFFIC_POLICIES),
  missing: fc.constantFrom(...MISSING_POLICIES),
};
const slices = (target: fc.Arbitrary<string | null>): fc.Arbitrary<SliceSettings> => record({ ...settings, targetPercent: target });
const methodAndSlices: fc.Arbitrary<Pick<ObjectiveDefinition, "method" | "slices">> = fc.oneof(
  fc.constant({ method: "occurrences" as const, slices: null }),
  slices(fc.oneof(targetPercent, fc.constantFrom("100", "100.0"))).map((one) => ({ method: "timeslices" as const, slices: one })),
  slices(fc.constant(null)).map((one) => ({ method: "ratio_timeslices" as const, slices: one })),
);
const weight = fc.stringMatching(/^[1-9]\d{0,5}(\.\d{1,6})?$/);
type Composite = Pick<ObjectiveDefinition, "indicator" | "method" | "slices">;
/** With the method that it has to have. */
const composite: fc.Arbitrary<Composite> = fc
  .tuple(
    fc.constantFrom(...COMPOSITE_KINDS),
    fc.uniqueArray(fc.tuple(name, weight), { minLength: 1, maxLength: 6, selector: ([part]) => part }),
  )
  .chain(([how, parts]): fc.Arbitrary<Composite> => {
    const indicator = {
      kind: "composite" as const,
      how,
      parts: parts.map(([part, one]) => ({ objective: part, weight: how === "weighted" ? one : "1" })),
    };
    return how === "allSlices"
      ? slices(targetPercent).map((one) => ({ indicator, method: "timeslices" as const, slices: one }))
      : slices(fc.constant(null)).map((one) => ({ indicator, method: "ratio_timeslices" as const, slices: one }));
  });
const sloStart = fc.option(fc.integer({ min: Date.UTC(2000, 0) / 60_000, max: Date.UTC(2100, 0) / 60_000 - 1 }));

const withoutMethod = record<Omit<ObjectiveDefinition, "method" | "slices">>({
  name,
  ...described,
  description,
  service: name,
  indicator,
  targetPercent,
  window,
  sloStart,
  alertPolicies: fc.uniqueArray(name, { maxLength: 4 }),
});
const measured: fc.Arbitrary<ObjectiveDefinition> = fc
  .tuple(withoutMethod, methodAndSlices)
  .map(([rest, method]) => ({ ...rest, ...method }));
const objective: fc.Arbitrary<ObjectiveDefinition> = fc
  .tuple(withoutMethod, fc.oneof({ weight: 4, arbitrary: methodAndSlices }, composite))
  .map(([rest, method]) => ({ ...rest, ...method }));

const minutes = fc.integer({ min: 1, max: 366 * 1440 });
const figure = fc.stringMatching(/^\d{1,6}(\.\d{1,12})?$/);
const resolveAfter = fc.integer({ min: 1, max: 1440 });
const alerting = { name, severity: fc.constantFrom("page" as const, "ticket" as const) };
const condition: fc.Arbitrary<PolicyCondition> = fc.oneof(
  fc
    .record({
      kind: fc.constant("burn" as const),
      ...alerting,
      longMinutes: minutes,
      shortMinutes: minutes,
      minExcess: fc.oneof(fc.integer({ min: 0, max: 1_000_000 }), fc.constantFrom(0.5, 1e-7, 2.25)),
      resolveAfter,
      limit: figure,
      isShare: fc.boolean(),
    })
    .map(({ limit, isShare, ...rest }) => ({ ...rest, factor: isShare ? null : limit, budgetPercent: isShare ? limit : null })),
  record({ kind: fc.constant("budget-consumed" as const), ...alerting, percent: figure, rearmPercent: figure }),
  record({ kind: fc.constant("budget-drop" as const), ...alerting, percent: figure, withinMinutes: minutes, resolveAfter }),
  record({ kind: fc.constant("time-to-exhaustion" as const), ...alerting, withinMinutes: minutes, lookbackMinutes: minutes, resolveAfter }),
  record({ kind: fc.constant("no-traffic" as const), ...alerting, forMinutes: minutes, leastPerMinute: figure, resolveAfter }),
);
const policy: fc.Arbitrary<AlertPolicyDefinition> = record({
  name,
  ...described,
  description,
  conditions: fc.uniqueArray(condition, { selector: (one) => one.name, minLength: 1, maxLength: 4 }),
});

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
const uniqueByName = <T extends { readonly name: string }>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.uniqueArray(one, { selector: (definition) => definition.name, maxLength: 3 }).map((list) => list.sort(byName));

const groupLabel = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,20}$/);
const group: fc.Arbitrary<ObjectiveGroupDefinition> = record({
  objective: measured,
  groupBy: fc.uniqueArray(groupLabel, { minLength: 1, maxLength: MAX_GROUP_LABELS }),
  cap: fc.integer({ min: 1, max: DEFAULT_GROUP_CAP }),
});
const uniqueGroups = fc
  .uniqueArray(group, { selector: (one) => one.objective.name, maxLength: 2 })
  .map((list) => list.sort((a, b) => byName(a.objective, b.objective)));

const instant = fc.integer({ min: 0, max: Date.UTC(2150, 0) / 60_000 });
const ruleText = fc.constantFrom("FREQ=WEEKLY;BYDAY=SU", "FREQ=DAILY;COUNT=3", "FREQ=MONTHLY;BYMONTHDAY=-1");
const adjustment: fc.Arbitrary<BroughtAdjustment> = fc
  .record({
    from: instant,
    minutes: fc.integer({ min: 1, max: 600_000 }),
    mode: fc.constantFrom("exclude" as const, "forgive" as const),
    recurrence: fc.option(record({ rule: ruleText, zone })),
    category: fc.constantFrom("maintenance", "load-test", "other"),
    reason: atMost(500).filter((s) => s.trim() !== ""),
  })
  .map(({ from, minutes, reason, ...rest }) => ({ ...rest, from, to: from + minutes, reason: reason.trim() }));

const broughtBy = (objectives: readonly ObjectiveDefinition[]): fc.Arbitrary<ObjectiveAdjustments[]> =>
  fc
    .array(fc.array(adjustment, { maxLength: 3 }), { minLength: objectives.length, maxLength: objectives.length })
    .map((lists) =>
      objectives.flatMap(({ name: objective }, i) => ((lists[i] ?? []).length === 0 ? [] : { objective, adjustments: lists[i] ?? [] })),
    );

const promised: fc.Arbitrary<PromisedAgreement> = fc
  .record({
    name,
    displayName: fc.option(atMost(200).filter((s) => s !== "")),
    customer: atMost(200).filter((s) => s.trim() !== ""),
    targetPercent,
    unit: fc.constantFrom(...CALENDAR_UNITS),
    zone,
    weekStart: fc.constantFrom(...WEEK_STARTS),
    startsAt: instant,
    note: fc.option(atMost(300)),
  })
  .map(({ customer, ...rest }) => ({ ...rest, customer: customer.trim() }));

const promisedOn = (objectives: readonly ObjectiveDefinition[]): fc.Arbitrary<ObjectiveAgreements[]> =>
  fc
    .array(fc.array(promised, { maxLength: 2 }), { minLength: objectives.length, maxLength: objectives.length })
    .map((lists) =>
      objectives.flatMap(({ name: objective }, i) => ((lists[i] ?? []).length === 0 ? [] : { objective, agreements: lists[i] ?? [] })),
    );

/** Sets of definitions that keep every rule, sorted by name as they are written. */
export const definitions: fc.Arbitrary<Definitions> = record({
  services: uniqueByName(service),
  sources: uniqueByName(source),
  policies: uniqueByName(policy),
  objectives: uniqueByName(objective),
  groups: uniqueGroups,
})
  .map(({ groups, ...set }) => {
    const names = new Set(set.objectives.map((one) => one.name));
    return { ...set, groups: groups.filter((group) => !names.has(group.objective.name)) };
  })
  .filter((set) => set.services.length + set.sources.length + set.policies.length + set.objectives.length + set.groups.length > 0)
  .chain((set) =>
    fc
      .tuple(broughtBy(set.objectives), promisedOn(set.objectives))
      .map(([adjustments, agreements]) => ({ ...set, adjustments, agreements })),
  );
