import type { Agreement } from "@solvent/api-contract";
import { useState } from "react";
import { Link } from "react-router";
import { useAgreements, useDeleteAgreement } from "../../api/agreements.queries.ts";
import { ConfirmByName } from "../../components/confirm-by-name.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { useTitle } from "../../components/use-title.ts";
import { AgreementDialog } from "./agreement-dialog.tsx";
import { type AgreementRow, toAgreementRow } from "./agreements.model.ts";
import { AgreementPeriods, VerdictBadge } from "./periods-table.tsx";

type Shown = { readonly show: "edit"; readonly agreement: Agreement | null } | { readonly show: "delete"; readonly agreement: Agreement };

/** Promises to customers: what is promised, whether it is kept, and the record of every period. */
export function AgreementsPage() {
  useTitle("Agreements");
  const agreements = useAgreements();
  const [shown, setShown] = useState<Shown | null>(null);
  const view = { nowMs: useNow(60_000), zone: useZone() };
  const close = () => setShown(null);
  return (
    <main id="main" className="wrap">
      <div className="lede">
        <div className="grow">
          <h1>Agreements</h1>
          <p>What is promised to customers, settled per calendar period by an objective that warns earlier.</p>
        </div>
        <button type="button" className="button primary" onClick={() => setShown({ show: "edit", agreement: null })}>
          Record an agreement
        </button>
      </div>
      {agreements.isError && (
        <ProblemNotice what="The agreements could not be loaded" error={agreements.error} onRetry={() => agreements.refetch()} />
      )}
      {agreements.isPending && <Skeleton rows={3} label="Loading the agreements" />}
      {agreements.data?.items.length === 0 && (
        <p className="ink-2">
          Nothing is promised to anybody yet. An agreement is a target per month, quarter or year, weaker than the objective behind it.
        </p>
      )}
      {agreements.data?.items.map((agreement) => (
        <AgreementSection
          key={agreement.name}
          row={toAgreementRow(agreement, view)}
          onEdit={() => setShown({ show: "edit", agreement })}
          onDelete={() => setShown({ show: "delete", agreement })}
        />
      ))}
      {shown?.show === "edit" && <AgreementDialog stored={shown.agreement} onClose={close} />}
      {shown?.show === "delete" && <DeleteAgreement agreement={shown.agreement} onClose={close} />}
    </main>
  );
}

interface AgreementSectionProps {
  readonly row: AgreementRow;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

function AgreementSection({ row, onEdit, onDelete }: AgreementSectionProps) {
  const { agreement, present } = row;
  return (
    <section className="section" aria-labelledby={`agreement-${agreement.name}`}>
      <div className="section-head">
        <h2 id={`agreement-${agreement.name}`}>
          {row.title} <span className="ink-3">for {row.customer}</span>
        </h2>
        {present === null ? <span className="d">begins {row.begins}</span> : <VerdictBadge row={present} />}
        <button type="button" className="button small" aria-label={`Change ${row.title}`} onClick={onEdit}>
          Change
        </button>
        <button type="button" className="button small" aria-label={`Delete ${row.title}`} onClick={onDelete}>
          Delete
        </button>
      </div>
      <p className="small">
        {row.promise}; settled by <Link to={`/objectives/${agreement.objective}`}>{agreement.objective}</Link>, {row.margin}. Last changed
        by {row.changed}.
      </p>
      {agreement.note !== null && <p className="small ink-2">{agreement.note}</p>}
      {agreement.warnings.map((warning) => (
        <p key={warning} className="small tone-risk">
          {warning}.
        </p>
      ))}
      <AgreementPeriods agreement={agreement} />
    </section>
  );
}

function DeleteAgreement({ agreement, onClose }: { agreement: Agreement; onClose: () => void }) {
  const remove = useDeleteAgreement();
  return (
    <ConfirmByName
      title={`Delete ${agreement.displayName ?? agreement.name}?`}
      consequence="The promise goes, and with it the record of its periods. The objective and its data stay."
      name={agreement.name}
      action="Delete"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(agreement, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
