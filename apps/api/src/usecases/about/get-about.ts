import type { About } from "@solvent/api-contract";
import type { StatusBoard } from "../status/status-board.ts";

/** What the evaluator of this process says about itself. */
export interface EvaluatorGlance {
  readonly active: boolean;
  readonly lastTickAtMs: number | null;
}

export interface GetAboutDeps {
  readonly version: string;
  readonly database: About["database"];
  readonly evaluator: () => EvaluatorGlance;
  readonly board: Pick<StatusBoard, "snapshot">;
  readonly countSources: () => Promise<number>;
  readonly now: () => number;
}

const MINUTE_MS = 60_000;

/** Seconds from the oldest watermark of all objectives to now: what the whole board is late by. Null without objectives. */
function lagSeconds(watermarks: readonly number[], nowMs: number): number | null {
  if (watermarks.length === 0) return null;
  const oldest = watermarks.reduce((least, watermark) => Math.min(least, watermark), Number.POSITIVE_INFINITY);
  return Math.max(0, Math.round((nowMs - oldest * MINUTE_MS) / 1000));
}

export const makeGetAbout = (deps: GetAboutDeps) => async (): Promise<About> => {
  const [{ judgements }, sources] = await Promise.all([deps.board.snapshot(), deps.countSources()]);
  const { active, lastTickAtMs } = deps.evaluator();
  const watermarks = judgements.map(({ entry }) => entry.watermark);
  return {
    version: deps.version,
    database: deps.database,
    evaluator: {
      active,
      lastTickAt: lastTickAtMs === null ? null : new Date(lastTickAtMs).toISOString(),
      lagSeconds: lagSeconds(watermarks, deps.now()),
    },
    objectives: judgements.length,
    sources,
  };
};
