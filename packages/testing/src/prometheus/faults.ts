import type { ServerResponse } from "node:http";

/** What to do instead of, or around, a proper answer. */
export type Fault =
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
  | { readonly do: "warnings"; readonly warnings: readonly string[] }
  /** The proper answer followed by so many blanks. */
  | { readonly do: "oversize"; readonly bytes: number };

/** Request numbers count from 1 and count every request to the API. A fault without a number stays until it is removed. */
export interface PlannedFault {
  readonly request?: number;
  readonly fault: Fault;
}

export const HTML_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Please sign in</h1></body></html>";

const json = { "content-type": "application/json" };

function send(response: ServerResponse, status: number, body: string, headers: Readonly<Record<string, string>> = json): void {
  response.writeHead(status, { ...headers, date: new Date(0).toUTCString() });
  response.end(body);
}

const withWarnings = (body: string, warnings: readonly string[]): string => `${body.slice(0, -1)},"warnings":${JSON.stringify(warnings)}}`;

function delayed(response: ServerResponse, milliseconds: number, answer: () => void): void {
  const timer = setTimeout(answer, milliseconds);
  response.on("close", () => clearTimeout(timer));
}

type ProperAnswer = () => { status: number; body: string };

/** The proper answer, spoilt. */
function sendSpoilt(response: ServerResponse, answer: ProperAnswer, spoil: (body: string) => string): void {
  const { status, body } = answer();
  send(response, status, spoil(body));
}

/** Answers with the fault; `answer` gives the proper body. */
export function applyFault(fault: Fault, response: ServerResponse, answer: ProperAnswer): void {
  switch (fault.do) {
    case "status":
      send(response, fault.status, fault.body ?? "", fault.headers);
      break;
    case "body":
      send(response, 200, fault.body, fault.headers);
      break;
    case "html":
      send(response, 200, HTML_PAGE, { "content-type": "text/html" });
      break;
    case "reset":
      response.destroy();
      break;
    case "hang":
      break;
    case "slow":
      delayed(response, fault.milliseconds, () => sendSpoilt(response, answer, (body) => body));
      break;
    case "truncate":
      sendSpoilt(response, answer, (body) => body.slice(0, Math.floor(body.length / 2)));
      break;
    case "warnings":
      sendSpoilt(response, answer, (body) => withWarnings(body, fault.warnings));
      break;
    case "oversize":
      sendSpoilt(response, answer, (body) => body + " ".repeat(fault.bytes));
      break;
  }
}
