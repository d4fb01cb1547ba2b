import type { ListedObjective } from "@solvent/api-contract";
import { useState } from "react";
import type { PlacedObjective } from "./board.model.ts";
import { inOldPlaces, movedCount, placed } from "./order.model.ts";

interface HeldOrder {
  readonly rows: readonly PlacedObjective[];
  /** How many objectives wait to move. */
  readonly moved: number;
  readonly letIn: () => void;
}

interface Shown {
  readonly view: string;
  readonly items: readonly ListedObjective[];
  readonly rows: readonly PlacedObjective[];
}

/**
 * Keeps the rows in their places while `held`. Another `view` is an order that the reader asked for, so it is shown at once.
 */
export function useHeldOrder(items: readonly ListedObjective[], { view, held }: { view: string; held: boolean }): HeldOrder {
  const [shown, setShown] = useState<Shown>(() => ({ view, items, rows: placed(items) }));
  const waits = held && shown.view === view && shown.rows.length > 0;
  const moved = waits ? movedCount(shown.rows, items) : 0;
  const letIn = () => setShown({ view, items, rows: placed(items) });
  // Adjusted while rendering, so that no frame shows the new figures in the wrong places.
  if (!waits && (shown.view !== view || shown.items !== items)) letIn();
  return { rows: waits ? inOldPlaces(shown.rows, items) : placed(items), moved, letIn };
}
