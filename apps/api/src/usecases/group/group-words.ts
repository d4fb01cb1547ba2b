import type { GroupExtent } from "./group-store.ts";

/** 1 240, as people write it. */
const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, "\u202F");

const be = (count: number): string => (count === 1 ? "is" : "are");

/** Null while everything that was found is measured. */
export function leftOutWords({
  found,
  leftOut,
  cap,
}: {
  readonly found: number;
  readonly leftOut: number;
  readonly cap: number;
}): string | null {
  if (leftOut === 0) return null;
  const measured = found - leftOut;
  return (
    `${grouped(found)} combinations found: ${grouped(measured)} ${be(measured)} measured, ${grouped(leftOut)} ${be(leftOut)} left out ` +
    `(cap ${grouped(cap)}); narrow the query or use fewer labels`
  );
}

const NOTHING_FOUND = "the source has no series of this query within the last hour, so there is no objective yet";

/** What a person should know about the extent of a group. */
export function groupWarnings(
  { found, leftOut, trouble }: GroupExtent,
  { cap, active }: { readonly cap: number; readonly active: number },
): string[] {
  const left = found === null ? null : leftOutWords({ found, leftOut, cap });
  const nothing = found === 0 && active === 0 ? NOTHING_FOUND : null;
  return [left, nothing, trouble].filter((words) => words !== null);
}
