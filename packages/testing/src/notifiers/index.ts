export { cannedSlackAnswers, cannedWebhookAnswers } from "./canned-answers.ts";
export { HOSTILE_TEXTS, withHostileText } from "./hostile-texts.ts";
export {
  aBurnFired,
  aBurnResolved,
  aConditionFired,
  aConditionResolved,
  aNoDataFired,
  aNoDataResolved,
  anEvaluatorBehind,
  anEvaluatorCaughtUp,
  anObjective,
  aSourceBack,
  aSourceDown,
  aSummary,
  aTestMessage,
  messagesOfEveryKind,
} from "./message-builders.ts";
export { type CannedDelivery, describeNotifierContract, type NotifierContract, type NotifierWorld } from "./notifier-contract.ts";
export type { PlannedReceiverFault, ReceivedPost, Receiver, ReceiverFault } from "./receiver.ts";
export { findBlockKitProblems, findUnsafeTexts } from "./slack-message-check.ts";
export { makeSlackReceiver, type SlackMessage, type SlackReceiver } from "./slack-receiver.ts";
export { makeTestPostHttp, type TestPostHttpOptions } from "./test-post-http.ts";
export { makeWebhookReceiver, type WebhookMessage, type WebhookReceiver, type WebhookReceiverOptions } from "./webhook-receiver.ts";
