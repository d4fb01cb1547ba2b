import { type ReactNode, useEffect, useId, useRef } from "react";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** For tables and forms of two columns. */
  readonly wide?: boolean;
}

/** A modal dialog: the browser traps focus, closes it on Escape and gives the focus back. */
export function Dialog({ title, onClose, children, wide = false }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // The event comes late: a dialog that was opened again in the meantime, as in strict mode, stays.
  const onCloseEvent = () => {
    if (ref.current?.open !== true) onClose();
  };
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={ref} className={wide ? "dialog wide" : "dialog"} aria-labelledby={titleId} onClose={onCloseEvent}>
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  );
}
