import { useState } from "react";
import type { SearchableSource } from "../look-up/look-up.model.ts";
import { LookUpPanel } from "../look-up/look-up-panel.tsx";

/** Names for the query that is being written. Asks nothing before it is opened, and is not there where no source can tell. */
export function LookUpAside({ sources }: { readonly sources: readonly SearchableSource[] }) {
  const [open, setOpen] = useState(false);
  if (sources.length === 0) return null;
  return (
    <details className="look-up-aside" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Look up names in a source</summary>
      {open && <LookUpPanel sources={sources} />}
    </details>
  );
}
