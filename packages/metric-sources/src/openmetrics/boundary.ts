import { MINUTE_MS } from "@solvent/domain";

const MINUTE_SECONDS = MINUTE_MS / 1000;
/** How old the value at a boundary may be (slo-math 10). */
const MAX_AGE_SECONDS = 300;

/** Start of the minute that a sample counts for: one at exactly T belongs to the minute that ends at T. */
export const boundaryOf = (timeSeconds: number): number => (Math.ceil(timeSeconds / MINUTE_SECONDS) - 1) * MINUTE_SECONDS;

/** What was seen at this time still holds at the boundary. */
export const isRecent = (boundarySeconds: number, timeSeconds: number): boolean => boundarySeconds - timeSeconds <= MAX_AGE_SECONDS;
