import { type FieldType, type Scalar, toMillis } from "./document.ts";
import { queryShardError } from "./server-error.ts";

/** Words of a text as the standard analyser makes them. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}_.]+/gu) ?? [];

/** A value as its field compares it. */
export type Comparable = string | number;

function toNumber(value: Scalar, field: string): number {
  const number = typeof value === "boolean" ? Number.NaN : Number(value);
  if (Number.isNaN(number) || value === "")
    throw queryShardError(`failed to create query: For input string: "${value}" in field [${field}]`);
  return number;
}

function toDate(value: Scalar, field: string): number {
  const millis = toMillis(value);
  if (Number.isNaN(millis))
    throw queryShardError(`failed to parse date field [${value}] of [${field}] with format [strict_date_optional_time||epoch_millis]`);
  return millis;
}

function toBoolean(value: Scalar): string {
  const text = String(value);
  if (text !== "true" && text !== "false") throw queryShardError(`Can't parse boolean value [${text}], expected [true] or [false]`);
  return text;
}

/** Throws the error of the server for a value that the field cannot have. */
export function toComparable(value: Scalar, type: FieldType, field: string): Comparable {
  if (type === "long" || type === "double") return toNumber(value, field);
  if (type === "date") return toDate(value, field);
  return type === "boolean" ? toBoolean(value) : String(value);
}

/** A wildcard as an expression of its own: `*` any text, `?` one character, a backslash in front of what is meant literally. */
export function toPattern(wildcard: string): RegExp {
  let body = "";
  for (let place = 0; place < wildcard.length; place += 1) {
    const character = wildcard.charAt(place);
    if (character === "*") body += ".*";
    else if (character === "?") body += ".";
    else {
      if (character === "\\") place += 1;
      body += wildcard.charAt(place).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    }
  }
  return new RegExp(`^${body}$`, "su");
}
