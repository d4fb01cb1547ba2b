import { randomBytes } from "node:crypto";
import { ApiError, type Call, makeClient } from "../../packages/api-contract/src/index.ts";
import {
  definitionTerms,
  isoOfMinute,
  MINUTE_MS,
  type Minute,
  type ObjectiveWindow,
  objectivePeriod,
  type SliceSettings,
} from "../../packages/domain/src/index.ts";
import {
  asDecimalText,
  asList,
  asObject,
  asText,
  asWhole,
  type Json,
  type JsonObject,
  optional,
} from "../../packages/domain/test/golden-runner/json.ts";

/** A case as an objective of a running Solvent, with its minutes stored. */
export interface Staged {
  readonly call: Call;
  /** Of the objective. */
  readonly name: string;
}

const SOURCE = "golden";
const EVERY_CALENDAR_PERIOD_MINUTES = 366 * 1440;

/** Adjustments may be given to the second; windows, sources and minutes as the API wants them. */
export async function openStage(baseUrl: string): Promise<Call> {
  const call = makeClient({ baseUrl: `${baseUrl}/api/v1`, send: (url, init) => fetch(url, init) });
  try {
    await call("createSource", { body: { name: SOURCE, kind: "prometheus", connection: { url: "http://127.0.0.1:9" } } });
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "source.name-taken")) throw error;
  }
  return call;
}

function readWindow(value: Json | undefined): ObjectiveWindow {
  const window = asObject(value, "config.window");
  if (window.type === "rolling") return { kind: "rolling", minutes: asWhole(window.minutes, "config.window.minutes") };
  if (window.type !== "calendar") throw new RangeError("config.window.type must be rolling or calendar");
  // The API says what is wrong with a unit, a zone or a start of the week.
  const { unit = null, tz = "UTC", weekStart = "monday" } = window;
  return { kind: "calendar", unit, zone: tz, weekStart } as unknown as ObjectiveWindow;
}

function readSlices(config: JsonObject): SliceSettings | null {
  const { slice, method } = config;
  if (method === undefined || method === "occurrences") return null;
  const { minutes, target, noTraffic = "good", missing = "exclude" } = asObject(slice, "config.slice");
  const targetPercent = method === "ratio_timeslices" ? null : (optional(target, (t) => asDecimalText(t, "config.slice.target")) ?? null);
  return { minutes: asWhole(minutes, "config.slice.minutes"), targetPercent, noTraffic, missing } as unknown as SliceSettings;
}

const minuteFloor = (instant: string): string => `${instant.slice(0, 16)}Z`;

function readTerms(config: JsonObject) {
  const method = optional(config.method, (m) => asText(m, "config.method")) ?? "occurrences";
  return {
    targetPercent: asDecimalText(config.target, "config.target"),
    window: readWindow(config.window),
    method: method as "occurrences",
    slices: readSlices(config),
    sloStart: optional(config.sloStart, (start) => minuteFloor(asText(start, "config.sloStart"))),
  };
}

async function createObjective(call: Call, name: string, config: JsonObject): Promise<void> {
  const query = (metric: string) => ({ source: SOURCE, spec: { query: `${name.replaceAll("-", "_")}_${metric}_total` } });
  const indicator = { kind: "ratio" as const, counter: true, numerator: "good" as const, part: query("good"), total: query("all") };
  await call("createObjective", { body: { name, service: "golden", indicator, ...readTerms(config) } });
}

async function createAdjustments(call: Call, name: string, config: JsonObject): Promise<void> {
  for (const [index, value] of (optional(config.adjustments, (a) => asList(a, "config.adjustments")) ?? []).entries()) {
    const { from, to, mode = "exclude" } = asObject(value, `config.adjustments[${index}]`);
    const instant = (text: Json | undefined, path: string) => new Date(asText(text, path)).toISOString();
    const interval = { from: instant(from, "from"), to: instant(to, "to"), mode: mode as "exclude" };
    await call("createAdjustment", { body: { scope: "objective", name, ...interval, category: "other", reason: "a golden case" } });
  }
}

/** First minute of the window, so that what no run mentions is stored as missing and not as never read. */
function windowStart(config: JsonObject, at: Minute): Minute {
  const terms = readTerms(config);
  if (terms.window.kind === "calendar")
    return Math.max(0, at - EVERY_CALENDAR_PERIOD_MINUTES, objectivePeriod(plain(terms.window), at).periodStart);
  return Math.max(0, at - terms.window.minutes);
}

const plain = (window: ObjectiveWindow) =>
  definitionTerms({ targetPercent: "99", window, method: "occurrences", slices: null, sloStart: null });

function toRuns(golden: JsonObject): object[] {
  return (optional(golden.buckets, (b) => asList(b, "buckets")) ?? []).map((value, index) => {
    const { from, minutes = 1, missing, good, total } = asObject(value, `buckets[${index}]`);
    const run = { from: asText(from, `buckets[${index}].from`), minutes: asWhole(minutes, `buckets[${index}].minutes`) };
    return missing === true ? { ...run, missing } : { ...run, good: asDecimalText(good, "good"), total: asDecimalText(total, "total") };
  });
}

/** Runs after `at` are not closed at that evaluation: they are cut. */
function cutAt(run: object, at: Minute): object[] {
  const { from, minutes } = run as { readonly from: string; readonly minutes: number };
  const left = Math.min(minutes, at - Date.parse(from) / MINUTE_MS);
  return left < 1 ? [] : [{ ...run, minutes: left }];
}

async function putMinutes(baseUrl: string, name: string, body: object): Promise<void> {
  const response = await fetch(`${baseUrl}/api/v1/test/objectives/${name}/minutes`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status === 404)
    throw new Error("this Solvent does not store minutes for tests: start it with NODE_ENV=test SOLVENT_TEST_IMPORT=1");
  if (response.status !== 204) throw new Error(`the minutes were refused: ${(await response.text()).slice(0, 500)}`);
}

/** Makes an objective of the case and stores its minutes up to `at`. Throws ApiError when the API refuses the input. */
export async function stage(call: Call, { baseUrl, golden, at }: { baseUrl: string; golden: JsonObject; at: Minute }): Promise<Staged> {
  const config = asObject(golden.config, "config");
  const id = asText(golden.id, "id")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
  const name = `golden-${id.slice(0, 30)}-${randomBytes(6).toString("hex")}`;
  await createObjective(call, name, config);
  await createAdjustments(call, name, config);
  const start = windowStart(config, at);
  const nothing = start < at ? [{ from: isoOfMinute(start), minutes: at - start, missing: true }] : [];
  await putMinutes(baseUrl, name, { at: isoOfMinute(at), runs: [...nothing, ...toRuns(golden).flatMap((run) => cutAt(run, at))] });
  return { call, name };
}
