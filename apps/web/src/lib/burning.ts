import type { ObjectiveSummary } from "@solvent/api-contract";
import { compareFractions, ONE } from "@solvent/domain";
import { toFraction } from "./figures.ts";

type Burn = Pick<ObjectiveSummary, "burnWord" | "burnHour">;

/** Below 1× the last hour took less than its share of the budget: that is no rate to speak of. */
export const isFast = ({ burnHour }: Burn): boolean => burnHour !== null && compareFractions(toFraction(burnHour), ONE) >= 0;

/** Sentences name the rate only then: a rule's short window is over its limit too, so that the last hour is not one of what is over. */
export const isBurning = (o: Burn): boolean => (o.burnWord === "breached" || o.burnWord === "increasing") && isFast(o);
