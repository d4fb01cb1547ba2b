import { lostDelivery, unusableTarget } from "../delivery/failure.ts";
import type { Message } from "../message.ts";
import type { DeliveryOutcome, Notifier, NotifierDeps, NotifierKindDefinition, PostOutcome } from "../notifier.ts";
import { makeRedactor, type Redact, secretsOfAddress } from "../text/redact.ts";
import { findAddressProblem } from "./address.ts";
import type { SlackPayload } from "./block-kit.ts";
import { renderSlack, renderSlackText } from "./render.ts";
import { type SlackSettings, slackSettings } from "./settings.ts";
import { errorWord, isRefusedForm, slackVerdict } from "./verdict.ts";

const TIMEOUT_MS = 10_000;
/** One message a second for each webhook; short bursts are tolerated, but not promised. */
const MIN_INTERVAL_MS = 1000;

interface Connection {
  readonly settings: SlackSettings;
  readonly address: string;
  readonly redact: Redact;
  readonly deps: NotifierDeps;
}

const post = ({ address, deps }: Connection, payload: SlackPayload, signal: AbortSignal): Promise<PostOutcome> =>
  deps.http.post({
    url: address,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(payload),
    timeoutMs: TIMEOUT_MS,
    signal,
  });

const toOutcome = ({ redact, deps }: Connection, answer: PostOutcome): DeliveryOutcome =>
  answer.ok ? slackVerdict(answer, deps.now()) : lostDelivery(answer, redact);

/** Slack refused the form of the message, not the receiver: plain text still tells what happened. A person who is gone is not called. */
async function sendTextOnly(
  connection: Connection,
  message: Message,
  { word, signal }: { word: string; signal: AbortSignal },
): Promise<DeliveryOutcome> {
  const { settings } = connection;
  const mention = word === "user_not_found" ? "" : settings.mention;
  const payload = renderSlackText(message, { ...settings, mention });
  const outcome = toOutcome(connection, await post(connection, payload, signal));
  return outcome.ok ? { ...outcome, answer: `${outcome.answer}, as text only: Slack refused the first form (${word})` } : outcome;
}

function connectSlack(settings: SlackSettings, secrets: Readonly<Record<string, string>>, deps: NotifierDeps): Notifier {
  const address = secrets.url ?? "";
  const problem = findAddressProblem(address);
  const connection: Connection = { settings, address, redact: makeRedactor(secretsOfAddress(address)), deps };
  return {
    async send(message, signal) {
      if (problem !== null) return unusableTarget(`the address of the webhook ${address === "" ? "is not set" : problem}`);
      const answer = await post(connection, renderSlack(message, settings), signal);
      if (answer.ok && isRefusedForm(answer)) return sendTextOnly(connection, message, { word: errorWord(answer) ?? "", signal });
      return toOutcome(connection, answer);
    },
  };
}

/** Slack through an incoming webhook: messages can be posted, not changed afterwards (docs/notifications/slack.md). */
export const slackNotifier: NotifierKindDefinition<SlackSettings> = {
  kind: "slack",
  title: "Slack",
  settings: slackSettings,
  secrets: {
    url: {
      title: "Webhook address",
      description: "Of an incoming webhook: https://hooks.slack.com/services/T…/B…/…",
      required: true,
    },
  },
  checkSecret: (_field, value) => findAddressProblem(value),
  origin: () => null,
  minIntervalMs: MIN_INTERVAL_MS,
  connect: connectSlack,
};
