import type { JsonValue } from "@solvent/domain";
import { formatFieldPath } from "../../errors/field-problems.ts";
import type { DefinitionChange } from "./objective-store.ts";

type JsonMap = { readonly [key: string]: JsonValue };

const isMap = (value: JsonValue | undefined): value is JsonMap => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether two JSON values are the same; the order of keys does not count. */
export function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => Object.hasOwn(a, key) && Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}

function collect(before: JsonMap, after: JsonMap, path: readonly string[]): DefinitionChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key): DefinitionChange[] => {
    const [old, now] = [Object.hasOwn(before, key) ? before[key] : undefined, Object.hasOwn(after, key) ? after[key] : undefined];
    if (sameJson(old, now)) return [];
    const here = [...path, key];
    if (isMap(old) && isMap(now)) return collect(old, now, here);
    return [{ path: formatFieldPath(here), ...(old === undefined ? {} : { before: old }), ...(now === undefined ? {} : { after: now }) }];
  });
}

/** What differs between two definitions, by path; lists are compared whole. */
export const diffDefinitions = (before: object, after: object): DefinitionChange[] => collect(before as JsonMap, after as JsonMap, []);
