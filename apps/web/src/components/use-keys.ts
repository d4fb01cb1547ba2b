import { useEffect, useRef } from "react";

const SEQUENCE_MS = 1_000;

/** Keys such as "j", "/" or a sequence such as "g b". They are ignored while text is being typed and inside dialogs. */
export type KeyMap = Readonly<Record<string, () => void>>;

/** The composed path also sees into shadow roots, where the editor lives. */
const isTyping = (event: KeyboardEvent): boolean =>
  event
    .composedPath()
    .some((target) => target instanceof HTMLElement && target.matches("input, textarea, select, dialog, [contenteditable=true]"));

export function useKeys(keys: KeyMap): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let prefix = { key: "", at: Number.NEGATIVE_INFINITY };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const sequence = event.timeStamp - prefix.at < SEQUENCE_MS ? `${prefix.key} ${event.key}` : event.key;
      const action = latest.current[sequence] ?? latest.current[event.key];
      prefix = { key: event.key, at: event.timeStamp };
      if (action === undefined) return;
      event.preventDefault();
      prefix = { key: "", at: Number.NEGATIVE_INFINITY };
      action();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
