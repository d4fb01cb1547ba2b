import { useEffect } from "react";

/** Names the browser tab; every page calls it once. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Solvent`;
  }, [title]);
}
