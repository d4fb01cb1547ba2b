import { useState } from "react";
import type { SubjectGroup } from "./mute.model.ts";
import { MuteDialog } from "./mute-dialog.tsx";

interface MuteButtonProps {
  readonly groups: readonly SubjectGroup[];
  /** Says what is muted, for those who cannot see where the button stands. */
  readonly label: string;
  readonly small?: boolean;
}

export function MuteButton({ groups, label, small = false }: MuteButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={small ? "button small" : "button"} aria-label={label} onClick={() => setOpen(true)}>
        Mute
      </button>
      {open && <MuteDialog groups={groups} onClose={() => setOpen(false)} />}
    </>
  );
}
