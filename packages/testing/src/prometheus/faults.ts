import type { ServerResponse } from "node:http";
import { applyHttpFault, type HttpFault, type PlannedFault as PlannedHttpFault, type ProperAnswer, sendSpoilt } from "../http/faults.ts";

/** What to do instead of, or around, a proper answer. */
export type Fault = HttpFault | { readonly do: "warnings"; readonly warnings: readonly string[] };

/** Request numbers count from 1 and count every request to the API. A fault without a number stays until it is removed. */
export type PlannedFault = PlannedHttpFault<Fault>;

const withWarnings = (body: string, warnings: readonly string[]): string => `${body.slice(0, -1)},"warnings":${JSON.stringify(warnings)}}`;

/** Answers with the fault; `answer` gives the proper body. */
export function applyFault(fault: Fault, response: ServerResponse, answer: () => ProperAnswer): void {
  if (fault.do === "warnings") sendSpoilt(response, answer, (body) => withWarnings(body, fault.warnings));
  else applyHttpFault(fault, response, answer);
}
