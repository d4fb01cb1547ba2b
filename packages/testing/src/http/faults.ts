import type { ServerResponse } from "node:http";

/** What a simulator does instead of, or around, its proper answer. */
export type HttpFault =
  | { readonly do: "status"; readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Status 200 with this text. */
  | { readonly do: "body"; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly do: "html" }
  /** The proper answer, cut in the middle and ended. */
  | { readonly do: "truncate" }
  /** The connection is closed without an answer. */
  | { readonly do: "reset" }
  /** The proper answer after a delay. */
  | { readonly do: "slow"; readonly milliseconds: number }
  /** Nothing at all, until the client gives up. */
  | { readonly do: "hang" }
  /** The proper answer followed by so many blanks. */
  | { readonly do: "oversize"; readonly bytes: number };

/** Request numbers count from 1 and count every request to the simulator. A fault without a number stays until it is removed. */
export interface PlannedFault<Fault = HttpFault> {
  readonly request?: number;
  readonly fault: Fault;
}

/** The fault that the n-th request gets, or null. */
export const faultOf = <Fault>(planned: readonly PlannedFault<Fault>[], request: number): Fault | null =>
  planned.find((one) => one.request === undefined || one.request === request)?.fault ?? null;

export interface ProperAnswer {
  readonly status: number;
  readonly body: string;
  /** JSON when left out. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const HTML_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Please sign in</h1></body></html>";

const JSON_TYPE = { "content-type": "application/json" };

export function sendAnswer(response: ServerResponse, { status, body, headers = JSON_TYPE }: ProperAnswer): void {
  response.writeHead(status, { ...headers, date: new Date(0).toUTCString() });
  response.end(body);
}

/** The proper answer with its body changed. */
export function sendSpoilt(response: ServerResponse, answer: () => ProperAnswer, spoil: (body: string) => string): void {
  const proper = answer();
  sendAnswer(response, { ...proper, body: spoil(proper.body) });
}

function delayed(response: ServerResponse, milliseconds: number, answer: () => void): void {
  const timer = setTimeout(answer, milliseconds);
  response.on("close", () => clearTimeout(timer));
}

/** Answers with the fault; `answer` gives the proper answer and is only called where that is needed. */
export function applyHttpFault(fault: HttpFault, response: ServerResponse, answer: () => ProperAnswer): void {
  switch (fault.do) {
    case "status":
      sendAnswer(response, { status: fault.status, body: fault.body ?? "", ...(fault.headers && { headers: fault.headers }) });
      break;
    case "body":
      sendAnswer(response, { status: 200, body: fault.body, ...(fault.headers && { headers: fault.headers }) });
      break;
    case "html":
      sendAnswer(response, { status: 200, body: HTML_PAGE, headers: { "content-type": "text/html" } });
      break;
    case "reset":
      response.destroy();
      break;
    case "hang":
      break;
    case "slow":
      delayed(response, fault.milliseconds, () => sendAnswer(response, answer()));
      break;
    case "truncate":
      sendSpoilt(response, answer, (body) => body.slice(0, Math.floor(body.length / 2)));
      break;
    case "oversize":
      sendSpoilt(response, answer, (body) => body + " ".repeat(fault.bytes));
      break;
  }
}
