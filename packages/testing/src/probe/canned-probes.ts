import type { CannedAnswer } from "../source-contract.ts";
import type { ProbeFault, WrongCertificate } from "./faults.ts";

type Canned = CannedAnswer<ProbeFault>;

const bad = (name: string, fault: ProbeFault): Canned => ({ name, fault, failure: "bad-event" });
const status = (code: number, body: string, headers?: Readonly<Record<string, string>>): Canned =>
  bad(`HTTP ${code}`, { do: "status", status: code, body, ...(headers === undefined ? {} : { headers }) });
const page = (name: string, body: string): Canned => bad(name, { do: "body", body });
const raw = (name: string, text: string): Canned => bad(name, { do: "raw", text });
const speak = (name: string, text: string): Canned => bad(name, { do: "speak", text });
const certificate = (name: string, wrong: WrongCertificate): Canned => bad(name, { do: "certificate", certificate: wrong });

/** Every status with a body that would do: the status alone is wrong. */
const byStatus = (secret: string, wanted: string): Canned[] => [
  status(301, wanted, { location: "/health/" }),
  status(302, wanted, { location: "https://login.example/?next=/" }),
  status(303, wanted, { location: "/" }),
  status(304, ""),
  status(307, wanted, { location: "/health/" }),
  status(308, wanted, { location: "/health/" }),
  status(400, wanted),
  status(401, `${wanted} <p>bad token ${secret}</p>`),
  status(403, `${wanted} Authorization: ${Buffer.from(secret).toString("base64")}`),
  status(404, wanted),
  status(405, wanted),
  status(407, wanted),
  status(408, wanted),
  status(410, wanted),
  status(418, wanted),
  status(429, wanted, { "retry-after": "30" }),
  status(451, wanted),
  status(500, wanted),
  status(501, wanted),
  status(502, `<h1>Bad gateway</h1> ${wanted}`),
  status(503, wanted),
  status(504, wanted),
  status(520, wanted),
];

const byBody = (secret: string, wanted: string): Canned[] => [
  bad("HTTP 204, and so no body", { do: "status", status: 204 }),
  page("an empty body", ""),
  bad("an HTML login page", { do: "html" }),
  page("another text", '{"status":"degraded"}'),
  page("the text in other letters", wanted.toUpperCase()),
  page("a text that is nearly the right one", wanted.slice(0, -1)),
  page("a body that only repeats the token", `seen ${secret}`),
  page("the text behind the first MiB", `${" ".repeat(2 ** 20)}${wanted}`),
  bad("a body that ends too early", { do: "truncate" }),
  bad("more than 16 MiB", { do: "oversize", bytes: 17 * 2 ** 20 }),
];

const byConnection = (wanted: string): Canned[] => [
  bad("nobody who listens", { do: "closed" }),
  bad("a connection on which nothing is said", { do: "silent" }),
  bad("a connection that is closed at once", { do: "drop" }),
  speak("SSH in place of TLS", "SSH-2.0-OpenSSH_9.2\r\n"),
  speak("HTTP in place of TLS", `HTTP/1.1 200 OK\r\ncontent-length: ${wanted.length}\r\n\r\n${wanted}`),
  certificate("a certificate that has expired", "expired"),
  certificate("a certificate of an unknown authority", "unknown-authority"),
  certificate("a certificate that signed itself", "self-signed"),
  certificate("a certificate for another name", "wrong-name"),
  bad("a request that is closed without an answer", { do: "reset" }),
  bad("a request that is never answered", { do: "hang" }),
  bad("an answer that comes too late", { do: "slow", milliseconds: 2000 }),
  bad("half an answer", { do: "half" }),
  raw("an answer that is no HTTP", "220 mail.example ESMTP\r\n"),
  raw("an answer without a status", "HTTP/1.1 OK\r\n\r\n"),
  raw("two lengths that differ", `HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n${wanted}`),
  raw("a header that is never ended", "HTTP/1.1 200 OK\r\nx-long: "),
];

/**
 * Answers of a target none of which may make a probe good. `wanted`: the text that its body should hold; `secret` is repeated where a
 * careless server would.
 */
export const cannedProbes = ({ secret, wanted }: { readonly secret: string; readonly wanted: string }): readonly Canned[] => [
  ...byStatus(secret, wanted),
  ...byBody(secret, wanted),
  ...byConnection(wanted),
];
