/** Moves the focus to the next or previous row's link of a table or list; from outside of it to the first. */
export function moveRowFocus(table: HTMLElement | null, step: 1 | -1): void {
  const links: Element[] = [...(table?.querySelectorAll("a.row-link") ?? [])];
  const at = document.activeElement === null ? -1 : links.indexOf(document.activeElement);
  const next = at === -1 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1);
  const link = links[next];
  if (link instanceof HTMLElement) link.focus();
}
