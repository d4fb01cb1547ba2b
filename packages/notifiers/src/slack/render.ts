import type { Message } from "../message.ts";
import type { SlackPayload } from "./block-kit.ts";
import { type Card, toPayload, toTextOnly } from "./card.ts";
import { burnFiredCard } from "./messages/burn-fired.ts";
import { burnResolvedCard } from "./messages/burn-resolved.ts";
import { conditionFiredCard } from "./messages/condition-fired.ts";
import { conditionResolvedCard } from "./messages/condition-resolved.ts";
import { evaluatorBehindCard, evaluatorCaughtUpCard } from "./messages/evaluator.ts";
import { noDataFiredCard, noDataResolvedCard } from "./messages/no-data.ts";
import { sourceBackCard, sourceDownCard } from "./messages/source.ts";
import { summaryCard } from "./messages/summary.ts";
import { testCard } from "./messages/test-message.ts";
import { makeMoments } from "./moment.ts";
import type { SlackSettings } from "./settings.ts";

function toCard(message: Message, { mention, timeZone }: SlackSettings): Card {
  const moments = makeMoments(timeZone);
  switch (message.kind) {
    case "burn-fired":
      return burnFiredCard(message, moments, mention);
    case "burn-resolved":
      return burnResolvedCard(message, moments);
    case "condition-fired":
      return conditionFiredCard(message, moments, mention);
    case "condition-resolved":
      return conditionResolvedCard(message, moments);
    case "no-data-fired":
      return noDataFiredCard(message, moments);
    case "no-data-resolved":
      return noDataResolvedCard(message, moments);
    case "source-down":
      return sourceDownCard(message, moments);
    case "source-back":
      return sourceBackCard(message, moments);
    case "evaluator-behind":
      return evaluatorBehindCard(message, moments);
    case "evaluator-caught-up":
      return evaluatorCaughtUpCard(message, moments);
    case "summary":
      return summaryCard(message, mention);
    case "test":
      return testCard(message);
  }
}

/** The message as Slack takes it. Pure: the same message and settings give the same bytes. */
export const renderSlack = (message: Message, settings: SlackSettings): SlackPayload => toPayload(toCard(message, settings));

/** The same without blocks, for when Slack refuses them. */
export const renderSlackText = (message: Message, settings: SlackSettings): SlackPayload => toTextOnly(toCard(message, settings));
