import type { FormProblem } from "../../lib/form-values.ts";

/** A label as it is typed. `key` only tells rows apart. */
export interface LabelRow {
  readonly key: number;
  readonly name: string;
  readonly value: string;
}

export const MAX_LABELS = 64;

export const toLabelRows = (labels: Readonly<Record<string, string>>): readonly LabelRow[] =>
  Object.entries(labels).map(([name, value], key) => ({ key, name, value }));

export const withNewLabel = (rows: readonly LabelRow[]): readonly LabelRow[] => [
  ...rows,
  { key: Math.max(-1, ...rows.map(({ key }) => key)) + 1, name: "", value: "" },
];

/** What a problem of a row is found by. */
export const labelKey = ({ key }: Pick<LabelRow, "key">): string => `labels.${key}`;

export interface ParsedLabels {
  readonly labels: Readonly<Record<string, string>>;
  readonly problems: readonly FormProblem[];
}

/** The rows as labels, or what keeps each from being one. A row in which nothing is entered is left out; a label may have no value. */
export function parseLabels(rows: readonly LabelRow[]): ParsedLabels {
  const entered = rows
    .map((row) => ({ ...row, name: row.name.trim(), value: row.value.trim() }))
    .filter(({ name, value }) => `${name}${value}` !== "");
  const problems = entered.flatMap((row, place): FormProblem[] => {
    if (row.name === "") return [{ key: labelKey(row), message: "A label needs a name" }];
    const taken = entered.slice(0, place).some(({ name }) => name === row.name);
    return taken ? [{ key: labelKey(row), message: `There is another label ${row.name}` }] : [];
  });
  return { labels: Object.fromEntries(entered.map(({ name, value }) => [name, value])), problems };
}
