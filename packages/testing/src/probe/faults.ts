import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { applyHttpFault, type HttpFault, type ProperAnswer } from "../http/index.ts";

/** What is wrong with a target. Besides those of HTTP, faults of the connection and of TLS. */
export type ProbeFault =
  | HttpFault
  /** Promises more than it sends, and closes. */
  | { readonly do: "half" }
  /** These bytes in place of an HTTP answer. */
  | { readonly do: "raw"; readonly text: string }
  /** Nobody listens. */
  | { readonly do: "closed" }
  /** Takes the connection and says nothing, not even of TLS. */
  | { readonly do: "silent" }
  /** Closes every connection at once. */
  | { readonly do: "drop" }
  /** Speaks another protocol before anybody has asked. */
  | { readonly do: "speak"; readonly text: string }
  | { readonly do: "certificate"; readonly certificate: WrongCertificate };

export type WrongCertificate = "expired" | "unknown-authority" | "self-signed" | "wrong-name";

/** Faults of the connection: the request is not even read. True when the fault was one of them. */
export function spoilConnection(fault: ProbeFault | null, socket: Socket): boolean {
  switch (fault?.do) {
    case "silent":
      return true;
    case "drop":
      socket.destroy();
      return true;
    case "speak":
      socket.end(fault.text);
      return true;
    default:
      return false;
  }
}

/** Answers a request with the fault, without one with the proper answer. */
export function answerProbe(fault: ProbeFault | null, response: ServerResponse, answer: () => ProperAnswer): void {
  switch (fault?.do) {
    case "half":
      response.writeHead(200, { "content-length": "1000" });
      response.write(answer().body, () => response.destroy());
      break;
    case "raw":
      response.socket?.end(fault.text);
      break;
    case "status":
    case "body":
    case "html":
    case "truncate":
    case "reset":
    case "slow":
    case "hang":
    case "oversize":
      applyHttpFault(fault, response, answer);
      break;
    default: {
      const { status, body, headers } = answer();
      response.writeHead(status, { "content-type": "text/plain", ...headers });
      response.end(body);
    }
  }
}
