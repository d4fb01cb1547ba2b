import { AppError } from "../../errors/app-error.ts";
import type { MessageName } from "./messages.ts";

/** What one request may hold at most. Tiny messages cost memory and time out of proportion to their bytes. */
const LIMITS = {
  points: { most: 100_000, words: "data points" },
  attributes: { most: 300_000, words: "attributes" },
  values: { most: 400_000, words: "values of attributes, with those in lists and maps" },
  groups: { most: 100_000, words: "resources, scopes, metrics and their kinds of data" },
  buckets: { most: 300_000, words: "boundaries and counts of histogram buckets" },
} as const;
type Limited = keyof typeof LIMITS;

/** Deeper than any attribute is meant to be; the request itself takes seven. */
export const MAX_DEPTH = 32;

const OF_MESSAGE: Readonly<Partial<Record<MessageName, Limited>>> = {
  NumberPoint: "points",
  HistogramPoint: "points",
  RefusedPoint: "points",
  KeyValue: "attributes",
  AnyValue: "values",
  ArrayValue: "values",
  KeyValueList: "values",
};

/** Counts what one request holds while it is read. Throws `request.too-large` with the name of what is too many. */
export interface Budget {
  takeMessage(name: MessageName): void;
  /** Numbers of a list: the only lists of numbers are those of histograms. */
  takeNumbers(count: number): void;
}

const tooMany = (most: number, words: string): AppError =>
  new AppError("request.too-large", `More than ${most.toLocaleString("en")} ${words} in one request: send fewer at a time`);

export function makeBudget(): Budget {
  const used: Record<Limited, number> = { points: 0, attributes: 0, values: 0, groups: 0, buckets: 0 };
  function take(what: Limited, count: number): void {
    used[what] += count;
    const { most, words } = LIMITS[what];
    if (used[what] > most) throw tooMany(most, words);
  }
  return {
    takeMessage: (name) => take(OF_MESSAGE[name] ?? "groups", 1),
    takeNumbers: (count) => take("buckets", count),
  };
}

/** Twice what the other limits allow. */
const MAX_JSON_PARTS = 2_000_000;
const [BRACE, BRACKET] = [0x7b, 0x5b];

/** Before JSON is parsed, which makes all of its objects: counts what opens one, also within texts. Throws `request.too-large`. */
export function checkJsonParts(bytes: Uint8Array): void {
  let parts = 0;
  for (const byte of bytes) if (byte === BRACE || byte === BRACKET) parts += 1;
  if (parts > MAX_JSON_PARTS) throw tooMany(MAX_JSON_PARTS, "objects and lists");
}
