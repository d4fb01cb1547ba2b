import type { CannedAnswer } from "../source-contract.ts";
import { type PageFault, TEXT_TYPE } from "./page-faults.ts";

const status = (code: number, body: string, headers?: Readonly<Record<string, string>>): PageFault => ({
  do: "status",
  status: code,
  body,
  ...(headers === undefined ? {} : { headers }),
});
const page = (...lines: string[]): PageFault => ({ do: "body", body: [...lines, "# EOF", ""].join("\n") });
const text = (body: string): PageFault => ({ do: "body", body, contentType: TEXT_TYPE });
const LINE = 'http_requests_total{job="shop",instance="i0",code="200"}';
const AT = 1_795_478_000;

type Canned = CannedAnswer<PageFault>;
const refused = (name: string, fault: PageFault, failure: Canned["failure"] = "bad-answer"): Canned => ({ name, fault, failure });

const byStatus = (secret: string): Canned[] => [
  refused("400", status(400, "bad start"), "bad-query"),
  refused("401 with a page that repeats the token", status(401, `<html><body>bad token ${secret}</body></html>`), "unauthorized"),
  refused("403 in base64", status(403, `<p>Authorization: ${Buffer.from(secret).toString("base64")}</p>`), "unauthorized"),
  refused("404 as plain text", status(404, "404 page not found\n"), "not-found"),
  refused("408", status(408, ""), "timeout"),
  refused("413 from a proxy", status(413, "<h1>too large</h1>"), "too-large"),
  refused("429 with a wait", status(429, "too many requests", { "retry-after": "30" }), "rate-limited"),
  refused("429 with a wait that is no number", status(429, "", { "retry-after": "abc" }), "rate-limited"),
  refused("500", status(500, "boom"), "server-error"),
  refused("502 from a proxy", status(502, "<h1>Bad gateway</h1>"), "server-error"),
  refused("503 while starting", status(503, "Service Unavailable"), "server-error"),
  refused("504 from a proxy", status(504, "upstream timed out"), "timeout"),
  refused("204 without a page", status(204, ""), "bad-query"),
  refused("a redirect to a login", status(302, "", { location: "https://login.example/?next=/" })),
  refused("more than 10 MiB", { do: "oversize", bytes: 11 * 2 ** 20 }, "too-large"),
  refused("more than 16 MiB", { do: "oversize", bytes: 17 * 2 ** 20 }, "too-large"),
  refused("a connection that is closed", { do: "reset" }, "unreachable"),
  refused("no answer at all", { do: "hang" }, "timeout"),
];

const byType = (): Canned[] => [
  refused("an HTML login page", { do: "html" }),
  refused("a page without a type", { do: "type", contentType: "" }),
  refused("a page as JSON", { do: "type", contentType: "application/json" }),
  refused("a page as protobuf", { do: "type", contentType: "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily" }),
  refused("HTML that calls itself text", text("<html><body>Please sign in</body></html>\n")),
  refused("text that is cut off", text('http_requests_total{code="200"} 1')),
  refused("text with the line ends of Windows", text("http_requests_total 1\r\n")),
];

const byText = (secret: string): Canned[] => [
  refused("a page that is cut off", { do: "truncate" }),
  refused("nothing", { do: "body", body: "" }),
  refused("a page without its end", { do: "body", body: `${LINE} 1 ${AT}\n` }),
  refused("something behind the end", { do: "body", body: `# EOF\n${LINE} 1 ${AT}\n` }),
  refused("an empty line", page("")),
  refused("a comment that is no metadata", page("# hello")),
  refused("a line that repeats the token", page(`${LINE} ${secret} ${AT}`)),
  refused("a line that ends in the middle of the token", page(`x{a="${"y".repeat(40)}"} ${secret.repeat(3)}`)),
  refused("a label without an end", page(`http_requests_total{code="200 1 ${AT}`)),
  refused("a label without quotes", page(`http_requests_total{code=200} 1 ${AT}`)),
  refused("a label twice", page(`http_requests_total{code="200",code="500"} 1 ${AT}`)),
  refused("a sample without a value", page(LINE)),
  refused("a value in words", page(`${LINE} many ${AT}`)),
  refused("a value in hexadecimal", page(`${LINE} 0x10 ${AT}`)),
  refused("a value with a comma", page(`${LINE} 1,5 ${AT}`)),
  refused("a value beyond all doubles", page(`${LINE} 1e999 ${AT}`)),
  refused("a time in words", page(`${LINE} 1 yesterday`)),
  refused("something behind the time", page(`${LINE} 1 ${AT} 7`)),
  refused("two blanks", page(`${LINE}  1 ${AT}`)),
  refused("an unknown type", page("# TYPE http_requests tally", `${LINE} 1 ${AT}`)),
  refused("a type twice", page("# TYPE http_requests counter", "# TYPE http_requests counter")),
  refused("a counter without _total", page("# TYPE http_requests counter", `http_requests 1 ${AT}`)),
  refused("a family in two pieces", page(`${LINE} 1 ${AT}`, `up 1 ${AT}`, `${LINE} 2 ${AT + 60}`)),
  refused("a bucket without le", page("# TYPE h histogram", `h_bucket 1 ${AT}`)),
  refused("an exemplar without an end", page(`${LINE} 1 ${AT} # {trace_id="x"`)),
  refused("an exemplar that is too long", page(`${LINE} 1 ${AT} # {trace_id="${"x".repeat(128)}"} 1`)),
  refused("too many labels", page(`x{${Array.from({ length: 65 }, (_, i) => `l${i}="v"`).join(",")}} 1 ${AT}`)),
];

/** Pages that must never become a minute, neither as a scrape nor as a history. `secret` is repeated where a careless server would. */
export const cannedMetricsPages = (secret: string): readonly Canned[] => [...byStatus(secret), ...byType(), ...byText(secret)];

/** Histories that are well formed and say nothing, and those that are no histories. */
export const cannedHistories = (): readonly Canned[] => [
  refused("a history as text", text(`${LINE} 1 ${AT}000\n`)),
  refused("a history without times", page(`${LINE} 1`)),
  refused("a history in milliseconds", page(`${LINE} 1 ${AT}000`)),
  { name: "a history of nothing", fault: page(), failure: null },
  { name: "a history of another age", fault: page(`${LINE} 1 1`, `${LINE} 2 99999999999`), failure: null },
  {
    name: "a history of values that cannot be counted",
    fault: page(...["NaN", "+Inf", "-Inf", "-1"].map((value, index) => `${LINE} ${value} ${AT + index * 60}`)),
    failure: null,
  },
];
