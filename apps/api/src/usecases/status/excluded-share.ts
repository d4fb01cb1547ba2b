import { type Coverage, type Fraction, fraction, ZERO } from "@solvent/domain";

/** More excluded than this twentieth of the window is worth a warning: a promise that leaves out its bad days is none (slo-math 8). */
const TOO_MUCH = 20;

/** Share of the minutes of the period so far that is excluded. */
export const excludedShare = ({ excluded, minutes }: Pick<Coverage, "excluded" | "minutes">): Fraction =>
  minutes === 0 ? ZERO : fraction(BigInt(excluded), BigInt(minutes));

/** More than 5 %. */
export const isExcludedTooMuch = ({ excluded, minutes }: Pick<Coverage, "excluded" | "minutes">): boolean => excluded * TOO_MUCH > minutes;
