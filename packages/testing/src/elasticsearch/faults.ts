import type { ServerResponse } from "node:http";
import { applyHttpFault, type HttpFault, type ProperAnswer, sendSpoilt } from "../http/faults.ts";

/** JSON of an answer, open to any change. */
// biome-ignore lint/suspicious/noExplicitAny: what is edited is whatever the proper answer is
export type Answer = any;

/** What a search server does instead of, or around, its proper answer. `edit`: the proper answer, changed. */
export type SearchFault = HttpFault | { readonly do: "edit"; readonly edit: (answer: Answer) => unknown };

export function applySearchFault(fault: SearchFault, response: ServerResponse, answer: () => ProperAnswer): void {
  if (fault.do === "edit") sendSpoilt(response, answer, (body) => JSON.stringify(fault.edit(JSON.parse(body))));
  else applyHttpFault(fault, response, answer);
}
