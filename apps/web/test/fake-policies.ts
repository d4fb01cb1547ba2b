import { type AlertPolicy, type EndpointName, type ErrorCode, endpoints, type PolicyPreview } from "@solvent/api-contract";
import {
  checkConditions,
  conditionShare,
  describeCondition,
  type Fraction,
  fraction,
  fractionToNumber,
  fractionToText,
  objectiveTerms,
  parseDecimal,
  previewCondition,
  ruleOfCondition,
} from "@solvent/domain";
import type { FakeRequest } from "./fake-api.ts";
import type { FakeObjective } from "./fake-objectives.ts";
import { windowMinutes } from "./fake-period.ts";

type Refuse = (status: number, code: ErrorCode, detail: string, field?: string) => Error;
type Condition = AlertPolicy["conditions"][number];

const UPDATED = "2026-11-12T09:30:00Z";
const common = { labels: {}, annotations: {}, author: "local", createdAt: "2026-10-02T08:00:00Z", updatedAt: UPDATED };

const openSlo = (name: string): string => `apiVersion: openslo/v1\nkind: AlertPolicy\nmetadata:\n  name: ${name}\n`;

const FAST: Condition = {
  kind: "burn",
  name: "fast",
  severity: "page",
  longMinutes: 60,
  shortMinutes: 5,
  factor: "14.4",
  budgetPercent: null,
  minExcess: 5,
  resolveAfter: 5,
};

/** Without the objectives that are attached to them. */
type Stored = Omit<AlertPolicy, "objectives">;

const STORED: readonly Stored[] = [
  {
    ...common,
    name: "budget-watch",
    displayName: "Budget watch",
    description: "Tells long before the budget is gone",
    conditions: [
      { kind: "budget-consumed", name: "half-gone", severity: "ticket", percent: "50", rearmPercent: "5" },
      { kind: "budget-drop", name: "drop", severity: "page", percent: "10", withinMinutes: 360, resolveAfter: 5 },
      { kind: "time-to-exhaustion", name: "soon-gone", severity: "ticket", withinMinutes: 4320, lookbackMinutes: 60, resolveAfter: 5 },
      { kind: "no-traffic", name: "silent", severity: "ticket", forMinutes: 10, leastPerMinute: "1", resolveAfter: 5 },
    ],
    revision: 3,
    openslo: openSlo("budget-watch"),
  },
  {
    ...common,
    name: "pages-fast",
    displayName: null,
    description: null,
    conditions: [FAST],
    revision: 1,
    openslo: openSlo("pages-fast"),
  },
];

const figure = (value: Fraction) => ({ exact: fractionToText(value), value: fractionToNumber(value) });
const figureOrNull = (value: Fraction | null) => (value === null ? null : figure(value));

interface Basis {
  readonly targetPercent: string;
  readonly minutes: number;
  readonly eventsPerMinute: Fraction | null;
}

/** What the product's own arithmetic says, so that the page shows true sentences. */
function previewOf(conditions: readonly Condition[], { targetPercent, minutes, eventsPerMinute }: Basis): PolicyPreview {
  const terms = objectiveTerms(targetPercent, minutes);
  const context = { terms, eventsPerMinute };
  const findings = checkConditions(conditions, context);
  return {
    targetPercent,
    windowMinutes: minutes,
    eventsPerMinute: figureOrNull(eventsPerMinute),
    allowedBad: null,
    conditions: conditions.map((condition, i) => {
      const found = [...(findings[i] ?? [])];
      const refused = found.some(({ severity }) => severity === "problem");
      const rule = condition.kind === "burn" && !refused ? ruleOfCondition(condition, terms) : null;
      return {
        condition,
        policy: null,
        sentence: describeCondition(condition),
        factor: rule === null ? null : figure(rule.factor),
        budgetShare: refused ? null : figureOrNull(conditionShare(condition, terms)),
        longMinutes: rule?.longMinutes ?? null,
        shortMinutes: rule?.shortMinutes ?? null,
        findings: found,
        detection: refused
          ? []
          : previewCondition(condition, context).map((one) => ({
              failure: one.failure,
              errorRatio: figure(one.errorRatio),
              detectMinutes: figureOrNull(one.detectMinutes),
              spentAtDetection: figureOrNull(one.spentAtDetection),
              resetMinutes: figureOrNull(one.resetMinutes),
            })),
      };
    }),
  };
}

const TRAFFIC = fraction(900n);
const basisOf = (o: FakeObjective): Basis => ({
  targetPercent: o.world.recipe.target,
  minutes: windowMinutes(o),
  eventsPerMinute: TRAFFIC,
});

interface PoliciesSetup {
  readonly objectives: readonly FakeObjective[];
  readonly empty: boolean;
  readonly refuse: Refuse;
}

/** Policies, kept in memory. Undefined: not one of their endpoints. */
export function makePolicies({ objectives, empty, refuse }: PoliciesSetup) {
  const stored: Stored[] = empty ? [] : [...STORED];
  const whole = (policy: Stored): AlertPolicy => ({
    ...policy,
    objectives: objectives.filter((o) => o.policies?.includes(policy.name)).map(({ name }) => name),
  });
  const find = (name: string | undefined): Stored => {
    const found = stored.find((one) => one.name === name);
    if (found === undefined) throw refuse(404, "route.not-found", `There is no policy "${name}"`);
    return found;
  };
  const findObjective = (name: string | undefined | null): FakeObjective => {
    const found = objectives.find((o) => o.name === name);
    if (found === undefined) throw refuse(404, "objective.not-found", `there is no objective ${name}`);
    return found;
  };
  const save = (request: FakeRequest, known: Stored | null): AlertPolicy => {
    const input = endpoints.createPolicy.body.parse(request.body);
    const at = stored.findIndex(({ name }) => name === input.name);
    if (known === null && at !== -1) throw refuse(409, "request.invalid", `there is a policy named ${input.name} already`, "name");
    const made: Stored = { ...common, ...input, revision: (known?.revision ?? 0) + 1, openslo: openSlo(input.name) };
    if (at === -1) stored.push(made);
    else stored[at] = made;
    return whole(made);
  };
  const preview = (request: FakeRequest): PolicyPreview => {
    const { conditions, objective, terms } = endpoints.previewPolicy.body.parse(request.body);
    if (terms === null) return previewOf(conditions ?? [FAST], basisOf(findObjective(objective)));
    return previewOf(conditions ?? [FAST], {
      targetPercent: terms.targetPercent,
      minutes: terms.window.kind === "rolling" ? terms.window.minutes : 43_200,
      eventsPerMinute: terms.eventsPerMinute === null ? null : parseDecimal(terms.eventsPerMinute),
    });
  };
  const ofObjective = (o: FakeObjective) => {
    const policies = o.policies ?? [];
    const conditions = policies.length === 0 ? [FAST] : policies.flatMap((name) => find(name).conditions);
    return { ...previewOf(conditions, basisOf(o)), objective: o.name, policies: [...policies] };
  };
  return (name: EndpointName, params: Readonly<Record<string, string>>, request: FakeRequest): unknown => {
    switch (name) {
      case "listPolicies":
        return { items: stored.map(whole), nextCursor: null };
      case "getPolicy":
        return whole(find(params.name));
      case "createPolicy":
        return save(request, null);
      case "updatePolicy":
        return save(request, find(params.name));
      case "deletePolicy":
        stored.splice(stored.indexOf(find(params.name)), 1);
        return null;
      case "previewPolicy":
        return preview(request);
      case "getObjectivePolicy":
        return ofObjective(findObjective(params.name));
      default:
        return undefined;
    }
  };
}
