import { useState } from "react";
import { useRevisions } from "../../api/objectives.queries.ts";
import { ChangeList } from "../../components/change-list.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { formatInstant, msOfIso } from "../../lib/time.ts";

export function Revisions({ name, zone }: { name: string; zone: string }) {
  const [open, setOpen] = useState(false);
  return (
    <section className="section">
      <h2>Revisions</h2>
      {open ? (
        <RevisionList name={name} zone={zone} />
      ) : (
        <button type="button" className="button small" onClick={() => setOpen(true)}>
          Show what changed
        </button>
      )}
    </section>
  );
}

function RevisionList({ name, zone }: { name: string; zone: string }) {
  const { data, error, refetch, hasNextPage, fetchNextPage } = useRevisions(name);
  if (error !== null) return <ProblemNotice what="The revisions could not be loaded" error={error} onRetry={() => refetch()} />;
  return (
    <>
      <ol className="revisions">
        {data?.pages
          .flatMap((page) => page.items)
          .map((revision) => (
            <li key={revision.revision}>
              <b>{revision.revision}</b> {revision.author},{" "}
              <time dateTime={revision.createdAt}>{formatInstant(msOfIso(revision.createdAt), zone)}</time>
              <ChangeList changes={revision.changes} none="first version" />
            </li>
          ))}
      </ol>
      {hasNextPage && (
        <button type="button" className="button small" onClick={() => fetchNextPage()}>
          Show older
        </button>
      )}
    </>
  );
}
