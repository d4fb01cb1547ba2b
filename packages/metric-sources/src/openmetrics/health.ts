import { succeeded } from "../failure.ts";
import type { Outcome, SourceHealth } from "../source.ts";
import type { Page } from "./page.ts";

const MAX_NOTES = 5;
const NAMES = { openmetrics: "OpenMetrics 1.0", text: "text format 0.0.4" } as const;

/** The formats that the pages came in, in one order. */
function sayFormats(pages: readonly Page[]): string {
  const formats = new Set(pages.map(({ format }) => format));
  return (["openmetrics", "text"] as const).flatMap((format) => (formats.has(format) ? [NAMES[format]] : [])).join(", ");
}

/** Well as long as one page can be read; what is wrong with the others is said. */
export function toHealth(outcomes: readonly Outcome<Page>[], latencyMs: number, history: Outcome<unknown> | null): Outcome<SourceHealth> {
  const pages = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.failure]));
  const [first] = failures;
  if (pages.length === 0 && first !== undefined) return { ok: false, failure: first };
  const broken = failures.length === 0 ? [] : [`${failures.length} of ${outcomes.length} pages cannot be read`];
  const past = history === null || history.ok ? [] : [history.failure.message];
  return succeeded({
    version: sayFormats(pages),
    latencyMs,
    clockSkewMs: null,
    notes: [...broken, ...failures.slice(0, MAX_NOTES).map(({ message }) => message), ...past],
  });
}
