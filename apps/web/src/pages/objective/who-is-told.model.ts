import type { EffectiveRoute } from "@solvent/api-contract";
import { listText, scopeText } from "../../lib/words.ts";

/** Who is told about an objective, and which route says so. */
export interface WhoIsTold {
  readonly rows: readonly { readonly term: string; readonly text: string }[];
  readonly note: string;
  /** Nobody would be told of a page. */
  readonly silent: boolean;
}

export function toWhoIsTold({ route }: EffectiveRoute): WhoIsTold {
  const names = (list: readonly string[]) => (list.length === 0 ? "nobody" : listText(list));
  if (route === null) {
    const rows = [
      { term: "Pages", text: "nobody" },
      { term: "Tickets", text: "nobody" },
    ];
    return { rows, note: "No route covers it.", silent: true };
  }
  return {
    rows: [
      { term: "Pages", text: names(route.page) },
      { term: "Tickets", text: names(route.ticket) },
    ],
    note: `By the route of ${scopeText(route.scope, route.name)}.`,
    silent: route.page.length === 0,
  };
}
