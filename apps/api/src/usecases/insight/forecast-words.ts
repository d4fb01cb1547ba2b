import {
  type BudgetCoverage,
  formatBudgetCoverage,
  formatBurn,
  formatDurationMinutes,
  MINUTES_PER_DAY,
  MINUTES_PER_HOUR,
  type RateForecast,
} from "@solvent/domain";

const WEEK_MINUTES = 7 * MINUTES_PER_DAY;
const LOOKBACKS: Readonly<Record<number, string>> = {
  [MINUTES_PER_HOUR]: "the last hour",
  [MINUTES_PER_DAY]: "the last day",
  [WEEK_MINUTES]: "the last week",
};

const lookbackWords = (minutes: number): string => LOOKBACKS[minutes] ?? `the last ${formatDurationMinutes(minutes)}`;

/** Why the budget lasts or does not, in one sentence. */
export function forecastSentence(forecast: RateForecast, lookbackMinutes: number): string {
  const lookback = lookbackWords(lookbackMinutes);
  switch (forecast.kind) {
    case "already-exhausted":
      return "More has failed in the window than the budget allows.";
    case "unknown":
      return `Nothing is known of ${lookback} that tells a rate.`;
    case "projected":
      return `It burns at ${formatBurn(forecast.burn)} as in ${lookback}: at this rate the budget is gone in ${formatDurationMinutes(forecast.minutes)}.`;
    case "not-before-period-end":
      if (forecast.burn?.num === 0n) return `Nothing failed in ${lookback}.`;
      return `It burns at ${formatBurn(forecast.burn)} as in ${lookback}: at this rate the budget lasts until the period ends.`;
    case "not-at-this-rate":
      return {
        "no-failures": `Nothing failed in ${lookback}.`,
        "burn-at-most-one": `It burns at ${formatBurn(forecast.burn)} as in ${lookback}: a budget lasts at 1× or less.`,
        "old-failures-leave": `It burns at ${formatBurn(forecast.burn)} as in ${lookback}: old failures leave the window as fast as new ones come.`,
      }[forecast.because];
  }
}

/** Why it cannot be said when the budget is gone, whatever the rates are. */
export const tooLittleOfBudget = (coverage: BudgetCoverage): string =>
  `Too little is known to say what is left of the budget: ${formatBudgetCoverage(coverage)}.`;

/** Why there is no chance to tell. */
export const tooLittleHistory = (knownDays: number, neededDays: number): string =>
  `Enough is known of ${knownDays} of the last 28 days; it takes ${neededDays} to draw typical weeks from.`;
