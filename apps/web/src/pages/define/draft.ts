/** The text being edited survives a reload of the tab. Storage may be blocked; then it only lives as long as the page. */
const keyOf = (objective: string | null): string => `solvent.draft.${objective ?? "new"}`;

export function readDraft(objective: string | null): string | null {
  try {
    return sessionStorage.getItem(keyOf(objective));
  } catch {
    return null;
  }
}

export function storeDraft(objective: string | null, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(keyOf(objective));
    else sessionStorage.setItem(keyOf(objective), text);
  } catch {
    return;
  }
}
