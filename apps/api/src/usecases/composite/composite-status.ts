import type { ObjectiveStatus } from "@solvent/api-contract";
import {
  type Fraction,
  fraction,
  isoOfMinute,
  massScale,
  methodOfComposite,
  type ObjectiveTerms,
  ONE,
  subtractFractions,
  toCoverage,
  type WindowCounts,
  windowCounts,
  ZERO_TOTALS,
} from "@solvent/domain";
import type { CountedMinutes, CountRequest } from "../counts/count-reader.ts";
import { readCounts } from "../counts/read-counts.ts";
import { toFigure, toFigureOrNull } from "../status/figures.ts";
import type { Judgement } from "../status/judge-objective.ts";
import type { StatusBoard } from "../status/status-board.ts";
import { toState } from "../status/to-summary.ts";
import type { CompositeReader, ReadPart } from "./composite-reader.ts";

export interface CompositeStatusDeps {
  readonly composites: CompositeReader;
  readonly minutes: CountedMinutes;
  readonly board: Pick<StatusBoard, "findJudgement">;
}

type CompositeStatus = NonNullable<ObjectiveStatus["composite"]>;
type CountedTerms = Pick<ObjectiveTerms, "method" | "slices" | "sloStart">;

interface CountedPart {
  readonly part: ReadPart;
  readonly terms: CountedTerms;
  readonly counts: WindowCounts;
}

/** A part is judged in the slices of the composite; one that is a composite has slices of its own. */
const termsOf = ({ how }: ReadPart, { method, slices, sloStart }: ObjectiveTerms): CountedTerms => ({
  method: how === null ? method : methodOfComposite(how),
  slices,
  sloStart,
});

/** All parts over the composite's window, with what is adjusted of the composite. */
async function countParts(minutes: CountedMinutes, judgement: Judgement, parts: readonly ReadPart[]): Promise<readonly CountedPart[]> {
  const { plan, windows, adjustments } = judgement;
  const interval = { start: windows.period.start, end: windows.period.end };
  const known = parts.flatMap((part) => (part.streams === null ? [] : [{ part, streams: part.streams }]));
  const answers = await readCounts(
    minutes,
    known.map(
      ({ part, streams }): CountRequest => ({
        streamId: streams.streamId,
        slicesStreamId: streams.slices.streamId,
        terms: termsOf(part, plan.terms),
        adjustments,
        intervals: [interval],
      }),
    ),
  );
  const countsOf = new Map(known.map(({ part }, index) => [part, answers[index]?.(interval)]));
  return parts.map((part) => ({
    part,
    terms: termsOf(part, plan.terms),
    counts: countsOf.get(part) ?? windowCounts(ZERO_TOTALS, interval.end - interval.start),
  }));
}

const slicesIn = (units: bigint, terms: CountedTerms): Fraction => fraction(units, BigInt(massScale(terms)));

const shareOf = ({ bad, mass }: WindowCounts): Fraction | null => (mass === 0n ? null : subtractFractions(ONE, fraction(bad, mass)));

/** Somewhere in the window a part is not known though the composite is, or nothing is. */
function isPartial({ counts: { mass }, plan: { terms } }: Judgement, parts: readonly CountedPart[]): boolean {
  const judged = slicesIn(mass, terms);
  return parts.some(({ counts, terms: own }) => {
    const seen = slicesIn(counts.mass, own);
    return counts.unjudged > 0 || seen.num * judged.den < judged.num * seen.den;
  });
}

function toShown({ part, terms, counts }: CountedPart, own: Judgement | null, judgement: Judgement): CompositeStatus["parts"][number] {
  return {
    objective: part.objective,
    displayName: part.displayName,
    weight: part.weight,
    state: own === null ? "no-data" : toState(own.state),
    sli: toFigureOrNull(shareOf(counts)),
    bad: toFigure(slicesIn(counts.bad, terms)),
    mass: toFigure(slicesIn(counts.mass, terms)),
    coverage: toCoverage(counts),
    watermark: isoOfMinute(part.streams?.slices.watermark ?? judgement.entry.firstMinute),
  };
}

/** What a composite is put together from, each part with its own figures; null for what is measured. */
export const makeCompositeOf =
  ({ composites, minutes, board }: CompositeStatusDeps) =>
  async (judgement: Judgement): Promise<CompositeStatus | null> => {
    if (judgement.entry.source !== null) return null;
    const composite = await composites.find(judgement.entry.streamId);
    if (composite === null) return null;
    const counted = await countParts(minutes, judgement, composite.parts);
    const parts: CompositeStatus["parts"] = [];
    // One after the other: fifty parts must not take every connection.
    for (const one of counted) parts.push(toShown(one, await board.findJudgement(one.part.objective), judgement));
    return { how: composite.how, partial: isPartial(judgement, counted), parts };
  };
