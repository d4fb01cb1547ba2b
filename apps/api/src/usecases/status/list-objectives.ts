import { type ObjectiveList, type ObjectiveListQuery, ObjectiveState, STATES } from "@solvent/api-contract";
import { isoOfMinute } from "@solvent/domain";
import { invalidRequest } from "../../errors/app-error.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import { pageOfBoard } from "./board-cursor.ts";
import { countStates, filterBoard, firingSeverity, sortBoard } from "./find-in-board.ts";
import type { Judgement } from "./judge-objective.ts";
import { readSparklines } from "./sparklines.ts";
import type { StatusBoard } from "./status-board.ts";
import { toSummary } from "./to-summary.ts";

export interface ListObjectivesDeps {
  readonly board: Pick<StatusBoard, "snapshot">;
  readonly minutes: Pick<MinuteReader, "totalsAt">;
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

const countFiring = (judgements: readonly Judgement[]): ObjectiveList["firing"] => {
  const severities = judgements.map(firingSeverity);
  return { page: severities.filter((one) => one === "page").length, ticket: severities.filter((one) => one === "ticket").length };
};

const newestWatermark = (judgements: readonly Judgement[]): string | null =>
  judgements.length === 0 ? null : isoOfMinute(judgements.reduce((newest, { entry }) => Math.max(newest, entry.watermark), 0));

/** The board: counters over everything that matches the other filters, then one sorted page of the wanted states. */
export const makeListObjectives =
  (deps: ListObjectivesDeps) =>
  async (query: ObjectiveListQuery): Promise<ObjectiveList> => {
    const states = parseStates(query.state);
    const { judgements } = await deps.board.snapshot();
    const inScope = filterBoard(judgements, query);
    const wanted = states === null ? inScope : inScope.filter((judgement) => states.has(judgement.state));
    const { rows, nextCursor } = pageOfBoard(sortBoard(wanted, query), query);
    const drawn = await readSparklines(deps.minutes, rows);
    const nowMs = deps.now();
    return {
      items: rows.map((row, index) => toSummary(row, drawn[index] ?? { burnLastDay: [], budgetOverWindow: [] }, nowMs)),
      nextCursor,
      matching: wanted.length,
      counts: countStates(inScope, STATES),
      firing: countFiring(inScope),
      dataTo: newestWatermark(judgements),
      now: new Date(nowMs).toISOString(),
    };
  };
