import { type Adjustment, type AdjustmentInput, type AdjustmentPreview, type EndpointName, endpoints } from "@solvent/api-contract";
import { type FakeObjective, statusOf } from "./fake-objectives.ts";
import { isoMinute, NOW_MS, type Stretch, simulate, WATERMARK } from "./simulate.ts";

/** The part of the fake that keeps adjustments, and lets them change the simulated minutes. */
interface AdjustedWorld {
  /** Undefined: not an endpoint of this part. */
  handle(name: EndpointName, params: Readonly<Record<string, string>>, request: FakeAsk): unknown;
  /** The objective as its adjustments leave it. */
  apply(o: FakeObjective): FakeObjective;
}

interface FakeAsk {
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly ifMatch: string | null;
}

interface AdjustedSetup {
  readonly objectives: readonly FakeObjective[];
  /** Whether there are any to begin with. */
  readonly adjusted: boolean;
  readonly refuse: (
    status: number,
    code: "adjustment.not-found" | "revision.conflict" | "definition.invalid",
    detail: string,
    field?: string,
  ) => Error;
}

const DAY = 1440;
const NOW = new Date(NOW_MS).toISOString();
const idOf = (n: number): string => `0b5e6c1e-64f1-4c52-9d53-0d6f3fd3a0${String(n).padStart(2, "0")}`;
const minuteOf = (iso: string, round: (n: number) => number = Math.floor): number => round(Date.parse(iso) / 60_000);

export function makeAdjusted({ objectives, adjusted, refuse }: AdjustedSetup): AdjustedWorld {
  /** All versions of each, oldest first. */
  const kept: Adjustment[][] = adjusted ? beginning() : [];
  const newest = () => kept.flatMap((versions) => versions.slice(-1));
  const find = (id: string | undefined): Adjustment[] => {
    const found = kept.find((versions) => versions[0]?.id === id);
    if (found === undefined) throw refuse(404, "adjustment.not-found", "there is no such adjustment");
    return found;
  };
  const next = (id: string | undefined, ifMatch: string | null, changes: Partial<Adjustment>): Adjustment => {
    const versions = find(id);
    const last = versions.at(-1);
    if (last === undefined || ifMatch !== `"${last.version}"`) throw refuse(409, "revision.conflict", "somebody else has changed it");
    const made = { ...last, ...changes, version: last.version + 1, createdAt: NOW };
    versions.push(made);
    return made;
  };
  const parse = (body: unknown): AdjustmentInput => {
    const input = endpoints.createAdjustment.body.parse(body);
    if (input.recurrence?.rule.includes("FREQ=HOURLY"))
      throw refuse(400, "definition.invalid", "the rule repeats too often", "recurrence.rule");
    return input;
  };
  const covers = (a: Pick<Adjustment, "scope" | "name">, o: FakeObjective): boolean =>
    a.scope === "all" || a.name === { team: o.team, service: o.service, objective: o.name }[a.scope];
  const applied = new Map<string, FakeObjective>();
  const applyAll = (o: FakeObjective, all: readonly Adjustment[]): FakeObjective => {
    const those = all
      .filter((a) => !a.removed && covers(a, o))
      .map(stretchesOf)
      .filter((stretches) => stretches.length > 0);
    if (those.length === 0) return o;
    const key = JSON.stringify([o.name, those]);
    const known = applied.get(key);
    const made = known ?? { ...o, world: simulate({ ...o.world.recipe, adjusted: those.flat() }) };
    applied.set(key, made);
    return { ...o, world: made.world, plain: o.world, adjusted: { stretches: those.flat(), count: those.length } };
  };
  const preview = (input: AdjustmentInput): AdjustmentPreview => {
    const made = toAdjustment(input, "preview");
    const inScope = objectives.filter((o) => covers(made, o));
    const effects = inScope.map((o) => {
      const [before, after] = [statusOf(applyAll(o, newest())), statusOf(applyAll(o, [...newest(), made]))];
      return {
        objective: o.name,
        displayName: o.displayName,
        before: before.summary.budgetLeft,
        after: after.summary.budgetLeft,
        excludedFraction: after.adjustments.excludedFraction,
        excludedTooMuch: after.adjustments.excludedTooMuch,
      };
    });
    return {
      occurrences: occurrencesOf(made, 10).map(({ from, to }) => ({ from: isoMinute(from), to: isoMinute(to) })),
      effects: effects.filter(({ before, after }) => before?.exact !== after?.exact),
      objectives: inScope.length,
    };
  };
  const handle: AdjustedWorld["handle"] = (name, params, request) => {
    switch (name) {
      case "listAdjustments": {
        const query = endpoints.listAdjustments.query.parse(Object.fromEntries(request.query));
        const of = objectives.find((o) => o.name === query.objective);
        const all = newest().filter((a) => (query.removed === "true" || !a.removed) && (of === undefined || covers(a, of)));
        return { items: all };
      }
      case "createAdjustment": {
        const made = toAdjustment(parse(request.body), idOf(10 + kept.length));
        kept.push([made]);
        return made;
      }
      case "previewAdjustment":
        return preview(parse(request.body));
      case "getAdjustment":
        return { versions: [...find(params.id)].reverse() };
      case "updateAdjustment":
        return next(params.id, request.ifMatch, toAdjustment(parse(request.body), params.id ?? ""));
      case "removeAdjustment":
        return next(params.id, request.ifMatch, { removed: true });
      case "restoreAdjustment":
        return next(params.id, request.ifMatch, { removed: false });
      default:
        return undefined;
    }
  };
  return { handle, apply: (o) => applyAll(o, newest()) };
}

