import { setTimeout as delay } from "node:timers/promises";
import { ApiError, type Call, type ObjectiveSummary } from "@solvent/api-contract";
import { DECOMMISSIONED } from "../model/catalogue.ts";

const STEP_MS = 1000;
const MOST_OBJECTIVES = 200;

const read = async (call: Call, signal: AbortSignal): Promise<readonly ObjectiveSummary[]> => {
  try {
    return (await call("listObjectives", { query: { limit: MOST_OBJECTIVES }, signal })).items;
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
};

const READING = new Set(["queued", "running"]);

/** All of its history is there, and the first minutes that were measured live. Of the decommissioned service there will never be any. */
const isComplete = ({ service, state, backfill }: ObjectiveSummary): boolean =>
  service === DECOMMISSIONED || ((backfill === null || !READING.has(backfill.state)) && state !== "no-data");

/** The rows of the board, as soon as all of them are complete. */
export async function boardWhenComplete(call: Call, signal: AbortSignal): Promise<readonly ObjectiveSummary[]> {
  for (;;) {
    const rows = await read(call, signal);
    if (rows.length > 0 && rows.every(isComplete)) return rows;
    await delay(STEP_MS, undefined, { signal });
  }
}
