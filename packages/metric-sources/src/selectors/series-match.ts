import { RE2JS } from "re2js";
import type { Matcher, Selector } from "./selector.ts";

export type Labels = Readonly<Record<string, string>>;

/**
 * Compiles one matcher as Prometheus understands it: fully anchored RE2 with `.` matching new lines, an absent label is the
 * empty string. Linear time whatever the pattern; throws for a pattern that RE2 refuses.
 */
function compileMatcher({ label, op, value }: Matcher): (labels: Labels) => boolean {
  if (op === "=") return (labels) => (labels[label] ?? "") === value;
  if (op === "!=") return (labels) => (labels[label] ?? "") !== value;
  const pattern = RE2JS.compile(value, RE2JS.DOTALL);
  const verdicts = new Map<string, boolean>();
  const matches = (text: string): boolean => {
    const known = verdicts.get(text);
    if (known !== undefined) return known;
    const verdict = pattern.matches(text);
    if (verdicts.size < 10_000) verdicts.set(text, verdict);
    return verdict;
  };
  return op === "=~" ? (labels) => matches(labels[label] ?? "") : (labels) => !matches(labels[label] ?? "");
}

/** Decides whether a series belongs to the selector. */
export function makeSeriesMatcher(selector: Selector): (labels: Labels) => boolean {
  const checks = selector.matchers.map(compileMatcher);
  return (labels) => labels.__name__ === selector.metric && checks.every((check) => check(labels));
}

/** What RE2 says against a pattern, or null when it is valid. */
export function findRegexProblem(pattern: string): string | null {
  try {
    RE2JS.compile(pattern, RE2JS.DOTALL);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : "invalid regular expression";
  }
}
