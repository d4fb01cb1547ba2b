import { type ObjectiveList, type ObjectiveListQuery, ObjectiveState, STATES } from "@solvent/api-contract";
import { isoOfMinute } from "@solvent/domain";
import { invalidRequest } from "../../errors/app-error.ts";
import type { CountedMinutes } from "../counts/count-reader.ts";
import { pageOfBoard } from "./board-cursor.ts";
import { countStates, filterBoard, makeBoardSorter } from "./find-in-board.ts";
import { hasNoMinutes, type Judgement } from "./judge-objective.ts";
import { makeSparklineReader, NO_SPARKLINES } from "./sparklines.ts";
import type { StatusBoard } from "./status-board.ts";
import { toSummary } from "./to-summary.ts";

export interface ListObjectivesDeps {
  readonly board: Pick<StatusBoard, "snapshot">;
  readonly minutes: CountedMinutes;
  readonly now: () => number;
}

function parseStates(text: string | undefined): ReadonlySet<string> | null {
  if (text === undefined || text === "") return null;
  const wanted = text.split(",").map((state) => state.trim());
  const unknown = wanted.filter((state) => !ObjectiveState.safeParse(state).success);
  if (unknown.length > 0) {
    throw invalidRequest([{ path: "state", message: `no such state: ${unknown.join(", ").slice(0, 80)}; there are ${STATES.join(", ")}` }]);
  }
  return new Set(wanted);
}

const countFiring = (judgements: readonly Judgement[]): ObjectiveList["firing"] => ({
  page: judgements.filter(({ severities }) => severities.has("page")).length,
  ticket: judgements.filter(({ severities }) => severities.has("ticket")).length,
});

function newestWatermark(judgements: readonly Judgement[]): string | null {
  const watermarks = judgements.flatMap(({ entry }) => (hasNoMinutes(entry) ? [] : [entry.watermark]));
  return watermarks.length === 0 ? null : isoOfMinute(watermarks.reduce((newest, watermark) => Math.max(newest, watermark)));
}

/** The board: counters over everything that matches the other filters, then one sorted page of the wanted states. */
export const makeListObjectives = (deps: ListObjectivesDeps): ((query: ObjectiveListQuery) => Promise<ObjectiveList>) => {
  const sparklinesOf = makeSparklineReader(deps.minutes);
  const inOrder = makeBoardSorter();
  return async (query) => {
    const states = parseStates(query.state);
    const { judgements } = await deps.board.snapshot();
    const inScope = filterBoard(inOrder(judgements, query), query);
    const wanted = states === null ? inScope : inScope.filter((judgement) => states.has(judgement.state));
    const { rows, nextCursor } = pageOfBoard(wanted, query);
    const drawn = await sparklinesOf(rows);
    const nowMs = deps.now();
    return {
      items: rows.map((row, index) => ({ ...toSummary(row, nowMs), ...(drawn[index] ?? NO_SPARKLINES) })),
      nextCursor,
      matching: wanted.length,
      counts: countStates(inScope, STATES),
      firing: countFiring(inScope),
      dataTo: newestWatermark(judgements),
      now: new Date(nowMs).toISOString(),
    };
  };
};
