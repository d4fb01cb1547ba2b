import type { Call, CallOutput } from "../../packages/api-contract/src/index.ts";
import { type Fraction, fraction, MINUTE_MS, type Minute, parseDecimal } from "../../packages/domain/src/index.ts";
import { minuteAt } from "../../packages/domain/test/golden-runner/case-input.ts";
import type { Answer } from "../../packages/domain/test/golden-runner/compare.ts";
import { asList, asWhole, type JsonObject, optional } from "../../packages/domain/test/golden-runner/json.ts";
import { stage } from "./stage.ts";

export interface Stage {
  readonly call: Call;
  readonly baseUrl: string;
}

type Answerer = (golden: JsonObject, on: Stage) => Promise<Answer>;

type Figure = { readonly exact: string } | null;
function exact(figure: Figure): Fraction | null {
  if (figure === null) return null;
  const [num = "", den = "1"] = figure.exact.split("/");
  return fraction(BigInt(num), BigInt(den));
}
const count = (value: number | string): Fraction => parseDecimal(String(value));
const whole = (value: number): Fraction => fraction(BigInt(value));

const figuresOf = (numbers: object): { [key: string]: Answer } =>
  Object.fromEntries(Object.entries(numbers).map(([key, value]: [string, number]) => [key, whole(value)]));

function toBudget(budget: CallOutput<"getStatus">["budget"]): Answer {
  if (budget === null) return null;
  const { basis, ...figures } = budget;
  return { basis, ...Object.fromEntries(Object.entries(figures).map(([key, figure]) => [key, exact(figure)])) };
}

function toCard(status: CallOutput<"getStatus">): Answer {
  const { window, summary, budget } = status;
  return {
    window: { periodStart: window.periodStart, periodEnd: window.periodEnd, start: window.from, end: window.to, partial: window.partial },
    coverage: figuresOf(summary.coverage),
    good: count(status.good),
    total: count(status.total),
    bad: exact(status.sliBad),
    mass: exact(status.sliMass),
    sli: exact(summary.sli),
    met: status.met,
    budget: toBudget(budget),
  };
}

const answerCard: Answerer = async (golden, on) => {
  const at = minuteAt(golden.at, "at");
  const { call, name } = await stage(on.call, { baseUrl: on.baseUrl, golden, at });
  const params = { name };
  if (golden.minutes === undefined) return toCard(await call("getStatus", { params }));
  const minutes = asList(golden.minutes, "minutes").map((one, i) => asWhole(one, `minutes[${i}]`));
  const { burn } = await call("getStatus", { params, query: { burnMinutes: minutes.join(",") } });
  return Object.fromEntries(burn.map((one) => [String(one.minutes), { burn: exact(one.burn), alertBurn: exact(one.alertBurn) }]));
};

const answerBounds: Answerer = async ({ id = "bounds", at, unit = null, tz = "UTC", weekStart = "monday" }, on) => {
  const golden: JsonObject = { id, config: { target: "99", window: { type: "calendar", unit, tz, weekStart } } };
  const { call, name } = await stage(on.call, { baseUrl: on.baseUrl, golden, at: minuteAt(at, "at") });
  const { window } = await call("getStatus", { params: { name } });
  const length = (Date.parse(window.periodEnd) - Date.parse(window.periodStart)) / MINUTE_MS;
  return { start: window.periodStart, end: window.periodEnd, minutes: whole(length) };
};

const answerForecast: Answerer = async (golden, on) => {
  const { call, name } = await stage(on.call, { baseUrl: on.baseUrl, golden, at: minuteAt(golden.at, "at") });
  const lookbackMinutes = asWhole(golden.lookback, "lookback");
  const { atRate } = await call("getForecast", { params: { name }, query: { lookbackMinutes } });
  const [rate] = atRate;
  if (rate === undefined) return null;
  const minutes = rate.outcome === "already-exhausted" ? 0 : rate.minutes;
  return { exhausts: minutes === null ? null : whole(minutes), reason: rate.outcome };
};

/** Minutes beyond the interval do not matter to it; the stream ends where the interval does. */
const answerEpisodes: Answerer = async (golden, on) => {
  const [from, to]: [Minute, Minute] = [minuteAt(golden.from, "from"), minuteAt(golden.to, "to")];
  const { call, name } = await stage(on.call, { baseUrl: on.baseUrl, golden, at: to });
  const params = optional(golden.params, (p) => p) as JsonObject | null;
  const query = {
    from: iso(from),
    to: iso(to),
    gapMinutes: params?.gap,
    minShare: text(params?.minShare),
    hotFactor: text(params?.hotFactor),
  };
  const ledger = await call("listEpisodes", { params: { name }, query: withoutUndefined(query) });
  return {
    episodes: ledger.episodes.toReversed().map((one) => ({ from: one.from, to: one.to, bad: exact(one.bad), share: exact(one.share) })),
    backgroundBad: exact(ledger.backgroundBad),
    totalBad: exact(ledger.totalBad),
    allowed: exact(ledger.allowed),
  };
};

const iso = (minute: Minute): string => `${new Date(minute * MINUTE_MS).toISOString().slice(0, 16)}Z`;
const text = (value: unknown): string | undefined => (value === undefined || value === null ? undefined : String(value));
const withoutUndefined = <T extends object>(query: T): T =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as T;

/** The topics that depend on stored minutes. The others are pure functions and have no way through the API. */
export const API_TOPICS: Readonly<Record<string, Answerer>> = {
  occurrences: answerCard,
  timeslices: answerCard,
  calendar_budgets: answerCard,
  calendar_bounds: answerBounds,
  missing_adjustments_late: answerCard,
  burn_rates: answerCard,
  precision: answerCard,
  forecast: answerForecast,
  episodes: answerEpisodes,
};
