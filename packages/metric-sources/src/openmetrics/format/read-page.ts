import { makeOpenMetricsReader } from "./openmetrics-reader.ts";
import { PageProblem, quote } from "./page-problem.ts";
import { feedLines, type PageFormat, type PageReader, type PageSample } from "./page-reader.ts";
import { makeTextReader } from "./text-reader.ts";

export const MAX_PAGE_BYTES = 10 * 2 ** 20;

export interface PageLimits {
  readonly maxSamples: number;
}

const makeReader = (format: PageFormat): PageReader => (format === "text" ? makeTextReader() : makeOpenMetricsReader());

/** Reads a whole body, or throws PageProblem: a page is taken as a whole or not at all. */
export async function readSamples(body: string, format: PageFormat, limits: PageLimits, take: (sample: PageSample) => void): Promise<void> {
  let samples = 0;
  await feedLines(body, makeReader(format), (sample) => {
    samples += 1;
    if (samples > limits.maxSamples)
      throw new PageProblem(sample.line, `more than ${limits.maxSamples.toLocaleString("en")} samples`, true);
    take(sample);
  });
}

/** Finds series that a page holds twice. The same value again says nothing new; two values leave open which one is true. */
export function makeDuplicateCheck(): (key: string, sample: PageSample) => boolean {
  const seen = new Map<string, { readonly line: number; readonly value: number }>();
  return (key, { line, name, value }) => {
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, { line, value });
      return true;
    }
    if (Object.is(before.value, value)) return false;
    throw new PageProblem(line, `the series ${quote(name)} with the same labels is already on line ${before.line}, with another value`);
  };
}
