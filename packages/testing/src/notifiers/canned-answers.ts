import type { CannedDelivery } from "./notifier-contract.ts";
import type { ReceiverFault } from "./receiver.ts";

type Expected = Exclude<CannedDelivery["outcome"], "delivered">;
type FailureClass = Expected["class"];

const answer = (
  status: number,
  body = "",
  headers: Readonly<Record<string, string>> = { "content-type": "text/plain" },
): ReceiverFault => ({
  do: "answer",
  status,
  body,
  headers,
});
const again = (failure: FailureClass, rest: Partial<Expected> = {}): Expected => ({
  class: failure,
  permanent: false,
  maybeAccepted: false,
  ...rest,
});
const forGood = (failure: FailureClass, rest: Partial<Expected> = {}): Expected => ({ ...again(failure, rest), permanent: true });
const UNSURE = { maybeAccepted: true } as const;

const canned = (name: string, fault: ReceiverFault, outcome: CannedDelivery["outcome"]): CannedDelivery => ({ name, fault, outcome });

const HTML = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in</body></html>";
const html = { "content-type": "text/html" };

/** Connections that fail, and answers of whatever stands in front of any receiver. */
const ANY_RECEIVER: readonly CannedDelivery[] = [
  canned("it hangs and has not accepted", { do: "hang", accept: false }, again("timeout", UNSURE)),
  canned("it accepts and hangs", { do: "hang", accept: true }, again("timeout", UNSURE)),
  canned("it closes without accepting", { do: "close", accept: false }, again("unreachable", UNSURE)),
  canned("it accepts and closes", { do: "close", accept: true }, again("unreachable", UNSURE)),
  canned("it accepts and resets in the middle of its answer", { do: "reset-mid-body" }, again("unreachable", UNSURE)),
  canned("it is slow", { do: "slow", milliseconds: 20 }, "delivered"),
  canned(
    "429 with seconds to wait",
    answer(429, "rate_limited", { "retry-after": "30" }),
    again("rate-limited", { retryAfterSeconds: 30, status: 429 }),
  ),
  canned("429 with nothing to wait", answer(429, "rate_limited", { "retry-after": "0" }), again("rate-limited", { retryAfterSeconds: 0 })),
  canned("429 that does not say how long", answer(429, "rate_limited"), again("rate-limited", { retryAfterSeconds: null })),
  canned(
    "429 that says nonsense",
    answer(429, "rate_limited", { "retry-after": "abc" }),
    again("rate-limited", { retryAfterSeconds: null }),
  ),
  canned(
    "429 with a date that is past",
    answer(429, "", { "retry-after": "Mon, 23 Nov 2015 19:00:00 GMT" }),
    again("rate-limited", { retryAfterSeconds: 0 }),
  ),
  canned("500", answer(500, "rollup_error"), again("server-error", { status: 500 })),
  canned("501", answer(501), again("server-error")),
  canned("502 of a gateway", answer(502, HTML, html), again("server-error", UNSURE)),
  canned("503 with a time to come back", answer(503, "", { "retry-after": "120" }), again("server-error", { retryAfterSeconds: 120 })),
  canned("504 of a gateway", answer(504, HTML, html), again("server-error", UNSURE)),
  ...[301, 302, 307, 308].map((status) =>
    canned(`${status} to another place`, answer(status, "", { location: "http://127.0.0.1:1/elsewhere" }), again("bad-answer", { status })),
  ),
  canned("304 without reason", answer(304), again("bad-answer")),
  canned("401", answer(401, HTML, html), forGood("unauthorized", { status: 401 })),
  canned("402", answer(402), forGood("refused")),
  canned("405", answer(405, HTML, html), forGood("refused")),
  canned("413", answer(413, "too large"), forGood("refused")),
  canned("418", answer(418), forGood("refused")),
];

/** The words of Slack (sources.md 8.1). `secret` is repeated where a careless proxy would repeat it. */
export function cannedSlackAnswers(secret: string): readonly CannedDelivery[] {
  const refused = ["invalid_payload", "invalid_blocks", "invalid_blocks_format", "no_text", "too_many_attachments", "user_not_found"];
  const denied = ["action_prohibited", "invalid_token", "posting_to_general_channel_denied", "team_disabled"];
  const gone = ["no_service", "no_service_id", "no_team", "channel_not_found"];
  const webApi = ["channel_not_found", "is_archived", "invalid_auth", "token_revoked", "ratelimited", "msg_too_long"];
  return [
    ...ANY_RECEIVER,
    ...refused.map((word) => canned(`400 ${word}, for text alone as well`, answer(400, word), forGood("refused", { status: 400 }))),
    ...denied.map((word) => canned(`403 ${word}`, answer(403, word), forGood("unauthorized", { status: 403 }))),
    ...gone.map((word) => canned(`404 ${word}`, answer(404, word), forGood("revoked", { status: 404 }))),
    canned("410 channel_is_archived", answer(410, "channel_is_archived"), forGood("revoked", { status: 410 })),
    canned("400 of something else", answer(400, "Bad Request"), forGood("refused")),
    canned("404 of a proxy that repeats the address", answer(404, `${HTML} ${secret}`, html), forGood("revoked")),
    canned(
      "403 that repeats the address in JSON",
      answer(403, JSON.stringify({ url: secret }).replaceAll("/", "\\/")),
      forGood("unauthorized"),
    ),
    canned("500 that repeats the address encoded", answer(500, encodeURIComponent(secret)), again("server-error")),
    canned("200 with a page", answer(200, HTML, html), again("bad-answer", UNSURE)),
    canned("200 without a word", answer(200), again("bad-answer", UNSURE)),
    canned("200 with OK in capitals", answer(200, "OK"), again("bad-answer", UNSURE)),
    canned("200 with the address", answer(200, secret), again("bad-answer", UNSURE)),
    canned("201 ok", answer(201, "ok"), again("bad-answer", UNSURE)),
    canned("204", answer(204), again("bad-answer", UNSURE)),
    canned("200 ok with a line break", answer(200, "ok\n"), "delivered"),
    ...webApi.map((error) =>
      canned(`200 with ok:false, ${error}`, answer(200, JSON.stringify({ ok: false, error })), again("bad-answer", UNSURE)),
    ),
  ];
}

/** Receivers of signed webhooks (sources.md 8.9): the status says everything. */
export function cannedWebhookAnswers(secret: string): readonly CannedDelivery[] {
  return [
    ...ANY_RECEIVER,
    ...[200, 201, 202, 204, 299].map((status) => canned(`${status}`, answer(status), "delivered")),
    canned("200 with a page that repeats the secret", answer(200, `${HTML} ${secret}`, html), "delivered"),
    canned("400 that repeats the secret", answer(400, secret), forGood("refused", { status: 400 })),
    canned("403", answer(403), forGood("unauthorized")),
    canned("404", answer(404, HTML, html), forGood("refused")),
    canned("410: it wants no more", answer(410), forGood("revoked", { status: 410 })),
    canned("500 that repeats the secret", answer(500, secret), again("server-error")),
  ];
}