function toAdjustment(input: AdjustmentInput, id: string): Adjustment {
  const [from, to] = [minuteOf(input.from), minuteOf(input.to, Math.ceil)];
  const made = {
    ...input,
    id,
    from: isoMinute(from),
    to: isoMinute(to),
    author: "local",
    version: 1,
    createdAt: NOW,
    removed: false,
    next: null,
    removable: true,
  };
  const ahead = occurrencesOf(made, 200).find((one) => one.to > WATERMARK);
  return { ...made, next: ahead === undefined ? null : { from: isoMinute(ahead.from), to: isoMinute(ahead.to) } };
}

/** Good enough for the pages: every rule of the fake repeats weekly, others every thirty days. */
function occurrencesOf(a: Pick<Adjustment, "from" | "to" | "recurrence">, most: number): { from: number; to: number }[] {
  const [from, to] = [minuteOf(a.from), minuteOf(a.to)];
  if (a.recurrence === null) return [{ from, to }];
  const step = a.recurrence.rule.includes("WEEKLY") ? 7 * DAY : 30 * DAY;
  const count = Number(/COUNT=(\d+)/.exec(a.recurrence.rule)?.[1] ?? most);
  return Array.from({ length: Math.min(most, count) }, (_, i) => ({ from: from + i * step, to: to + i * step }));
}

const stretchesOf = (a: Adjustment): Stretch[] =>
  occurrencesOf(a, 200)
    .filter((one) => one.from < WATERMARK + 40 * DAY && one.to > WATERMARK - 31 * DAY)
    .map((one) => ({ ...one, mode: a.mode }));

/** A maintenance of the service, a weekly one of the team, and one that was undone. */
function beginning(): Adjustment[][] {
  const draft = (id: number, input: AdjustmentInput, changes: Partial<Adjustment> = {}): Adjustment => ({
    ...toAdjustment(input, idOf(id)),
    createdAt: "2026-11-12T08:10:00Z",
    ...changes,
  });
  const span = (daysAgo: number, minutes: number) => ({
    from: `${isoMinute(WATERMARK - daysAgo * DAY).slice(0, 16)}:00Z`,
    to: `${isoMinute(WATERMARK - daysAgo * DAY + minutes).slice(0, 16)}:00Z`,
  });
  const moved: AdjustmentInput = {
    scope: "service",
    name: "checkout",
    mode: "exclude",
    ...span(13, 120),
    recurrence: null,
    category: "maintenance",
    reason: "Database moved to new hardware, CHG-71",
  };
  const weekly: AdjustmentInput = {
    scope: "team",
    name: "payments",
    mode: "forgive",
    from: "2026-11-08T01:00:00Z",
    to: "2026-11-08T03:00:00Z",
    recurrence: { rule: "FREQ=WEEKLY;BYDAY=SU", zone: "Europe/Paris" },
    category: "agreed",
    reason: "Weekly settlement run, agreed with the partners",
  };
  const wrong: AdjustmentInput = {
    ...moved,
    scope: "objective",
    name: "checkout-availability",
    ...span(20, 90),
    reason: "Wrong data after an import",
  };
  return [
    [draft(1, { ...moved, reason: "Database moves" }), draft(1, moved, { version: 2 })],
    [draft(2, weekly, { removable: false })],
    [draft(3, wrong), draft(3, wrong, { version: 2, removed: true })],
  ];
}
