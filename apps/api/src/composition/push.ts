import { systemClock as now } from "../clock.ts";
import { makeReadMetrics } from "../infra/otlp/read-metrics.ts";
import { keptFrom } from "../jobs/upkeep/retention.ts";
import { parseJsonBody } from "../plugins/json-body.ts";
import { makeRateLimits } from "../plugins/rate-limit.ts";
import { makeFindSender } from "../usecases/push/find-sender.ts";
import { makeIssueToken } from "../usecases/push/issue-token.ts";
import { makeReceiveMinutes } from "../usecases/push/receive-minutes.ts";
import { makeReceiveSeries } from "../usecases/push/receive-series.ts";
import type { PushUseCases } from "../usecases/push-use-cases.ts";
import { kinds } from "./kinds.ts";
import type { Parts } from "./parts.ts";

/** Requests that one source takes: one for every stream of a busy fleet each minute, and repeats. */
const SENT_PER_MINUTE = 600;

/** What others send. */
export function composePush({ config, store, nudge }: Pick<Parts, "config" | "store" | "nudge">): PushUseCases {
  const findSender = makeFindSender({ tokens: store.push.tokens, limit: makeRateLimits(SENT_PER_MINUTE, now), now });
  return {
    findSender,
    issueToken: makeIssueToken({ inTransaction: store.definitions.inTransaction, kinds, now }),
    receiveMinutes: makeReceiveMinutes({
      findSender,
      inTransaction: store.push.inTransaction,
      kinds,
      keptFrom: () => keptFrom(now(), config.retentionDays),
      now,
      nudge,
    }),
    readMetrics: makeReadMetrics({ parseJson: parseJsonBody, now }),
    receiveSeries: makeReceiveSeries({ inTransaction: store.push.inSeriesTransaction, kinds, nudge }),
  };
}
