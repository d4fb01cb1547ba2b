import { setImmediate } from "node:timers/promises";
import type { SampleLine } from "./sample-line.ts";

export type PageFormat = "text" | "openmetrics";

/** A sample with what the page says about the family it belongs to. */
export interface PageSample extends SampleLine {
  /** Line of the page, from 1. */
  readonly line: number;
  readonly family: string;
  /** In lower case; null where the page does not say. */
  readonly type: string | null;
}

/** Reads a page line by line. Throws PageProblem. */
export interface PageReader {
  /** One line without its line feed; returns its sample, if it holds one. */
  line(text: string): PageSample | null;
  /** The page is over; `terminated`: its last line ended with a line feed. */
  end(terminated: boolean): void;
}

/** A large page takes a second to read: in between everything else that the process does has its turn. */
const LINES_AT_ONCE = 4000;

/** Every line of a body, each without its line feed, without a list of them all. */
export async function feedLines(body: string, reader: PageReader, take: (sample: PageSample) => void): Promise<void> {
  let from = 0;
  for (let line = 1; from < body.length; line += 1) {
    const feed = body.indexOf("\n", from);
    const end = feed === -1 ? body.length : feed;
    const sample = reader.line(body.slice(from, end));
    if (sample !== null) take(sample);
    from = end + 1;
    if (line % LINES_AT_ONCE === 0) await setImmediate();
  }
  reader.end(body === "" || body.endsWith("\n"));
}
