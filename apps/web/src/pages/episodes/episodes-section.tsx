import type { EpisodeLedger, Objective, ObjectiveWindow } from "@solvent/api-contract";
import { useState } from "react";
import { CsvLink } from "../../components/csv-link.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { AnnotateButton } from "../annotations/annotate-button.tsx";
import { WindowAnnotations } from "../annotations/window-annotations.tsx";
import { EpisodeNoteDialog } from "./episode-note-dialog.tsx";
import { type LedgerRow, type LedgerView, toLedger, toLedgerTable } from "./episodes.model.ts";
import { LedgerTable } from "./ledger-table.tsx";

interface EpisodesSectionProps {
  readonly objective: Objective;
  readonly query: { readonly data: EpisodeLedger | undefined; readonly error: Error | null; readonly refetch: () => unknown };
  /** The window whose whole budget is projected; null: the budget is known. */
  readonly projected: ObjectiveWindow | null;
  readonly view: { readonly nowMs: number; readonly zone: string };
  /** Shows the episode in the charts of the page. */
  readonly onShow: (episode: { readonly fromMs: number; readonly toMs: number }) => void;
}

/** Where the budget went: what cost how much, when, and why. It adds up to what is spent. */
export function EpisodesSection({ objective, query, projected, view, onShow }: EpisodesSectionProps) {
  const { name } = objective;
  const { data, error } = query;
  const ledger = data === undefined ? null : toLedger(data, view, projected);
  return (
    <section className="section" id="episodes">
      <div className="section-head">
        <h2>Where the budget went</h2>
        <span className="d">
          Episodes of burning and what they cost; they add up to what is spent
          {ledger !== null && ledger.shareOf.meaning !== "" && `. ${ledger.shareOf.meaning}`}
        </span>
        {data !== undefined && <CsvLink table={() => toLedgerTable(data)} fileName={`${name}-episodes.csv`} />}
        <AnnotateButton objective={objective} />
      </div>
      {error !== null && <ProblemNotice what="The episodes could not be loaded" error={error} onRetry={() => query.refetch()} />}
      {ledger === null && error === null && <Skeleton rows={5} label="Loading the episodes" />}
      {data !== undefined && data.coverage.counted === 0 && (
        <p className="small ink-3">Nothing is measured in this window, so nobody knows where the budget went.</p>
      )}
      {ledger !== null && data !== undefined && data.coverage.counted > 0 && <Ledger name={name} ledger={ledger} onShow={onShow} />}
      {data !== undefined && <WindowAnnotations name={name} from={data.from} zone={view.zone} />}
    </section>
  );
}

interface LedgerProps extends Pick<EpisodesSectionProps, "onShow"> {
  readonly name: string;
  readonly ledger: LedgerView;
}

function Ledger({ name, ledger, onShow }: LedgerProps) {
  const [noted, setNoted] = useState<LedgerRow | null>(null);
  return (
    <>
      {ledger.rows.length === 0 && (
        <p className="small ink-2">No episode: what is spent came in pieces under 1{"\u202f"}% of the budget.</p>
      )}
      <LedgerTable ledger={ledger} onShow={onShow} onNote={setNoted} />
      {noted !== null && <EpisodeNoteDialog name={name} row={noted} onClose={() => setNoted(null)} />}
    </>
  );
}
