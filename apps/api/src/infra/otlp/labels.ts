import type { AnyValue, KeyValue } from "./metrics.ts";
import { isStorable, toLabelName } from "./names.ts";

/** Labels of a series, or why it cannot have them. */
export type LabelsOrProblem = { readonly labels: Readonly<Record<string, string>> } | { readonly problem: string };

const MAX_LABELS = 64;
/** Of a resource or of a point, with those that are left out: more are not even looked at, since each point would do it again. */
const MAX_ATTRIBUTES = 128;
const MAX_KEY = 256;
const MAX_VALUE = 4096;

/** Attributes that say how a process was built and started: they tell no series apart that others do not. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "telemetry.sdk.name",
  "telemetry.sdk.language",
  "telemetry.sdk.version",
  "telemetry.distro.name",
  "telemetry.distro.version",
  "process.parent_pid",
  "process.command",
  "process.command_args",
  "process.command_line",
  "process.executable.name",
  "process.executable.path",
  "process.owner",
  "process.runtime.name",
  "process.runtime.version",
  "process.runtime.description",
  "os.description",
  "os.version",
  "os.build_id",
]);
const NAMESPACE = "service.namespace";
const SERVICE = "service.name";
const INSTANCE = "service.instance.id";
/** Without an instance it is all that tells two processes of one host apart. */
const PROCESS = "process.pid";

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

function toPlain(value: AnyValue): Plain {
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(toPlain);
  if (value.kvlistValue !== undefined) {
    return Object.fromEntries((value.kvlistValue.values ?? []).map(({ key = "", value: inner = {} }) => [key, toPlain(inner)]));
  }
  return value.boolValue ?? value.doubleValue ?? scalarText(value);
}

const scalarText = ({ stringValue, boolValue, intValue, doubleValue, bytesValue }: AnyValue): string =>
  stringValue ?? intValue?.toString() ?? boolValue?.toString() ?? doubleValue?.toString() ?? bytesValue ?? "";

/** A value as text; lists and maps as JSON. */
const toText = (value: AnyValue): string =>
  value.arrayValue === undefined && value.kvlistValue === undefined ? scalarText(value) : JSON.stringify(toPlain(value));

type Attributes = ReadonlyMap<string, string>;

const toAttributes = (attributes: readonly KeyValue[] = []): Attributes =>
  new Map(attributes.map(({ key = "", value = {} }) => [key, toText(value)]));

function problemOf(key: string, value: string): string | null {
  if (key === "" || key.length > MAX_KEY) return `an attribute has no name, or one of more than ${MAX_KEY} characters`;
  if (value.length > MAX_VALUE) return `the attribute ${toLabelName(key)} is longer than ${MAX_VALUE} characters`;
  return isStorable(key) && isStorable(value) ? null : "an attribute holds a character that cannot be stored";
}

/** Two attributes whose names become one label are joined in the order of their names. */
function toLabels(attributes: Attributes): Map<string, string> {
  const labels = new Map<string, string>();
  for (const [key, value] of [...attributes].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const name = toLabelName(key);
    const before = labels.get(name);
    labels.set(name, before === undefined ? value : `${before};${value}`);
  }
  return labels;
}

/** What a resource and a scope give to each of their series. */
export interface Origin {
  readonly attributes: Attributes;
  /** Labels that an attribute of a point cannot change. */
  readonly fixed: Readonly<Record<string, string>>;
  readonly hasTooMany: boolean;
}

/** What a resource gives, whatever the scope. */
export function toOrigin(resource: readonly KeyValue[] = []): Origin {
  const hasTooMany = resource.length > MAX_ATTRIBUTES;
  const all = toAttributes(hasTooMany ? [] : resource);
  const [service = "", namespace = "", instance = ""] = [all.get(SERVICE), all.get(NAMESPACE), all.get(INSTANCE)];
  const skipped = new Set([SERVICE, INSTANCE, ...(service === "" ? [] : [NAMESPACE]), ...(instance === "" ? [] : [PROCESS])]);
  const named = {
    ...(service === "" ? {} : { job: namespace === "" ? service : `${namespace}/${service}` }),
    ...(instance === "" ? {} : { instance }),
  };
  return { attributes: new Map([...all].filter(([key]) => !LEFT_OUT.has(key) && !skipped.has(key))), fixed: named, hasTooMany };
}

export const withScope = (origin: Origin, scope = ""): Origin =>
  scope === "" ? origin : { ...origin, fixed: { ...origin.fixed, otel_scope_name: scope } };

/** Labels of a point. Of a name that the resource has too, the point's value stays; an empty value is no label. */
export function labelsOf({ attributes, fixed, hasTooMany }: Origin, point: readonly KeyValue[] = []): LabelsOrProblem {
  if (hasTooMany || point.length > MAX_ATTRIBUTES) return { problem: `it, or its resource, has more than ${MAX_ATTRIBUTES} attributes` };
  const all = new Map([...attributes, ...toAttributes(point)]);
  for (const [key, value] of [...all, ...Object.entries(fixed)]) {
    const problem = problemOf(key, value);
    if (problem !== null) return { problem };
  }
  const labels = [...toLabels(all), ...Object.entries(fixed)].filter(([, value]) => value !== "");
  const found = Object.fromEntries(labels);
  return Object.keys(found).length > MAX_LABELS ? { problem: `it has more than ${MAX_LABELS} attributes` } : { labels: found };
}
