import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

/** What to do instead of, or with, a proper page. */
export type PageFault =
  | { readonly do: "status"; readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Status 200 with this text, as OpenMetrics unless another type is given; an empty type sends none. */
  | { readonly do: "body"; readonly body: string; readonly contentType?: string }
  | { readonly do: "html" }
  /** The proper page under this type; empty sends none. */
  | { readonly do: "type"; readonly contentType: string }
  /** The proper page, its last bytes missing, properly ended. */
  | { readonly do: "truncate" }
  | { readonly do: "gzip" }
  /** The proper page with comments of so many bytes. */
  | { readonly do: "oversize"; readonly bytes: number }
  | { readonly do: "reset" }
  /** Nothing at all, until the client gives up. */
  | { readonly do: "hang" };

export interface ProperPage {
  readonly body: string;
  readonly contentType: string;
}

export const OPENMETRICS_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";
export const TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
const LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Please sign in</h1></body></html>";

interface Sent {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const sent = (body: string | Buffer, contentType: string, headers: Readonly<Record<string, string>> = {}): Sent => ({
  status: 200,
  body,
  headers: contentType === "" ? headers : { ...headers, "content-type": contentType },
});

/** What goes out; null when nothing does. */
function spoil(fault: PageFault | null, proper: ProperPage): Sent | null {
  switch (fault?.do) {
    case undefined:
      return sent(proper.body, proper.contentType);
    case "status":
      return { status: fault.status, body: fault.body ?? "", headers: fault.headers ?? {} };
    case "body":
      return sent(fault.body, fault.contentType ?? OPENMETRICS_TYPE);
    case "html":
      return sent(LOGIN_PAGE, "text/html");
    case "type":
      return sent(proper.body, fault.contentType);
    case "truncate":
      return sent(proper.body.slice(0, -6), proper.contentType);
    case "gzip":
      return sent(gzipSync(proper.body), proper.contentType, { "content-encoding": "gzip" });
    case "oversize":
      return sent(`# HELP filler ${"x".repeat(fault.bytes)}\n${proper.body}`, proper.contentType);
    case "reset":
    case "hang":
      return null;
  }
}

/** Answers with the fault; without one with the proper page. */
export function answerPage(fault: PageFault | null, response: ServerResponse, page: () => ProperPage): void {
  const answer = spoil(fault, page());
  if (answer !== null) {
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  } else if (fault?.do === "reset") response.destroy();
}
