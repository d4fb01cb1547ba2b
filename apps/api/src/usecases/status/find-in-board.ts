import type { ObjectiveListQuery, ObjectiveState } from "@solvent/api-contract";
import { ATTENTION_GROUPS, compareFractions, type Fraction, fraction } from "@solvent/domain";
import type { Judgement } from "./judge-objective.ts";

const contains = (text: string | null, word: string): boolean => text?.toLowerCase().includes(word) ?? false;

/** A word with a colon asks for a label and its value, any other is looked for in the names and in the labels by which it is one of a group. */
function matchesWord({ entry }: Judgement, word: string): boolean {
  const colon = word.indexOf(":");
  if (colon > 0 && entry.labels[word.slice(0, colon)]?.toLowerCase() === word.slice(colon + 1)) return true;
  const values = entry.groupLabels === null ? [] : Object.values(entry.groupLabels);
  return [entry.name, entry.displayName, entry.service, entry.team, entry.group, ...values].some((text) => contains(text, word));
}

export type BoardFilter = Pick<ObjectiveListQuery, "service" | "team" | "source" | "group" | "search">;

/** Keeps what matches all of service, team, source, group and every word of the search. */
export function filterBoard(judgements: readonly Judgement[], filter: BoardFilter): Judgement[] {
  const words = (filter.search ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return judgements.filter((judgement) => {
    const { entry } = judgement;
    if (filter.service !== undefined && entry.service !== filter.service) return false;
    if (filter.team !== undefined && entry.team !== filter.team) return false;
    if (filter.source !== undefined && entry.source !== filter.source) return false;
    if (filter.group !== undefined && entry.group !== filter.group) return false;
    return words.every((word) => matchesWord(judgement, word));
  });
}

export const countStates = (judgements: readonly Judgement[], states: readonly ObjectiveState[]): Record<ObjectiveState, number> =>
  Object.fromEntries(states.map((state) => [state, judgements.filter((one) => one.state === state).length])) as Record<
    ObjectiveState,
    number
  >;

type Compare = (a: Judgement, b: Judgement) => number;

/** Unknown figures come last in both directions. */
const byFigure =
  (figure: (judgement: Judgement) => Fraction | null, direction: 1 | -1): Compare =>
  (a, b) => {
    const [left, right] = [figure(a), figure(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return direction * compareFractions(left, right);
  };

const rankOf = ({ attention }: Judgement): number => ATTENTION_GROUPS.indexOf(attention);
const budgetLeft = ({ status }: Judgement): Fraction | null => (status.sli === null ? null : status.budget.remainingFraction);
const covered = ({ counts }: Judgement): Fraction =>
  fraction(BigInt(counts.counted), BigInt(Math.max(1, counts.minutes - counts.excluded)));
const byName: Compare = (a, b) => (a.entry.name < b.entry.name ? -1 : a.entry.name > b.entry.name ? 1 : 0);

/** Ascending attention is most pressing first, then least budget left. Ties are broken by name, so that pages never overlap. */
function comparison(sort: ObjectiveListQuery["sort"], direction: 1 | -1): Compare {
  switch (sort) {
    case "attention":
      return (a, b) => direction * (rankOf(a) - rankOf(b)) || byFigure(budgetLeft, 1)(a, b);
    case "name":
      return (a, b) => direction * byName(a, b);
    case "sli":
      return byFigure(({ status }) => status.sli, direction);
    case "budget-left":
      return byFigure(budgetLeft, direction);
    case "burn":
      return byFigure(({ burnHour }) => burnHour, direction);
    case "coverage":
      return byFigure(covered, direction);
  }
}

type BoardOrder = Pick<ObjectiveListQuery, "sort" | "order">;

function sortBoard(judgements: readonly Judgement[], by: BoardOrder): readonly Judgement[] {
  const compare = comparison(by.sort, by.order === "asc" ? 1 : -1);
  return judgements.toSorted((a, b) => compare(a, b) || byName(a, b));
}

/** Sorts a board once for every order that is asked for, and remembers that for as long as there is the board. */
export function makeBoardSorter(): (board: readonly Judgement[], by: BoardOrder) => readonly Judgement[] {
  const ordersOf = new WeakMap<readonly Judgement[], Map<string, readonly Judgement[]>>();
  return (board, by) => {
    const orders = ordersOf.get(board) ?? new Map<string, readonly Judgement[]>();
    ordersOf.set(board, orders);
    const key = `${by.sort} ${by.order}`;
    const sorted = orders.get(key) ?? sortBoard(board, by);
    orders.set(key, sorted);
    return sorted;
  };
}
