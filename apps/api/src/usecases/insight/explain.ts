import type { ExplainQuery, Explanation } from "@solvent/api-contract";
import { isoOfMinute, type MinuteInterval, toCoverage } from "@solvent/domain";
import { AppError } from "../../errors/app-error.ts";
import type { AppliedAdjustment } from "../adjustment/applied-adjustments.ts";
import type { CompositeReader } from "../composite/composite-reader.ts";
import { countedInterval, resolutionOf } from "../counts/count-reader.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import { gapSpans } from "../status/chart-gaps.ts";
import { toFigureOrNull } from "../status/figures.ts";
import type { Judgement } from "../status/judge-objective.ts";
import type { DirectoryEntry } from "../status/objective-directory.ts";
import { burnWindow, HOUR_MINUTES, raisedToSlices } from "../status/objective-plan.ts";
import type { StatusBoard } from "../status/status-board.ts";
import { type ExplainedFigure, explainBudget, explainBurn, explainCoverage, explainSli } from "./explain-figure.ts";
import type { StreamFacts, StreamFactsReader } from "./stream-facts.ts";

export interface ExplainDeps {
  readonly board: Pick<StatusBoard, "findJudgement">;
  readonly minutes: Pick<MinuteReader, "gaps">;
  readonly streams: StreamFactsReader;
  readonly composites: CompositeReader;
}

const EXPLAINERS: Readonly<Record<ExplainQuery["figure"], (judgement: Judgement, minutes: number) => ExplainedFigure>> = {
  sli: explainSli,
  budget: explainBudget,
  burn: explainBurn,
  coverage: explainCoverage,
};

const toExclusions = (adjustments: readonly AppliedAdjustment[], { start, end }: MinuteInterval): Explanation["exclusions"] =>
  adjustments
    .filter(({ from, to }) => from < end && start < to)
    .map(({ id, version, mode, from, to, reason, author }) => ({
      adjustment: id,
      version,
      mode,
      from: isoOfMinute(from),
      to: isoOfMinute(to),
      reason,
      author,
    }));

/** Stretches of the interval of which nothing is known, and why; what lies before the stream was never read. */
async function readGaps(
  minutes: ExplainDeps["minutes"],
  entry: DirectoryEntry,
  { start, end }: MinuteInterval,
): Promise<Explanation["gaps"]> {
  const stored = await minutes.gaps(entry.streamId, start, end);
  const unread = entry.firstMinute > start ? [{ from: start, to: entry.firstMinute, reason: "not-read" }] : [];
  return gapSpans(stored, unread, { from: start, to: end });
}

/** Method and slice settings as they were written. */
const toTerms = ({ entry: { terms } }: Judgement): Pick<Explanation, "method" | "slices"> => ({
  method: terms.method,
  slices: terms.slices,
});

/** A composite has no source, but parts that have. */
const toSource = ({ source, sourceKind }: DirectoryEntry, { query, strategy, exactness }: StreamFacts): Explanation["source"] =>
  source === null || sourceKind === null ? null : { name: source, kind: sourceKind, query, strategy, exactness };

async function readParts({ composites }: ExplainDeps, { source, streamId }: DirectoryEntry): Promise<Explanation["parts"]> {
  const composite = source === null ? await composites.find(streamId) : null;
  return (composite?.parts ?? []).map(({ objective, weight }) => ({ objective, weight }));
}

/** Where a figure comes from: enough to work it out again by hand. Throws `objective.not-found`. */
export const makeExplain =
  (deps: ExplainDeps) =>
  async (name: string, { figure, minutes: asked = HOUR_MINUTES }: ExplainQuery): Promise<Explanation> => {
    const judgement = await deps.board.findJudgement(name, [asked]);
    const facts = judgement === null ? null : await deps.streams.findFacts(judgement.entry.streamId);
    if (judgement === null || facts === null) throw new AppError("objective.not-found", `There is no objective named ${name}.`);
    const { entry, plan, windows, adjustments, counts, countsOf } = judgement;
    const minutes = raisedToSlices(plan.terms, asked);
    const interval = figure === "burn" ? burnWindow(windows, minutes) : { start: windows.period.start, end: windows.period.end };
    const { value, formula, steps } = EXPLAINERS[figure](judgement, minutes);
    return {
      objective: entry.name,
      figure,
      value: toFigureOrNull(value),
      formula,
      steps,
      interval: {
        from: isoOfMinute(countedInterval(judgement.countsIn, interval).start),
        to: isoOfMinute(interval.end),
        zone: plan.terms.window.kind === "calendar" ? plan.terms.window.zone : "UTC",
        resolution: resolutionOf(judgement.countsIn, interval),
      },
      watermark: isoOfMinute(entry.watermark),
      coverage: toCoverage(figure === "burn" ? countsOf(minutes) : counts),
      revision: entry.revision,
      ...toTerms(judgement),
      parts: await readParts(deps, entry),
      source: toSource(entry, facts),
      stream: {
        id: entry.streamId,
        firstMinute: isoOfMinute(entry.firstMinute),
        clampedMinutes: facts.clampedMinutes,
        generatedUntil: entry.generatedUntil === null ? null : isoOfMinute(entry.generatedUntil),
      },
      exclusions: toExclusions(adjustments, interval),
      gaps: await readGaps(deps.minutes, entry, interval),
    };
  };
