import type { ObjectiveState, ObjectiveStatus } from "@solvent/api-contract";
import { amountText, coverageText, isWholeCoverage, ratioText, sliText } from "../../lib/figures.ts";
import { titleOf } from "../../lib/objective-text.ts";

type Composite = NonNullable<ObjectiveStatus["composite"]>;

interface PartRow {
  readonly name: string;
  readonly title: string;
  readonly state: ObjectiveState;
  readonly sli: string;
  readonly weight: string;
  /** Share of its slices that were bad, and the slices themselves. */
  readonly badShare: string;
  readonly bad: string;
  readonly coverage: string;
  readonly whole: boolean;
}

/** In the composite's window and slices. */
export const toPartRows = ({ parts }: Composite, targetPercent: string): PartRow[] =>
  parts.map((part) => ({
    name: part.objective,
    title: titleOf({ name: part.objective, displayName: part.displayName }),
    state: part.state,
    sli: sliText(part.sli, targetPercent),
    weight: part.weight,
    badShare: ratioText(part.bad, part.mass),
    bad: `${amountText(part.bad)} of ${amountText(part.mass)} slices`,
    coverage: coverageText(part.coverage),
    whole: isWholeCoverage(part.coverage),
  }));

const MEANINGS: Readonly<Record<Composite["how"], string>> = {
  weighted: "The mean of its parts by weight. Such a mean can stay green while one part is dead, so every part is shown",
  min: "In each slice the worst part counts",
  product: "In each slice the parts are multiplied, as if a user needed all of them independently",
  allSlices: "A slice is bad as soon as it is bad in one part",
};
export const howText = ({ how }: Composite): string => MEANINGS[how];

export const hasWeights = ({ how }: Composite): boolean => how === "weighted";
