import { useState } from "react";
import { useAnnotations } from "../../api/annotations.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { type AnnotationRow, countKinds, inWindow, toAnnotationRow } from "./annotations.model.ts";
import { DeleteAnnotation } from "./delete-annotation.tsx";
import { AnnotationTitle } from "./happened-list.tsx";

interface WindowAnnotationsProps {
  readonly name: string;
  /** Start of the objective's window. */
  readonly from: string;
  readonly zone: string;
}

/** All that happened in the window, also where nothing burnt. */
export function WindowAnnotations({ name, from, zone }: WindowAnnotationsProps) {
  const query = useAnnotations(name, from);
  const [deleting, setDeleting] = useState<AnnotationRow | null>(null);
  const items = query.data === undefined ? null : inWindow(query.data.items, from);
  return (
    <div className="window-annotations">
      {query.isError && <ProblemNotice what="The annotations could not be loaded" error={query.error} onRetry={() => query.refetch()} />}
      {items === null && !query.isError && <Skeleton rows={1} label="Loading the annotations" />}
      {items?.length === 0 && <p className="small ink-3">No deploy, incident or note is recorded in this window.</p>}
      {items !== null && items.length > 0 && (
        <details className="removed">
          <summary className="small">
            What happened in this window:{" "}
            {countKinds(items)
              .map(({ text }) => text)
              .join(", ")}
          </summary>
          <AnnotationsTable rows={items.map((one) => toAnnotationRow(one, zone))} onDelete={setDeleting} />
        </details>
      )}
      {deleting !== null && <DeleteAnnotation row={deleting} onClose={() => setDeleting(null)} />}
    </div>
  );
}

interface AnnotationsTableProps {
  readonly rows: readonly AnnotationRow[];
  readonly onDelete: (row: AnnotationRow) => void;
}

const AnnotationsTable = ({ rows, onDelete }: AnnotationsTableProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
  <section className="scroller" aria-label="Annotations" tabIndex={0}>
    <table className="lined stacked">
      <caption className="visually-hidden">Annotations, newest first</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Kind</th>
          <th scope="col">What</th>
          <th scope="col">About</th>
          <th scope="col">Who</th>
          <th scope="col">
            <span className="visually-hidden">Delete</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{row.when}</th>
            <td>{row.kind}</td>
            <td className="reason">
              <AnnotationTitle {...row} />
            </td>
            <td>{row.about}</td>
            <td className="ink-2" data-label="By ">
              {row.author}
            </td>
            <td className="r">
              <button type="button" className="button small" aria-label={`Delete ${row.title}`} onClick={() => onDelete(row)}>
                Delete
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
