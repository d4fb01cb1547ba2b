import type { Objective } from "@solvent/api-contract";
import { useState } from "react";
import { AnnotationDialog } from "./annotation-dialog.tsx";

export function AnnotateButton({ objective }: { objective: Objective }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button small" onClick={() => setOpen(true)}>
        Annotate
      </button>
      {open && <AnnotationDialog objective={objective} onClose={() => setOpen(false)} />}
    </>
  );
}
