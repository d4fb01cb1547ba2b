import type { Labels } from "../selectors/series-match.ts";

/**
 * The scraped process that `job` and `instance` name. Null without an instance: then nothing proves that two series come from one
 * process.
 */
export const targetOf = ({ job = "", instance = "" }: Labels): string | null => (instance === "" ? null : JSON.stringify([job, instance]));
