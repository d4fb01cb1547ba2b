/** Untyped JSON of a golden file. Every getter throws RangeError with the path, so that a malformed file names the place. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function asObject(value: Json | undefined, path: string): JsonObject {
  if (!isObject(value)) throw new RangeError(`${path} must be an object`);
  return value;
}

export function asList(value: Json | undefined, path: string): readonly Json[] {
  if (!Array.isArray(value)) throw new RangeError(`${path} must be a list`);
  return value;
}

export function asText(value: Json | undefined, path: string): string {
  if (typeof value !== "string") throw new RangeError(`${path} must be a text`);
  return value;
}

/** One of a closed set of words. */
export function asOneOf<Word extends string>(value: Json | undefined, path: string, words: readonly Word[]): Word {
  const word = words.find((known) => known === value);
  if (word === undefined) throw new RangeError(`${path} must be one of ${words.join(", ")}, not ${JSON.stringify(value)}`);
  return word;
}

/** A whole number, as a JSON integer or as a decimal text. */
export function asWhole(value: Json | undefined, path: string): number {
  const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number)) throw new RangeError(`${path} must be a whole number`);
  return number;
}

/** A number as the decimal text it was written as: an integer or a decimal string. */
export function asDecimalText(value: Json | undefined, path: string): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return value;
  throw new RangeError(`${path} must be a number or a decimal text`);
}

/** Null where the key is absent or null. */
export function optional<T>(value: Json | undefined, read: (present: Json) => T): T | null {
  return value === undefined || value === null ? null : read(value);
}

export function parseJson(text: string): Json {
  const value: unknown = JSON.parse(text);
  return value as Json;
}
