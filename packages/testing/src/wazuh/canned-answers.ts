import { HTML_PAGE, type HttpFault } from "../http/index.ts";
import type { CannedAnswer } from "../source-contract.ts";

const json = (body: unknown): HttpFault => ({ do: "body", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
const text = (body: string): HttpFault => ({ do: "body", body });
const status = (code: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpFault => ({
  do: "status",
  status: code,
  body,
  headers,
});
const refusal = (code: number, title: string, detail: string): HttpFault => status(code, JSON.stringify({ title, detail }));
const data = (value: unknown, error: unknown = 0, message = "ok"): HttpFault => json({ data: value, message, error });
const items = (total: unknown, more: Readonly<Record<string, unknown>> = {}): HttpFault =>
  data({ affected_items: [], total_affected_items: total, total_failed_items: 0, failed_items: [], ...more });

/** Answers of the manager, and of what stands in front of it, that must never become a minute. `secret` is repeated where a careless server would. */
export function cannedManagerAnswers(secret: string): readonly CannedAnswer<HttpFault>[] {
  const answer = (name: string, fault: HttpFault, failure: CannedAnswer<HttpFault>["failure"]): CannedAnswer<HttpFault> => ({
    name,
    fault,
    failure,
  });
  return [
    answer("400 of a bad parameter", refusal(400, "Bad Request", "Invalid field found {'group'}"), "bad-query"),
    answer("400 without a body", status(400, ""), "bad-query"),
    answer("401 that repeats the password", refusal(401, "Unauthorized", `bad password ${secret}`), "unauthorized"),
    answer("401 as plain text", status(401, "Unauthorized"), "unauthorized"),
    answer(
      "403 for a role without the permission",
      refusal(403, "Permission Denied", "Permission denied: Resource type: *:*"),
      "unauthorized",
    ),
    answer(
      "403 with a page that repeats the header in base64",
      status(403, `<p>${Buffer.from(`solvent:${secret}`).toString("base64")}</p>`),
      "unauthorized",
    ),
    answer("404 in its own words", refusal(404, "Not Found", "404: Not Found"), "not-found"),
    answer("404 as a page", status(404, HTML_PAGE, { "content-type": "text/html" }), "not-found"),
    answer("405", refusal(405, "Method Not Allowed", "405: Method Not Allowed"), "bad-query"),
    answer("406", refusal(406, "Invalid content-type", "6002"), "bad-query"),
    answer("408", status(408, "Request Timeout"), "timeout"),
    answer("413", refusal(413, "Maximum body size", "413"), "too-large"),
    answer("429 of the requests per minute", refusal(429, "Maximum number of requests per minute reached", "6001"), "rate-limited"),
    answer("429 with Retry-After", status(429, "slow down", { "retry-after": "7" }), "rate-limited"),
    answer("500 in its own words", refusal(500, "Wazuh Internal Error", "Wazuh Internal Error 1000"), "server-error"),
    answer("502 as a page", status(502, "<html><body>Bad Gateway</body></html>", { "content-type": "text/html" }), "server-error"),
    answer("503 while it starts", status(503, "starting"), "server-error"),
    answer("504", status(504, "gateway timeout"), "timeout"),
    answer("a redirect to a sign-in page", status(302, "", { location: "/login" }), "bad-answer"),
    answer("a sign-in page", { do: "html" }, "bad-answer"),
    answer("half an answer", { do: "truncate" }, "bad-answer"),
    answer("nothing", text(""), "bad-answer"),
    answer("null", text("null"), "bad-answer"),
    answer("a list", text("[]"), "bad-answer"),
    answer("a number", text("97"), "bad-answer"),
    answer("no data", json({ error: 0 }), "bad-answer"),
    answer("data that are null", data(null), "bad-answer"),
    answer("data that are a text", data(`token ${secret}`), "bad-answer"),
    answer("no word about errors", json({ data: { affected_items: [], total_affected_items: 3 } }), "bad-answer"),
    answer("an error that is a text", data({ total_affected_items: 3 }, "0"), "bad-answer"),
    answer("error 1, all failed", data({ affected_items: [], total_affected_items: 0 }, 1, `no permission for ${secret}`), "bad-query"),
    answer(
      "error 2, part of it failed",
      data({ affected_items: [], total_affected_items: 40 }, 2, "Some agents were not returned"),
      "partial",
    ),
    answer("an error number nobody knows", data({ total_affected_items: 3 }, 77, "hm"), "bad-query"),
    answer("failed items in an answer without an error", items(40, { total_failed_items: 2 }), "partial"),
    answer("a count that is a text", items("40"), "bad-answer"),
    answer("a count that is null", items(null), "bad-answer"),
    answer("a count that is negative", items(-1), "bad-answer"),
    answer("a count that is not whole", items(3.5), "bad-answer"),
    answer("a count beyond all whole numbers", items(1e300), "bad-answer"),
    answer("no count", data({ affected_items: [] }), "bad-answer"),
    answer("a token that is no text", data({ token: 5 }), "bad-answer"),
    answer("more than 16 MiB", { do: "oversize", bytes: 17 * 2 ** 20 }, "too-large"),
    answer("a connection that is closed", { do: "reset" }, "unreachable"),
    answer("no answer at all", { do: "hang" }, "timeout"),
  ];
}
