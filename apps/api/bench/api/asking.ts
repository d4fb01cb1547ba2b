import { ObjectiveListQuery } from "@solvent/api-contract";
import { makeRecurrences } from "../../src/infra/recurrence/recurrences.ts";
import { makeAppliedAdjustments } from "../../src/infra/store/adjustments/applied-adjustments.ts";
import { makeObjectiveDirectory } from "../../src/infra/store/status/objective-directory.ts";
import { makeGetBurnDown } from "../../src/usecases/status/get-burn-down.ts";
import { makeGetStatus } from "../../src/usecases/status/get-status.ts";
import { makeGetTraffic } from "../../src/usecases/status/get-traffic.ts";
import { makeListObjectives } from "../../src/usecases/status/list-objectives.ts";
import { makeStatusBoard } from "../../src/usecases/status/status-board.ts";
import type { BenchDatabase } from "../store/bench-database.ts";
import { END } from "../store/workload.ts";

const LARGEST_PAGE = 200;
const MINUTE_MS = 60_000;

/** The use cases of the status on the benchmark's database, at a clock that can be moved. */
export function askStatus({ pool, store: minutes }: BenchDatabase) {
  const directory = makeObjectiveDirectory(pool);
  const adjustments = makeAppliedAdjustments(pool, makeRecurrences());
  let nowMinute = END;
  const now = () => nowMinute * MINUTE_MS;
  const board = makeStatusBoard({ directory, minutes, adjustments, now });
  const list = makeListObjectives({ board, minutes, now });
  return {
    /** Of another minute nothing is remembered: everything is judged and drawn anew. */
    nextMinute: () => {
      nowMinute = nowMinute === END ? END + 1 : END;
    },
    status: makeGetStatus({ board, now, compositeOf: async () => null }),
    burnDown: makeGetBurnDown({ directory, minutes, adjustments }),
    traffic: makeGetTraffic({ directory, minutes, adjustments }),
    /** Every page of the list, with figures and drawings. Returns how many objectives there are. */
    listAll: async (): Promise<number> => {
      let [listed, cursor]: [number, string | null] = [0, null];
      do {
        const page = await list(ObjectiveListQuery.parse({ limit: LARGEST_PAGE, ...(cursor === null ? {} : { cursor }) }));
        listed += page.items.length;
        cursor = page.nextCursor;
      } while (cursor !== null);
      return listed;
    },
  };
}
export type AskedStatus = ReturnType<typeof askStatus>;
