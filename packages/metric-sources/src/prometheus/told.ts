import { failed, succeeded } from "../failure.ts";
import type { Redact } from "../redact.ts";
import type { Outcome } from "../source.ts";

export interface BuildInfo {
  readonly version: string | null;
  readonly application: string | null;
  /** It tells how it was built, too, as a real Prometheus does. */
  readonly isComplete: boolean;
}

export interface Features {
  /** `increase(x[1m] anchored)`. */
  readonly anchored: boolean;
  /** Counters are measured from their start timestamps, with which `anchored` does not go together. */
  readonly startTimestamps: boolean;
}

/** What a metric is, in the words of who exposes it. */
export interface MetricWords {
  readonly type: string;
  readonly help: string;
}
export type Metadata = ReadonlyMap<string, MetricWords>;

const MAX_VERSION_LENGTH = 80;
const MAX_HELP_LENGTH = 300;

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {});
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

export function readBuildInfo(data: unknown, redact: Redact): BuildInfo {
  const fields = fieldsOf(data);
  const text = (value: unknown): string | null => (isText(value) ? redact(value).slice(0, MAX_VERSION_LENGTH) : null);
  return {
    version: text(fields.version),
    application: text(fields.application),
    isComplete: isText(fields.goVersion) || isText(fields.revision),
  };
}

/** What is not listed is not there. */
export function readFeatures(data: unknown): Features {
  const categories = Object.values(fieldsOf(data)).map(fieldsOf);
  const has = (name: RegExp): boolean =>
    categories.some((features) => Object.keys(features).some((key) => name.test(key) && features[key] === true));
  return { anchored: has(/^anchored$/), startTimestamps: has(/^use[_-]start[_-]timestamps$/) };
}

export const readNames = (data: unknown): Outcome<readonly string[]> =>
  Array.isArray(data) && data.every((name): name is string => typeof name === "string")
    ? succeeded(data)
    : failed("bad-answer", "the answer is no list of names");

export function readMetadata(data: unknown, redact: Redact): Metadata {
  const words = new Map<string, MetricWords>();
  for (const [metric, list] of Object.entries(fieldsOf(data))) {
    const { type, help } = fieldsOf(Array.isArray(list) ? list[0] : null);
    if (isText(type))
      words.set(metric, { type: redact(type).slice(0, 40), help: isText(help) ? redact(help).slice(0, MAX_HELP_LENGTH) : "" });
  }
  return words;
}
