import type { FleetLedger } from "@solvent/api-contract";
import type { CsvTable } from "../../components/csv-link.tsx";
import { plainDecimal, plainPercent, unitWord } from "../../lib/figures.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { plural } from "../../lib/words.ts";
import { happenedCell } from "../annotations/annotations.model.ts";
import { type LedgerRow, minutesOf, toRow } from "./episodes.model.ts";

export interface FleetRow extends LedgerRow {
  readonly key: string;
  readonly objective: string;
  readonly title: string;
  readonly owner: string | null;
  readonly of: string;
  readonly unit: string;
}

export interface FleetLedgerView {
  readonly rows: readonly FleetRow[];
  /** "3 episodes of 11 objectives", and what is not shown. */
  readonly summary: string;
}

/** Most expensive first, as the API sorts them; bars are parts of the most expensive one. */
export function toFleetLedger(ledger: FleetLedger, view: { readonly nowMs: number; readonly zone: string }): FleetLedgerView {
  const widest = Math.max(0, ...ledger.items.map(({ share }) => share?.value ?? 0));
  const hidden = ledger.episodes - ledger.items.length;
  return {
    rows: ledger.items.map((episode, index) => ({
      ...toRow(
        episode,
        { letter: String(index + 1), bar: episode.share === null || widest === 0 ? 0 : episode.share.value / widest },
        view,
      ),
      key: `${episode.objective} ${episode.id}`,
      objective: episode.objective,
      title: titleOf({ name: episode.objective, displayName: episode.displayName }),
      of: episode.team === null ? episode.service : `${episode.service}, ${episode.team}`,
      unit: unitWord(episode.unit),
    })),
    summary: `${plural(ledger.episodes, "episode")} of ${plural(ledger.objectives, "objective")}${hidden > 0 ? `, the ${ledger.items.length} most expensive are shown` : ""}`,
  };
}

/** Exact figures, UTC. */
export const toFleetTable = ({ items }: FleetLedger): CsvTable => ({
  header: ["Objective", "Service", "Team", "From, UTC", "To, UTC", "Minutes", "Share, %", "Bad", "Unit", "What happened", "Cause", "Owner"],
  rows: items.map((episode) => [
    episode.objective,
    episode.service,
    episode.team ?? "",
    episode.from,
    episode.to,
    minutesOf(episode),
    episode.share === null ? null : plainPercent(episode.share, 3),
    plainDecimal(episode.bad, 3),
    unitWord(episode.unit),
    happenedCell(episode.annotations),
    episode.note?.cause ?? "",
    episode.note?.owner ?? "",
  ]),
});
