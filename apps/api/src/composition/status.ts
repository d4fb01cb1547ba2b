import { systemClock as now } from "../clock.ts";
import type { Evaluator } from "../jobs/evaluator.ts";
import { makeGetAbout } from "../usecases/about/get-about.ts";
import { LOCAL_ACTOR } from "../usecases/actor.ts";
import { makeCheckDefinitions } from "../usecases/check/check-definitions.ts";
import { makePrepareCheck } from "../usecases/check/prepare-check.ts";
import { makeCompositeOf } from "../usecases/composite/composite-status.ts";
import { makeBacktest } from "../usecases/insight/backtest.ts";
import { makeExplain } from "../usecases/insight/explain.ts";
import { makeWhatIf } from "../usecases/insight/what-if.ts";
import { makeListObjectivePeriods } from "../usecases/period/list-objective-periods.ts";
import { makeGetBurnDown } from "../usecases/status/get-burn-down.ts";
import { makeGetStatus } from "../usecases/status/get-status.ts";
import { makeGetTraffic } from "../usecases/status/get-traffic.ts";
import { makeListObjectives } from "../usecases/status/list-objectives.ts";
import type { StatusBoard } from "../usecases/status/status-board.ts";
import type { StatusUseCases } from "../usecases/status-use-cases.ts";
import type { DefinitionUseCases } from "../usecases/use-cases.ts";
import { VERSION } from "../version.ts";
import { composeInsight } from "./insight.ts";
import { kinds } from "./kinds.ts";
import type { Parts } from "./parts.ts";

interface StatusParts extends Parts {
  readonly board: StatusBoard;
  readonly definitions: DefinitionUseCases;
  readonly evaluator: Evaluator;
}

export function composeStatus({ config, store, reader, outgoing, board, definitions, evaluator }: StatusParts): StatusUseCases {
  const { directory, minutes } = store;
  const prepare = makePrepareCheck({
    rehearse: (text) => definitions.applyText({ text, dryRun: true }, LOCAL_ACTOR),
    reader,
    sources: store.definitions.sources,
    kinds,
    connectStored: (stored) => outgoing.connected(stored.id),
    connectUnsaved: (kind, connection) => outgoing.connect(kind, connection, { secrets: new Map(), sourceId: null }),
  });
  return {
    about: makeGetAbout({
      version: VERSION,
      database: config.databaseUrl === null ? "embedded" : "external",
      evaluator: () => {
        const { role, lastTick } = evaluator.state();
        return { active: role === "leader", lastTickAtMs: lastTick?.startedForMs ?? null };
      },
      board,
      countSources: store.definitions.countSources,
      now,
    }),
    listObjectives: makeListObjectives({ board, minutes, now }),
    getStatus: makeGetStatus({ board, compositeOf: makeCompositeOf({ board, composites: store.composites, minutes }), now }),
    getBurnDown: makeGetBurnDown({ directory, minutes, adjustments: store.adjustments.applied }),
    getTraffic: makeGetTraffic({ directory, minutes, adjustments: store.adjustments.applied }),
    listObjectivePeriods: makeListObjectivePeriods({ directory, minutes, adjustments: store.adjustments.applied, periods: store.periods }),
    ...composeInsight(store),
    explain: makeExplain({ board, minutes, streams: store.streams, composites: store.composites }),
    backtest: makeBacktest({ directory, minutes, adjustments: store.adjustments.applied, policies: store.definitions.policies }),
    whatIf: makeWhatIf({ directory, minutes, adjustments: store.adjustments.applied }),
    checkDefinitions: makeCheckDefinitions({
      prepare,
      stored: { directory, minutes, composites: store.composites },
      history: config,
      now,
      deadline: AbortSignal.timeout,
    }),
  };
}
