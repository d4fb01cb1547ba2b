import type { ObjectiveListQuery } from "@solvent/api-contract";
import { invalidRequest } from "../../errors/app-error.ts";
import type { Judgement } from "./judge-objective.ts";

interface Cursor {
  readonly name: string;
  /** Place in the order when the cursor was made: where to go on if the objective is gone by now. */
  readonly place: number;
  readonly order: string;
}

const orderKey = (query: Pick<ObjectiveListQuery, "sort" | "order">): string => `${query.sort}-${query.order}`;

export const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.order, cursor.place, cursor.name])).toString("base64url");

function decodeCursor(text: string): Cursor | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (!Array.isArray(parsed)) return null;
    const [order, place, name]: unknown[] = parsed;
    if (typeof order !== "string" || typeof name !== "string" || !Number.isSafeInteger(place) || Number(place) < 0) return null;
    return { order, place: Number(place), name };
  } catch {
    return null;
  }
}

export interface BoardPage {
  readonly rows: readonly Judgement[];
  readonly nextCursor: string | null;
}

/**
 * One page after the cursor. The board is judged anew every minute, so the order may have moved: a page goes on after the
 * objective that the last one ended with. Throws `request.invalid` for a cursor that is not ours or of another order.
 */
export function pageOfBoard(
  sorted: readonly Judgement[],
  query: Pick<ObjectiveListQuery, "cursor" | "limit" | "sort" | "order">,
): BoardPage {
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
  if (query.cursor !== undefined && cursor?.order !== orderKey(query)) {
    throw invalidRequest([{ path: "cursor", message: "this is no cursor of a list in this order; start again without it" }]);
  }
  const found = cursor === null ? -1 : sorted.findIndex((judgement) => judgement.entry.name === cursor.name);
  const from = cursor === null ? 0 : found === -1 ? cursor.place : found + 1;
  const rows = sorted.slice(from, from + query.limit);
  const last = rows.at(-1);
  const more = last !== undefined && from + rows.length < sorted.length;
  return { rows, nextCursor: more ? encodeCursor({ name: last.entry.name, place: from + rows.length, order: orderKey(query) }) : null };
}
