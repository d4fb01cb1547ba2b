import type { FindSender } from "./push/find-sender.ts";
import type { makeIssueToken } from "./push/issue-token.ts";
import type { makeReceiveMinutes } from "./push/receive-minutes.ts";
import type { makeReceiveSeries } from "./push/receive-series.ts";
import type { ReadMetrics } from "./push/series-store.ts";

/** What senders do, and those who let them. */
export interface PushUseCases {
  readonly findSender: FindSender;
  readonly issueToken: ReturnType<typeof makeIssueToken>;
  readonly receiveMinutes: ReturnType<typeof makeReceiveMinutes>;
  readonly readMetrics: ReadMetrics;
  readonly receiveSeries: ReturnType<typeof makeReceiveSeries>;
}
