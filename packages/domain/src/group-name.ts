import { stableHash } from "./stable-hash.ts";

/** One combination: the value of each label that a group is made by. A label that is not there counts as "". */
export type LabelCombination = Readonly<Record<string, string>>;

/** Names are DNS labels. */
const LONGEST_NAME = 63;
const HASH_CHARACTERS = 6;
/** Stands for an empty value. */
const NO_VALUE = "none";

const trimHyphens = (text: string): string => text.replace(/^-+|-+$/g, "");

/** Lower-case letters, digits and inner hyphens; accents are dropped. Empty when nothing of the value can stand in a name. */
const slugOf = (value: string): string =>
  trimHyphens(
    value
      .normalize("NFKD")
      .replace(/\p{M}+/gu, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-"),
  );

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The same text for the same combination, in whatever order its labels are. */
export const combinationKey = (labels: LabelCombination): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => compareText(a, b)));

/** By the values in the order of `groupBy`. */
export function compareCombinations(groupBy: readonly string[], a: LabelCombination, b: LabelCombination): number {
  for (const label of groupBy) {
    const order = compareText(a[label] ?? "", b[label] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

const hashOf = (labels: LabelCombination, salt: number): string =>
  stableHash(salt === 0 ? combinationKey(labels) : `${combinationKey(labels)}/${salt}`)
    .toString(36)
    .padStart(HASH_CHARACTERS, "0")
    .slice(-HASH_CHARACTERS);

const cutTo = (text: string, length: number): string => trimHyphens(text.slice(0, length));

export interface MemberToName {
  /** Name of the group. */
  readonly group: string;
  readonly groupBy: readonly string[];
  readonly labels: LabelCombination;
  readonly isTaken: (name: string) => boolean;
}

/**
 * Name of the objective of one combination: the name of the group and what can be written of the values. A short hash of the labels is added
 * when that is too long, when a value has nothing that could be written, or when the name is taken; so it says the same in every attempt.
 */
export function memberName({ group, groupBy, labels, isTaken }: MemberToName): string {
  const slugs = groupBy.map((label) => (labels[label] === undefined || labels[label] === "" ? NO_VALUE : slugOf(labels[label])));
  const whole = [group, ...slugs].filter((part) => part !== "").join("-");
  if (whole.length <= LONGEST_NAME && slugs.every((slug) => slug !== "") && !isTaken(whole)) return whole;
  const head = cutTo(whole, LONGEST_NAME - HASH_CHARACTERS - 1);
  for (let salt = 0; ; salt += 1) {
    const name = `${head}-${hashOf(labels, salt)}`;
    if (!isTaken(name)) return name;
  }
}
