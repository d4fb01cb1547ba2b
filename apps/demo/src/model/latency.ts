/**
 * Latencies are log-logistic: most lie near the median, a few take much longer, and both the share below a limit and the value at a
 * share have a closed form, so that live requests and generated histograms follow the same curve.
 */
const STEEPNESS = 6;
/** Nobody waits longer; also keeps a live server from holding requests for minutes. */
const LONGEST_SECONDS = 5;

/** Share of requests that take at most `seconds`. */
export const shareWithin = (seconds: number, medianMs: number): number => 1 / (1 + (medianMs / 1000 / seconds) ** STEEPNESS);

/** Seconds that the share `u` of requests stays within; 0 < u < 1. */
export const secondsAtShare = (u: number, medianMs: number): number =>
  Math.min(LONGEST_SECONDS, (medianMs / 1000) * (u / (1 - u)) ** (1 / STEEPNESS));
